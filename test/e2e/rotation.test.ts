// Certificates, authorities, keys and tokens change under load: who is valid notices nothing,
// and whoever is not any more is refused on the connection that he has.
import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { connect as connectHttp2 } from 'node:http2'
import { Agent, request } from 'node:https'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { connect as connectTls } from 'node:tls'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  issueCertificate,
  makeAuthority,
  makeTokenKeys,
  type Pair,
} from '../../apps/binnacle/src/certificate-maker.ts'
import { call } from '../harness/call.ts'
import { startCluster, type TestCluster } from '../harness/cluster.ts'

const path = '/api/v1/namespaces/default'
const refusedWithinMs = 5_000
const proxyHeaders = { 'x-remote-user': 'p', 'x-remote-group': 'system:masters' }

interface Shown {
  readonly pair?: Pair
  readonly headers?: Readonly<Record<string, string>>
}

/** One connection, asked again and again. */
interface Client {
  readonly name: string
  readonly answers: { readonly atMs: number; readonly status: number }[]
  stop(): Promise<void>
}

let cluster: TestCluster
let clients: Client[] = []

const pki = (name: string) => join(cluster.folder, 'pki', name)
const read = (name: string) => readFileSync(pki(name), 'utf8')
const load = (name: string): Pair => ({ cert: read(`${name}.crt`), key: read(`${name}.key`) })

function put(file: string, text: string): void {
  writeFileSync(`${file}.next`, text, { mode: 0o600 })
  renameSync(`${file}.next`, file)
}

function ask1(at: string, shown: Shown): { ask(): Promise<number>; close(): void } {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  return {
    ask: () =>
      new Promise((resolve, reject) => {
        const options = { agent, ca: authority, ...shown.pair, headers: { ...shown.headers } }
        const sent = request(`${at}${path}`, options, (answer) => {
          answer.resume()
          answer.on('end', () => resolve(answer.statusCode ?? 0))
        })
        sent.on('error', reject)
        sent.end()
      }),
    close: () => agent.destroy(),
  }
}

function ask2(at: string, shown: Shown): { ask(): Promise<number>; close(): void } {
  const session = connectHttp2(at, { ca: authority, ...shown.pair })
  session.on('error', () => undefined)
  return {
    ask: () =>
      new Promise((resolve, reject) => {
        const stream = session.request({ ':path': path, ...shown.headers })
        let status = 0
        stream.on('response', (got) => {
          status = Number(got[':status'])
        })
        stream.on('error', reject)
        stream.on('close', () => resolve(status))
        stream.resume()
      }),
    close: () => session.destroy(),
  }
}

/** Over both protocols, each to a replica of its own. */
function work(name: string, shown: Shown): Client[] {
  const [first, second] = cluster.replicas as [string, string]
  return [
    drive(`${name} over HTTP/1.1`, ask1(first, shown)),
    drive(`${name} over HTTP/2`, ask2(second, shown)),
  ]
}

function drive(name: string, { ask, close }: { ask(): Promise<number>; close(): void }): Client {
  const answers: { atMs: number; status: number }[] = []
  let stopped = false
  const loop = (async () => {
    while (!stopped) {
      const status = await ask().catch(() => 0)
      answers.push({ atMs: performance.now(), status })
      await sleep(20)
    }
    close()
  })()
  const client = {
    name,
    answers,
    stop() {
      stopped = true
      return loop
    },
  }
  clients.push(client)
  return client
}

/** Stops them, and counts what was not answered as it should be. */
async function allWell(some: readonly Client[]): Promise<void> {
  clients = clients.filter((client) => !some.includes(client))
  await Promise.all(some.map((client) => client.stop()))
  for (const { name, answers } of some) {
    expect(answers.length, name).toBeGreaterThan(5)
    expect(
      answers.filter(({ status }) => status !== 200),
      name,
    ).toEqual([])
  }
}

/** From `sinceMs` on they are refused, soon, for good, and were not before. */
async function refused(some: readonly Client[], sinceMs: number): Promise<void> {
  clients = clients.filter((client) => !some.includes(client))
  await sleep(sinceMs + refusedWithinMs + 300 - performance.now())
  await Promise.all(some.map((client) => client.stop()))
  for (const { name, answers } of some) {
    const first = answers.findIndex(({ status }) => status !== 200)
    expect(first, name).toBeGreaterThan(5)
    const rest = answers.slice(first)
    expect(new Set(rest.map(({ status }) => status)), name).toEqual(new Set([401]))
    const tookMs = (rest[0] as { atMs: number }).atMs - sinceMs
    expect(tookMs, name).toBeGreaterThanOrEqual(0)
    expect(tookMs, name).toBeLessThan(refusedWithinMs)
  }
}

/** Until new connections with this to show are served by both replicas. */
async function taken(shown: Shown): Promise<void> {
  const [first, second] = cluster.replicas as [string, string]
  for (const at of [first, second]) {
    const once = async () => {
      const client = ask1(at, shown)
      const status = await client.ask().catch(() => 0)
      client.close()
      return status
    }
    await expect.poll(once, { timeout: 8_000, interval: 100 }).toBe(200)
  }
}

const bearer = (token: string): Shown => ({ headers: { authorization: `Bearer ${token}` } })
const masters = { commonName: 'm', organizations: ['system:masters'] }

/** What all clients believe the server to be. */
let authority: string
let old: Pair
let steady: Client[]

beforeAll(async () => {
  cluster = await startCluster({ replicas: 2, flags: ['--no-controllers'] })
  authority = cluster.ca
  old = load('ca')
  steady = work('the one who is never touched', bearer('admintoken'))
})

afterAll(async () => {
  await Promise.all(clients.map((client) => client.stop()))
  await cluster?.remove()
})

describe('under load', () => {
  it('the serving certificate is replaced, half a file is not taken', async () => {
    const certified = work('a certificate', { pair: load('admin') })
    const names = { dns: ['localhost'], ips: ['127.0.0.1'] }
    const next = await issueCertificate(old, { commonName: 'next' }, 'server', names)
    writeFileSync(pki('serving.crt'), next.cert.slice(0, next.cert.length / 2))
    await sleep(2_500)
    put(pki('serving.key'), next.key)
    put(pki('serving.crt'), next.cert)
    const shown = (at: string) =>
      new Promise<string>((resolve) => {
        const socket = connectTls({ port: Number(new URL(at).port), ca: authority }, () => {
          resolve(socket.getPeerCertificate().subject.CN as string)
          socket.destroy()
        })
        socket.on('error', (error) => resolve(error.message))
      })
    for (const at of cluster.replicas) {
      await expect.poll(() => shown(at), { timeout: 8_000, interval: 100 }).toBe('next')
    }
    await allWell(certified)
  })

  it('the authority of clients goes from old over both to new', async () => {
    const next = await makeAuthority('next')
    const of = async (ca: Pair): Promise<Shown> => ({
      pair: await issueCertificate(ca, masters, 'client'),
    })
    const before = work('a certificate of the old', await of(old))
    await sleep(300)
    const half = next.cert.slice(0, 300)
    put(pki('ca.crt'), old.cert + half)
    await sleep(1_500)
    put(pki('ca.crt'), old.cert + next.cert)
    const later = await of(next)
    await taken(later)
    const after = work('a certificate of the new', later)
    await sleep(500)
    put(pki('ca.crt'), next.cert)
    await refused(before, performance.now())
    await allWell(after)
  })

  it('the authority of front proxies too', async () => {
    const was = load('front-proxy-ca')
    const next = await makeAuthority('next proxies')
    const of = async (ca: Pair): Promise<Shown> => ({
      pair: await issueCertificate(ca, { commonName: 'front-proxy-client' }, 'client'),
      headers: proxyHeaders,
    })
    const before = work('a proxy of the old', await of(was))
    await sleep(300)
    put(pki('front-proxy-ca.crt'), was.cert + next.cert)
    const later = await of(next)
    await taken(later)
    const after = work('a proxy of the new', later)
    await sleep(500)
    put(pki('front-proxy-ca.crt'), next.cert)
    await refused(before, performance.now())
    await allWell(after)
  })

  it('keys of service accounts go from old over both to new', async () => {
    const namespace = '/api/v1/namespaces/default'
    const bindings = '/apis/rbac.authorization.k8s.io/v1/clusterrolebindings'
    await call(cluster, {
      method: 'POST',
      path: `${namespace}/serviceaccounts`,
      body: { metadata: { name: 'r' } },
    })
    await call(cluster, {
      method: 'POST',
      path: bindings,
      body: {
        metadata: { name: 'r' },
        roleRef: {
          apiGroup: 'rbac.authorization.k8s.io',
          kind: 'ClusterRole',
          name: 'cluster-admin',
        },
        subjects: [{ kind: 'ServiceAccount', namespace: 'default', name: 'r' }],
      },
    })
    const issue = async () => {
      const at = `${namespace}/serviceaccounts/r/token`
      const answer = await call(cluster, { method: 'POST', path: at, body: {} })
      return String(answer.json.status?.token)
    }
    const keyOf = (token: string) =>
      JSON.parse(Buffer.from(token.split('.')[0] as string, 'base64url').toString()).kid
    const oldToken = await issue()
    await taken(bearer(oldToken))
    const before = work('a token of the old key', bearer(oldToken))
    const next = makeTokenKeys()
    const wasPublic = read('sa.pub')
    put(pki('sa.pub'), wasPublic + next.publicKey)
    await sleep(2_500)
    put(pki('sa.key'), next.privateKey)
    let newToken = oldToken
    const changed = async () => {
      newToken = await issue()
      return keyOf(newToken) !== keyOf(oldToken)
    }
    await expect.poll(changed, { timeout: 8_000 }).toBe(true)
    await taken(bearer(newToken))
    const after = work('a token of the new key', bearer(newToken))
    await sleep(500)
    put(pki('sa.pub'), next.publicKey)
    await refused(before, performance.now())
    await allWell(after)
  })

  it('the token file changes, and half a line is not taken', async () => {
    const file = join(cluster.folder, '..', 'tokens.csv')
    const first = readFileSync(file, 'utf8')
    const line = (token: string) => `${token},${token},${token},"system:masters"\n`
    put(file, first + line('one'))
    await taken(bearer('one'))
    const before = work('a token of the file', bearer('one'))
    put(file, `${first}${line('one')}two,two,two,"system:mas`)
    await sleep(1_500)
    put(file, first + line('one') + line('two'))
    await taken(bearer('two'))
    const after = work('a newer token', bearer('two'))
    await sleep(500)
    put(file, first + line('two'))
    await refused(before, performance.now())
    await allWell(after)
  })

  it('and who was never touched has noticed nothing', () => allWell(steady))
})
