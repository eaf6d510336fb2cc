// in: nothing → out: CPU time of knowing a caller and deciding, in one process. Never: a pass or a fail.
// npm run decisions -- [--bindings 5000] [--rounds 60]
import { X509Certificate } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { builtinCatalogue, createLiveCatalogue } from '@binnacle/catalogue'
import type { Identified, Received, Routed, Seated } from '@binnacle/exchange'
import type { KubeObject } from '@binnacle/meta'
import { createMemoryStore } from '@binnacle/objects'
import { route } from '@binnacle/route'
import { readConfig } from '../../apps/apiserver/src/config.ts'
import { type Access, createAccess } from '../../apps/apiserver/src/identity.ts'
import { createShapes } from '../../apps/apiserver/src/shapes.ts'
import {
  issueCertificate,
  makeAuthority,
  makeTokenKeys,
} from '../../apps/binnacle/src/certificate-maker.ts'
import { headersFromList } from '../../libs/edge/server/src/request-headers.ts'
import * as rules from './decision-rules.ts'

const { values } = parseArgs({
  options: {
    bindings: { type: 'string', default: '5000' },
    rounds: { type: 'string', default: '60' },
  },
})
const bindings = Number(values.bindings)
const rounds = Number(values.rounds)
const warmUp = 20
/** Few, as requests of a replica that are under way: what lives long costs the collector more. */
const perRound = 500
/** So many different questions are "asked before": a controller's, say. */
const repeated = 200

interface Credential {
  readonly title: string
  readonly certificate?: X509Certificate
  /** Of the caller of a request. */
  readonly token?: (request: number) => string | undefined
}

interface Kind {
  readonly title: string
  readonly fresh: boolean
  readonly allowed: boolean
}

const kinds: readonly Kind[] = [
  { title: 'asked before', fresh: false, allowed: true },
  { title: 'never asked', fresh: true, allowed: true },
  { title: 'refused before', fresh: false, allowed: false },
  { title: 'never refused', fresh: true, allowed: false },
]

const folder = mkdtempSync(join(tmpdir(), 'binnacle-decisions-'))
let asked = 0

async function run(): Promise<void> {
  const authority = await makeAuthority('decisions')
  const pair = await issueCertificate(authority, { commonName: 'tls' }, 'server')
  const keys = makeTokenKeys()
  const file = (name: string, text: string) => {
    writeFileSync(join(folder, name), text, { mode: 0o600 })
    return join(folder, name)
  }
  const lines = Array.from(
    { length: rules.callerCount },
    (_, i) => `token-${i},${rules.callerOf(i)},uid-${i}\n`,
  )
  const config = readConfig([
    '--storage-backend=memory',
    `--tls-cert-file=${file('tls.crt', pair.cert)}`,
    `--tls-private-key-file=${file('tls.key', pair.key)}`,
    `--client-ca-file=${file('ca.crt', authority.cert)}`,
    `--token-auth-file=${file('tokens.csv', lines.join(''))}`,
    `--service-account-signing-key-file=${file('sa.key', keys.privateKey)}`,
    '--authorization-mode=Node,RBAC',
  ])
  const access = await fill(config)
  const subject = { commonName: rules.callerOf(2), organizations: ['people'] }
  const shown = await issueCertificate(authority, subject, 'client')
  const robots = await Promise.all(
    Array.from({ length: rules.callerCount }, (_, i) => tokenOf(access, i)),
  )
  console.log(`${bindings} bindings; load ${loadavg()[0]?.toFixed(1)}; CPU us, identify and allow`)
  console.log(''.padEnd(28) + kinds.map(({ title }) => cell(title)).join(''))
  for (const one of [
    { title: 'client certificate', certificate: new X509Certificate(shown.cert) },
    { title: 'static token', token: () => 'token-2' },
    { title: 'service account token', token: () => robots[1] },
    { title: '500 static tokens', token: (i: number) => `token-${i % rules.callerCount}` },
    { title: '500 service account tokens', token: (i: number) => robots[i % robots.length] },
  ]) {
    await measure(access, one)
  }
}

/** The rooms as a replica wires them, on a store that holds the rules. */
async function fill(config: ReturnType<typeof readConfig>): Promise<Access> {
  const store = createMemoryStore()
  const shapes = createShapes(createLiveCatalogue(builtinCatalogue({})))
  const put = async (group: string, resource: string, object: KubeObject) => {
    const shape = shapes.find({ group, resource })
    if (shape === undefined) throw new Error(`${resource} are not served`)
    const { namespace = '', name = '' } = object.metadata
    await store.create({ shape, namespace, name }, object)
  }
  for (const [resource, objects] of Object.entries(rules.rulesOf(bindings))) {
    for (const one of objects) await put('rbac.authorization.k8s.io', resource, one)
  }
  for (let i = 0; i < rules.callerCount; i++) await put('', 'serviceaccounts', rules.account(i))
  const access = createAccess(config.identity, config.access, store, shapes, (message) => {
    throw new Error(message)
  })
  await access.authorizer.ready
  return access
}

async function tokenOf({ identifier }: Access, i: number): Promise<string> {
  const { name = '', namespace = '', uid = '' } = rules.account(i).metadata
  const issued = await identifier.tokens.issue({
    namespace,
    account: { name, uid },
    audiences: identifier.apiAudiences,
    nowMs: Date.now(),
    expirationSeconds: 3600,
    tokenId: `token-${i}`,
  })
  if (issued === undefined) throw new Error('no tokens are issued')
  return issued
}

function requests(credential: Credential, { fresh, allowed }: Kind): Routed[] {
  return Array.from({ length: perRound }, (_, i) => {
    const token = credential.token?.(i)
    const headers = ['host', 'localhost', 'user-agent', 'decisions', 'accept', 'application/json']
    if (token !== undefined) headers.push('authorization', `Bearer ${token}`)
    return route({
      method: 'GET',
      url: rules.questionOf(bindings, fresh ? asked++ : i % repeated, allowed),
      headers: headersFromList(headers),
      httpVersion: 2,
      certificate: credential.certificate,
      remoteAddress: '127.0.0.1',
      insecure: false,
      receivedAtMs: performance.now(),
      warnings: [],
    } as unknown as Received)
  })
}

async function measure(access: Access, credential: Credential): Promise<void> {
  const cells: string[] = []
  for (const kind of kinds) {
    let usedUs = 0
    // The first rounds make callers known and code fast.
    for (let round = -warmUp; round < rounds; round++) {
      const list = requests(credential, kind)
      const before = process.cpuUsage()
      const count = await decideAll(access, list)
      const { user, system } = process.cpuUsage(before)
      if (round >= 0) usedUs += user + system
      if (count !== (kind.allowed ? perRound : 0)) throw new Error(`${count} were allowed`)
    }
    cells.push(cell((usedUs / (rounds * perRound)).toFixed(2)))
  }
  console.log(credential.title.padEnd(28) + cells.join(''))
}

/** As `serve` goes through both steps. Returns how many were allowed. */
async function decideAll({ identifier, authorizer }: Access, list: readonly Routed[]) {
  let allowed = 0
  for (const request of list) {
    const whoever = identifier.identify(request)
    const identified: Identified = whoever instanceof Promise ? await whoever : whoever
    try {
      const verdict = authorizer.allow(identified as Seated)
      if (verdict instanceof Promise) await verdict
      allowed++
    } catch {
      // 403 is an answer too, and costs more.
    }
  }
  return allowed
}

function cell(text: string): string {
  return text.padStart(16)
}

try {
  await run()
} finally {
  rmSync(folder, { recursive: true, force: true })
}
process.exit(0)
