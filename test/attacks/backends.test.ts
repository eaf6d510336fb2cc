// Kubelets, extension servers, webhooks that lie: none gets more than was meant for it.
import { readdirSync, readFileSync } from 'node:fs'
import { createServer as createHttps } from 'node:https'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo, Server } from 'node:net'
import { join } from 'node:path'
import { createServer as createTls, type TLSSocket } from 'node:tls'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { issueCertificate, makeAuthority } from '../../apps/binnacle/src/certificate-maker.ts'
import { type Answer, call } from '../harness/call.ts'
import { startCluster, type TestCluster, token } from '../harness/cluster.ts'
import { raw, statuses } from '../harness/raw.ts'

const namespace = '/api/v1/namespaces/default'
const configMaps = `${namespace}/configmaps`
const secretText = 'canary-of-a-private-network'

/** What a fake backend says to each head that it hears. */
let script: readonly string[] = []
let heard: string[] = []
let canaryHits = 0
let cluster: TestCluster
let backend: Server
let backendPort: number
let webhook: Server
let webhookPort: number
let hook: (asked: { request: Record<string, never> }, request: IncomingMessage) => object | string

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return (server.address() as AddressInfo).port
}

const honest = ['HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}']
/** What the aggregator asks by itself. */
const ownQuestion = /^GET \/(apis|apis\/lies\.example\.com\/v1|openapi\/v[23])[ ?]/

/** Speaks bytes, so that it can be as wrong as it likes. */
function hear(socket: TLSSocket): void {
  let rest = ''
  socket.on('error', () => undefined)
  socket.on('data', (chunk) => {
    rest += chunk.toString('latin1')
    for (let end = rest.indexOf('\r\n\r\n'); end !== -1; end = rest.indexOf('\r\n\r\n')) {
      const head = rest.slice(0, end)
      rest = rest.slice(end + 4)
      const own = ownQuestion.test(head)
      if (!own) heard.push(head)
      for (const bytes of own ? honest : script) setTimeout(() => socket.write(bytes, 'latin1'), 5)
    }
  })
}

const tunnelled = () => heard.filter((head) => head.includes('runningpods'))

function webhookAnswer(request: IncomingMessage, response: ServerResponse): void {
  if (request.url === '/canary') {
    canaryHits++
    response.end(secretText)
    return
  }
  let body = ''
  request.on('data', (chunk) => {
    body += chunk
  })
  request.on('end', () => {
    const asked = JSON.parse(body)
    const said = hook(asked, request)
    if (typeof said === 'string') {
      const location = `https://localhost:${webhookPort}/canary`
      response.writeHead(302, { location }).end(said)
      return
    }
    const answer = { uid: asked.request.uid, ...said }
    response.writeHead(200, { 'content-type': 'application/json' })
    response.end(
      JSON.stringify({
        apiVersion: 'admission.k8s.io/v1',
        kind: 'AdmissionReview',
        response: answer,
      }),
    )
  })
}

const write = (path: string, body: unknown, method = 'POST', headers = {}): Promise<Answer> =>
  call(cluster, { method, path, body, headers })

async function made(path: string, body: unknown): Promise<void> {
  const answer = await write(path, body)
  expect(answer.status, answer.text).toBe(201)
}

const node = (name: string, address: string, type = 'InternalIP') => ({
  metadata: { name },
  status: {
    addresses: [{ type, address }],
    daemonEndpoints: { kubeletEndpoint: { Port: backendPort } },
  },
})

beforeAll(async () => {
  cluster = await startCluster({ replicas: 1, flags: ['--v=10'] })
  const authority = await makeAuthority('authority of liars')
  const names = { dns: ['localhost', 'liar.default.svc'], ips: ['127.0.0.1'] }
  const own = await issueCertificate(authority, { commonName: 'liar' }, 'server', names)
  backend = createTls(own, hear)
  backendPort = await listen(backend)
  webhook = createHttps(own, webhookAnswer)
  webhookPort = await listen(webhook)
  const caBundle = Buffer.from(authority.cert).toString('base64')
  await made('/api/v1/nodes', node('liar', '127.0.0.1'))
  const spec = { containers: [{ name: 'c', image: 'i' }], nodeName: 'liar' }
  await made(`${namespace}/pods`, { metadata: { name: 'p' }, spec })
  await made(`${namespace}/services`, {
    metadata: { name: 'liar' },
    spec: { type: 'ExternalName', externalName: 'localhost' },
  })
  await made('/apis/apiregistration.k8s.io/v1/apiservices', {
    metadata: { name: 'v1.lies.example.com' },
    spec: {
      group: 'lies.example.com',
      version: 'v1',
      groupPriorityMinimum: 1,
      versionPriority: 1,
      caBundle,
      service: { namespace: 'default', name: 'liar', port: backendPort },
    },
  })
  await made('/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations', {
    metadata: { name: 'w' },
    webhooks: [
      {
        name: 'w.example.com',
        clientConfig: { url: `https://localhost:${webhookPort}/w`, caBundle },
        rules: [
          { apiGroups: [''], apiVersions: ['v1'], operations: ['*'], resources: ['configmaps'] },
        ],
        objectSelector: { matchLabels: { watched: 'yes' } },
        sideEffects: 'None',
        failurePolicy: 'Fail',
        admissionReviewVersions: ['v1'],
      },
    ],
  })
})

afterAll(async () => {
  await cluster?.remove()
  backend?.close()
  webhook?.close()
})

it('the liars are there', async () => {
  const condition = async () =>
    (
      await call(cluster, {
        path: '/apis/apiregistration.k8s.io/v1/apiservices/v1.lies.example.com',
      })
    ).json.status?.conditions?.[0]?.status
  await expect.poll(condition, { timeout: 20_000 }).toBe('True')
})

const upgrades =
  'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n'
const lies: readonly (readonly [string, readonly string[]])[] = [
  ['200', ['HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n']],
  ['204', ['HTTP/1.1 204 No Content\r\n\r\n']],
  ['302', ['HTTP/1.1 302 Found\r\nLocation: /x\r\nContent-Length: 0\r\n\r\n']],
  ['403', ['HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n']],
  ['500', ['HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n']],
  ['403 and 101 behind it', ['HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n', upgrades]],
  ['200 and 101 behind it', ['HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n', upgrades]],
  ['400 without an end', ['HTTP/1.1 400 Bad\r\n\r\nnot yet']],
  ['garbage', ['no HTTP at all\r\n\r\n']],
  ['101 in HTTP/0.9', ['101\r\n\r\n']],
]
const doors = [
  `${namespace}/pods/p/exec?command=ls&stdin=1`,
  `${namespace}/pods/p/attach?stdin=1`,
  `${namespace}/pods/p/portforward`,
  '/apis/lies.example.com/v1/things',
]

describe.each(doors)('K1: %s', (door) => {
  it.each(lies)('a backend that says %s gets no byte of what follows', async (_what, said) => {
    script = said
    heard = []
    const bearer = `Authorization: Bearer ${token}`
    const head = [
      `GET ${door} HTTP/1.1\r\nHost: a\r\n${bearer}`,
      'Upgrade: websocket\r\nConnection: Upgrade\r\n\r\n',
    ].join('\r\n')
    const next = `GET /runningpods/ HTTP/1.1\r\nHost: a\r\n${bearer}\r\n\r\n`
    const answers = await raw({
      port: cluster.port,
      ca: cluster.ca,
      send: [head, next],
      quietMs: 300,
    })
    expect(statuses(answers)).not.toContain(101)
    expect(heard).toHaveLength(1)
    expect(tunnelled()).toEqual([])
  })
})

it.each([301, 302, 303, 307, 308])(
  'K2, K3: %i of a backend leads neither us nor the client on',
  async (code) => {
    const location = `https://localhost:${webhookPort}/canary`
    script = [`HTTP/1.1 ${code} Go\r\nLocation: ${location}\r\nContent-Length: 2\r\n\r\ngo`]
    canaryHits = 0
    for (const path of [
      '/apis/lies.example.com/v1/things',
      `${namespace}/pods/p/exec?command=ls`,
      `${namespace}/pods/p/log`,
    ]) {
      const answer = await call(cluster, { path })
      expect(answer.status, path).toBeGreaterThanOrEqual(400)
      expect(answer.headers.location).toBeUndefined()
    }
    expect(canaryHits).toBe(0)
  },
)

it('K4: a webhook that redirects shows nobody what is there, at any level of the log', async () => {
  hook = () => secretText
  canaryHits = 0
  const answer = await write(configMaps, { metadata: { name: 'k4', labels: { watched: 'yes' } } })
  expect(answer.status).toBe(500)
  expect(answer.text).not.toContain(secretText)
  expect(canaryHits).toBe(0)
  const folder = join(cluster.folder, 'logs')
  const logs = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'))
  expect(logs.join('').length).toBeGreaterThan(0)
  expect(logs.join('')).not.toContain(secretText)
  expect(logs.join('')).not.toContain(token)
  expect(
    (await write('/debug/flags/v', '10', 'PUT', { 'content-type': 'text/plain' })).status,
  ).toBe(404)
})

describe('K5: a proxy reaches no address of this machine', () => {
  it.each([
    '127.0.0.1',
    '127.8.8.8',
    '::1',
    '::ffff:127.0.0.1',
    '::ffff:7f00:1',
    '0:0:0:0:0:0:0:1',
    '0',
    '0.0.0.0',
    '::',
    '0x7f.1',
    '2130706433',
    'localhost',
    'localhost.',
    '169.254.169.254',
    'fe80::1',
    '224.0.0.1',
    'ff02::1',
    '255.255.255.255',
  ])('a node at %s', async (address) => {
    const name = `k5-${Buffer.from(address).toString('hex')}`
    await made('/api/v1/nodes', node(name, address, 'Hostname'))
    heard = []
    for (const id of [
      name,
      `${name}:${backendPort}`,
      `https:${name}:${backendPort}`,
      `${name}:80`,
    ]) {
      const answer = await call(cluster, { path: `/api/v1/nodes/${id}/proxy/` })
      expect(answer.status, answer.text).toBe(400)
    }
    expect(heard).toEqual([])
  })

  it.each(['localhost/x?', 'a@localhost', 'localhost#', 'localhost\\x', 'a b', '[::1]'])(
    'a node whose address is %s names no host',
    async (address) => {
      const name = `k5-${Buffer.from(address).toString('hex')}`
      await made('/api/v1/nodes', node(name, address, 'Hostname'))
      const spec = { containers: [{ name: 'c', image: 'i' }], nodeName: name }
      await made(`${namespace}/pods`, { metadata: { name }, spec })
      heard = []
      for (const path of [
        `/api/v1/nodes/${name}/proxy/`,
        `${namespace}/pods/${name}/exec?command=ls`,
      ]) {
        expect((await call(cluster, { path })).status, path).toBeGreaterThanOrEqual(400)
      }
      expect(heard).toEqual([])
    },
  )
})

it('K12: a webhook sees the object that its write replaces, whoever else writes', async () => {
  const seen = new Map<string, string>()
  hook = (asked) => {
    const { object, oldObject } = asked.request as Record<
      string,
      { metadata: { resourceVersion: string; annotations?: { by?: string } } }
    >
    if (oldObject)
      seen.set(String(object?.metadata.annotations?.by), oldObject.metadata.resourceVersion)
    return { allowed: true }
  }
  await made(configMaps, { metadata: { name: 'k12', labels: { watched: 'yes' } } })
  const first = (await call(cluster, { path: `${configMaps}/k12` })).json.metadata.resourceVersion
  const patch = (by: number) =>
    write(`${configMaps}/k12`, { metadata: { annotations: { by: `${by}` } } }, 'PATCH', {
      'content-type': 'application/merge-patch+json',
    })
  const answers = await Promise.all(Array.from({ length: 30 }, (_, by) => patch(by)))
  const done = answers
    .filter(({ status }) => status === 200)
    .map(({ json }) => ({ by: json.metadata.annotations.by, at: json.metadata.resourceVersion }))
    .sort((a, b) => Number(a.at) - Number(b.at))
  expect(done.length).toBeGreaterThan(1)
  const before = [first, ...done.map(({ at }) => at)]
  for (const [i, { by }] of done.entries()) expect(seen.get(by)).toBe(before[i])
})
