// K1: thousands of upgrades that are not quite right, to backends that refuse: no tunnel is left.
import { createServer, type TLSSocket } from 'node:tls'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { issueCertificate, makeAuthority } from '../../apps/binnacle/src/certificate-maker.ts'
import { call } from '../harness/call.ts'
import { startCluster, type TestCluster, token } from '../harness/cluster.ts'
import { type Random, randomOf } from '../harness/random.ts'
import { raw, statuses } from '../harness/raw.ts'

/** BINNACLE_UPGRADES=10000 is what the threat tables ask of a long run. */
const count = Number(process.env.BINNACLE_UPGRADES ?? 3_000)
const seed = Number(process.env.BINNACLE_SEED ?? 20_261_128)
const atOnce = 100

const namespace = '/api/v1/namespaces/default'
const doors = [
  `${namespace}/pods/p/exec?command=ls&stdin=1`,
  `${namespace}/pods/p/attach?stdin=1`,
  `${namespace}/pods/p/portforward`,
  `${namespace}/pods/p/proxy/x`,
  `${namespace}/services/https:liar:443/proxy/x`,
  '/api/v1/nodes/liar/proxy/x',
  '/apis/lies.example.com/v1/things',
]
const refusals = [
  'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n',
  'HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n',
  'HTTP/1.1 500 No\r\nContent-Length: 2\r\n\r\nno',
  'HTTP/1.1 302 Found\r\nLocation: /x\r\nContent-Length: 0\r\n\r\n',
  'HTTP/1.1 426 Upgrade Required\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nContent-Length: 0\r\n\r\n',
  '101\r\n\r\n',
  'no HTTP at all\r\n\r\n',
]
/** Of a second request: no first one holds it. */
const canary = 'runningpods'

let cluster: TestCluster
let backend: ReturnType<typeof createServer>
let heardHeads = 0
let heardCanary = 0
let random: Random

/** Refuses each head in a way of its own, and listens for what comes behind it. */
function hear(socket: TLSSocket): void {
  let rest = ''
  socket.on('error', () => undefined)
  socket.on('data', (chunk) => {
    rest += chunk.toString('latin1')
    if (rest.includes(canary)) heardCanary++
    for (let end = rest.indexOf('\r\n\r\n'); end !== -1; end = rest.indexOf('\r\n\r\n')) {
      const own = /^GET \/(apis|apis\/lies\.example\.com\/v1|openapi\/v[23])[ ?]/.test(rest)
      rest = rest.slice(end + 4)
      if (!own) heardHeads++
      socket.write(own ? 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}' : random.pick(refusals))
    }
  })
}

async function made(path: string, body: unknown): Promise<void> {
  const answer = await call(cluster, { method: 'POST', path, body })
  expect(answer.status, answer.text).toBe(201)
}

beforeAll(async () => {
  random = randomOf(seed)
  cluster = await startCluster({ replicas: 1 })
  const authority = await makeAuthority('authority of liars')
  const names = { dns: ['localhost', 'liar.default.svc'], ips: ['127.0.0.1'] }
  backend = createServer(await issueCertificate(authority, { commonName: 'liar' }, 'server', names))
  backend.on('secureConnection', hear)
  await new Promise<void>((resolve) => backend.listen(0, '127.0.0.1', resolve))
  const { port } = backend.address() as AddressInfo
  await made('/api/v1/nodes', {
    metadata: { name: 'liar' },
    status: {
      addresses: [{ type: 'InternalIP', address: '127.0.0.1' }],
      daemonEndpoints: { kubeletEndpoint: { Port: port } },
    },
  })
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
      caBundle: Buffer.from(authority.cert).toString('base64'),
      service: { namespace: 'default', name: 'liar', port },
    },
  })
})

afterAll(async () => {
  await cluster?.remove()
  backend?.close()
})

/** A right head, most of the time, with a few things changed. No body: it would be the backend's by right. */
function mutated(): string {
  const { pick, chance, whole } = random
  const method = chance(0.6) ? 'GET' : pick(['POST', 'PUT', 'CONNECT', 'OPTIONS', 'HEAD', 'TRACE'])
  const word = chance(0.4)
    ? 'websocket'
    : pick(['WebSocket', 'SPDY/3.1', 'spdy/3.1', 'h2c', 'TLS/1.0', 'websocket, h2c', '', 'x', ','])
  const link = chance(0.4)
    ? 'Upgrade'
    : pick([
        'upgrade, keep-alive',
        'close, Upgrade',
        'keep-alive',
        '',
        'UPGRADE',
        'Upgrade, Upgrade',
      ])
  const lines = [
    `Host: ${pick(['a', 'localhost', '127.0.0.1'])}`,
    `Authorization: Bearer ${token}`,
    `Upgrade: ${word}`,
    `Connection: ${link}`,
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
    'Sec-WebSocket-Version: 13',
  ]
  const more = [
    'Sec-WebSocket-Protocol: v5.channel.k8s.io',
    'Sec-WebSocket-Protocol: SPDY/3.1+portforward.k8s.io',
    'X-Stream-Protocol-Version: v4.channel.k8s.io',
    'Upgrade: websocket',
    'Connection: Upgrade',
    'HTTP2-Settings: AAMAAABkAAQAAP__',
    'Expect: 100-continue',
    'Content-Length: 0',
    'Sec-WebSocket-Version: 12',
    'TE: trailers',
  ]
  for (let i = whole(4); i > 0; i--) lines.splice(whole(lines.length + 1), 0, pick(more))
  if (chance(0.2)) lines.splice(whole(lines.length), 1)
  const cased = lines.map((line) => (chance(0.1) ? line.toLowerCase() : line))
  const version = chance(0.95) ? 'HTTP/1.1' : pick(['HTTP/1.0', 'HTTP/2.0', 'HTTP/0.9', 'http/1.1'])
  let head = `${method} ${pick(doors)} ${version}\r\n${cased.join('\r\n')}\r\n\r\n`
  // Now and then a byte of it is another. Never in its end: what follows would belong to it.
  if (chance(0.1)) {
    const at = whole(head.length - 4)
    head = head.slice(0, at) + String.fromCharCode(33 + whole(94)) + head.slice(at + 1)
  }
  return head
}

it('the liars are there', async () => {
  const url = '/apis/apiregistration.k8s.io/v1/apiservices/v1.lies.example.com'
  await expect
    .poll(async () => (await call(cluster, { path: url })).json.status?.conditions?.[0]?.status, {
      timeout: 20_000,
    })
    .toBe('True')
})

it(`K1: none of ${count} mutated upgrades opens a tunnel to a backend that refuses`, async () => {
  const answered = new Map<number, number>()
  const next = `GET /${canary}/ HTTP/1.1\r\nHost: a\r\n\r\n`
  for (let done = 0; done < count; done += atOnce) {
    const heads = Array.from({ length: Math.min(atOnce, count - done) }, mutated)
    const came = await Promise.all(
      heads.map((head) =>
        raw({ port: cluster.port, ca: cluster.ca, quietMs: 2_000, answers: 2, send: [head, next] }),
      ),
    )
    for (const [i, said] of came.entries()) {
      const codes = statuses(said)
      expect(codes, heads[i]).not.toContain(101)
      for (const code of codes) answered.set(code, (answered.get(code) ?? 0) + 1)
    }
  }
  expect(heardCanary).toBe(0)
  // They did get to the backend, and in many ways.
  expect(heardHeads).toBeGreaterThan(count / 10)
  expect(answered.size).toBeGreaterThan(3)
  process.stderr.write(`K1: ${JSON.stringify({ count, heardHeads, answered: [...answered] })}\n`)
}, 600_000)
