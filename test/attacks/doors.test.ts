// The ways in: the port that asks nobody, paths for nobody, TLS itself, and a signal.
import { readFileSync, readlinkSync, readdirSync } from 'node:fs'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { connect, type ConnectionOptions } from 'node:tls'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readConfig } from '../../apps/apiserver/src/config.ts'
import { call } from '../harness/call.ts'
import { startCluster, type TestCluster } from '../harness/cluster.ts'
import { freePorts } from '../harness/free-ports.ts'
import { raw, statuses } from '../harness/raw.ts'
import { replicaPid } from '../harness/replica-pid.ts'

let cluster: TestCluster
let insecure: number
let pid: number

beforeAll(async () => {
  insecure = await freePorts(1)
  const flags = ['--no-controllers', `--insecure-port=${insecure}`]
  cluster = await startCluster({ replicas: 1, flags })
  pid = replicaPid(cluster.port + 1) as number
})
afterAll(async () => {
  expect(replicaPid(cluster.port + 1), 'the replica lived through it all').toBe(pid)
  await cluster.remove()
})

describe.concurrent('K18: the insecure port serves programs of this machine alone', () => {
  const ask = (head: readonly string[], first = 'GET /api HTTP/1.1', body = '') =>
    raw({
      port: insecure,
      send: [`${first}\r\n${head.join('\r\n')}\r\nConnection: close\r\n\r\n${body}`],
      quietMs: 5_000,
    }).then(statuses)

  it('knows three names of itself', async () => {
    const hosts = ['localhost', '127.0.0.1', '[::1]']
    for (const host of hosts) {
      expect(await ask([`Host: ${host}`])).toEqual([200])
      expect(await ask([`Host: ${host}:${insecure}`])).toEqual([200])
    }
  })

  it('refuses 200 other spellings of its name', async () => {
    const base = [
      'evil.example',
      'localhost.',
      'LOCALHOST',
      'localhost.evil',
      'evil.localhost',
      'localhost:1',
      '127.1',
      '127.0.1',
      '127.0.0.1.',
      '127.0.0.01',
      '0177.0.0.1',
      '0x7f.0.0.1',
      '2130706433',
      '0x7f000001',
      '017700000001',
      '127.0.0.2',
      '127.0.0.1.nip.io',
      '0',
      '0.0.0.0',
      '[::]',
      '::1',
      '[::1',
      '[::0001]',
      '[0:0:0:0:0:0:0:1]',
      '[::ffff:127.0.0.1]',
      '[::ffff:7f00:1]',
      'localhost@evil',
      'evil@localhost',
      'localhost%00',
      'localhost#',
      'localhost/',
      'localhost?',
      'localhost,evil',
      'localhost evil',
      'loc\u00e4lhost',
      '169.254.169.254',
      'metadata',
      '-',
      '*',
      'kubernetes.default.svc',
    ]
    const hosts = base.flatMap((host) => [
      host,
      `${host}:0`,
      `${host}:80`,
      `${host}:${insecure + 1}`,
      `x${host}`,
    ])
    expect(hosts.length).toBeGreaterThanOrEqual(200)
    const answers = await Promise.all(hosts.map((host) => ask([`Host: ${host}`])))
    const served = hosts.filter((_, i) => answers[i]?.some((code) => code < 400))
    expect(served).toEqual([])
  })

  it.each([
    ['an origin', ['Host: localhost', 'Origin: http://localhost']],
    ['the null origin', ['Host: localhost', 'Origin: null']],
    ['a fetch of the same site', ['Host: localhost', 'Sec-Fetch-Site: same-origin']],
    ['a fetch of none', ['Host: localhost', 'Sec-Fetch-Site: none']],
  ])('refuses %s', async (_what, head) => expect(await ask(head)).toEqual([403]))

  it.each([
    'text/plain',
    'text/plain;application/json',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=application/json',
    '',
  ])('takes no body of a simple form: %s', async (type) => {
    const body = '{"metadata":{"name":"csrf"}}'
    const head = ['Host: localhost', `Content-Length: ${body.length}`, `Content-Type: ${type}`]
    const first = 'POST /api/v1/namespaces HTTP/1.1'
    expect(await ask(head, first, body)).toEqual([415])
  })

  it('lets no connection leave HTTP', async () => {
    const head = ['Host: localhost', 'Upgrade: websocket', 'Connection: Upgrade']
    const path = '/api/v1/namespaces/default/pods?watch=1'
    // Closed without a word, or refused.
    expect([[], [400]]).toContainEqual(await ask(head, `GET ${path} HTTP/1.1`))
  })

  it.each(['0.0.0.0', '::', '10.0.0.1', 'localhost', '127.0.0.2', ''])(
    'does not start on %s',
    (host) => {
      const flags = ['--storage-backend=memory', '--insecure-port=1']
      const start = () => readConfig([...flags, `--insecure-bind-address=${host}`])
      expect(start).toThrow('--insecure-bind-address must be 127.0.0.1 or ::1')
    },
  )
})

it('K28, K29: who says nothing of himself reads health and version alone', async () => {
  const { json } = await call(cluster, { path: '/' })
  const more = [
    '/metrics',
    '/metrics/slis',
    '/configz',
    '/statusz',
    '/flagz',
    '/debug/pprof/',
    '/debug/flags/v',
    '/logs/',
    '/access/explain',
    '/access/who-can',
    '/openid/v1/jwks',
    '/livez/ping',
    '/readyz/etcd',
    '/api/v1/nodes/n/proxy/',
    '/api/v1/namespaces/default/pods/p/log',
    '/livez/../metrics',
    '//metrics',
    '/.well-known/openid-configuration',
    '/api/v1/secrets',
    '/API',
    '/healthz/../api',
    '/favicon.ico',
  ]
  const paths: string[] = [...new Set([...json.paths, ...more])]
  expect(paths.length).toBeGreaterThan(60)
  const answers = await Promise.all(
    paths.map((path) =>
      raw({
        port: cluster.port,
        ca: cluster.ca,
        quietMs: 5_000,
        send: [`GET ${path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`],
      }),
    ),
  )
  const open = paths.filter((_, i) => (statuses(answers[i] ?? '')[0] ?? 0) < 400)
  expect(open.sort()).toEqual(['/healthz', '/livez', '/readyz', '/version'])
})

function handshake(options: ConnectionOptions): Promise<string> {
  return new Promise((resolve) => {
    const at = { port: cluster.port, host: '127.0.0.1', ca: cluster.ca }
    try {
      const socket = connect({ ...at, rejectUnauthorized: false, ...options }, () => {
        resolve('open')
        socket.destroy()
      })
      socket.setTimeout(3_000, () => socket.destroy())
      socket.on('error', (error) => resolve(error.message))
      socket.on('close', () => resolve('closed'))
    } catch (error) {
      resolve((error as Error).message)
    }
  })
}

it('N16: a server name of any kind ends no process', async () => {
  const names = [
    '__proto__',
    'constructor',
    'toString',
    'a'.repeat(255),
    'a.'.repeat(120),
    '..',
    '.',
    ' ',
    '*',
    'xn--a',
    'evil.example',
    '127.0.0.1.',
    '%00',
    'a\tb',
    '../../etc/passwd',
    '\u212Aube',
    '-',
    '_',
  ]
  const random = Array.from({ length: 40 }, (_, seed) =>
    Array.from({ length: 1 + ((seed * 37) % 60) }, (_, i) =>
      String.fromCharCode(33 + ((seed * 131 + i * 17) % 94)),
    ).join(''),
  )
  await Promise.all([...names, ...random].map((servername) => handshake({ servername })))
  expect((await call(cluster, { path: '/readyz' })).status).toBe(200)
})

describe('N17: TLS', () => {
  it('is not negotiated again on a connection that stands', async () => {
    const socket = connect({
      port: cluster.port,
      host: '127.0.0.1',
      ca: cluster.ca,
      maxVersion: 'TLSv1.2',
      ALPNProtocols: ['http/1.1'],
    })
    socket.on('error', () => undefined)
    await once(socket, 'secureConnect')
    const renewed = await new Promise<string>((resolve) => {
      socket.once('close', () => resolve('refused'))
      socket.renegotiate({}, (error) => resolve(error ? 'refused' : 'done'))
      setTimeout(() => resolve('refused'), 2_000)
    })
    socket.destroy()
    expect(renewed).toBe('refused')
  })

  it('is 1.2 or newer, without weak ciphers', async () => {
    expect(await handshake({ minVersion: 'TLSv1', maxVersion: 'TLSv1.1' })).not.toBe('open')
    const weak = [
      'AES128-SHA',
      'AES128-GCM-SHA256',
      'ECDHE-ECDSA-AES128-SHA',
      'ECDHE-RSA-AES256-SHA384',
    ]
    for (const ciphers of weak) {
      expect(await handshake({ maxVersion: 'TLSv1.2', ciphers }), ciphers).not.toBe('open')
    }
  })

  it.each(['TLSv1.2', 'TLSv1.3'] as const)('takes no earlier verdict over: %s', async (version) => {
    const again = async (session: Buffer | undefined) => {
      const at = { port: cluster.port, host: '127.0.0.1', ca: cluster.ca, maxVersion: version }
      const socket = connect({ ...at, session, ALPNProtocols: ['http/1.1'] })
      let given = session
      socket.on('session', (one) => {
        given = one
      })
      await once(socket, 'secureConnect')
      socket.write('GET /livez HTTP/1.1\r\nHost: a\r\n\r\n')
      await once(socket, 'data')
      const reused = socket.isSessionReused()
      socket.destroy()
      return { reused, given }
    }
    const { given } = await again(undefined)
    expect((await again(given)).reused).toBe(false)
  })
})

/** Inodes of the sockets on which a process listens, over TCP. */
function listening(process: number): number {
  const own = new Set(
    readdirSync(`/proc/${process}/fd`).flatMap((fd) => {
      try {
        return /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${process}/fd/${fd}`))?.[1] ?? []
      } catch {
        return []
      }
    }),
  )
  return ['tcp', 'tcp6']
    .flatMap((kind) => readFileSync(`/proc/${process}/net/${kind}`, 'utf8').split('\n').slice(1))
    .filter((line) => {
      const [, , , state, , , , , , inode] = line.trim().split(/\s+/)
      return state === '0A' && own.has(inode as string)
    }).length
}

it('N26: SIGUSR1 opens no inspector, in a replica or in what started it', async () => {
  const parent = Number(/\) \w (\d+)/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1])
  for (const process of [pid, parent]) {
    const before = listening(process)
    globalThis.process.kill(process, 'SIGUSR1')
    await sleep(500)
    expect(listening(process)).toBe(before)
  }
  expect(listening(pid)).toBeGreaterThan(1)
})
