// Clients that are slow, faults of one request, and a clock that jumps: the others notice nothing.
import { once } from 'node:events'
import { connect as connectHttp2 } from 'node:http2'
import { request } from 'node:https'
import { connect as connectPlain } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { connect as connectTls } from 'node:tls'
import type { Received, Reply } from '@binnacle/exchange'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { createServer, type EdgeServer } from './create-server.ts'
import { testCertificate } from './test-certificate.ts'

let server: EdgeServer
let port: number
let ca: string
const failures: unknown[] = []

const text = (body: string): Reply => ({ status: 200, headers: [], body })

/** Each path is a fault of its own kind. */
function serve(received: Received): Promise<Reply> {
  const stream = (run: () => Promise<void>): Reply => ({ status: 200, headers: [], stream: run })
  switch (received.url) {
    case '/throws':
      throw new Error('at once')
    case '/rejects':
      return Promise.reject(new Error('later'))
    case '/rejects-nothing':
      return Promise.reject(undefined)
    case '/rejects-text':
      return Promise.reject('text')
    case '/stream-throws':
      return Promise.resolve(
        stream(() => {
          throw new Error('in a stream')
        }),
      )
    case '/stream-rejects':
      return Promise.resolve(stream(() => sleep(5).then(() => Promise.reject(new Error('late')))))
    case '/bad-header':
      return Promise.resolve({ status: 200, headers: [['X', 'a\nb']], body: '' })
    case '/bad-status':
      return Promise.resolve({ status: 99_999, headers: [], body: '' })
    case '/body':
      return received.body().then(({ byteLength }) => text(String(byteLength)))
    case '/slow':
      return sleep(200).then(() => text('slow'))
    default:
      return Promise.resolve(text('fine'))
  }
}

beforeAll(async () => {
  const certificate = await testCertificate()
  ca = String(certificate.cert)
  server = await createServer({
    listen: [{ host: '127.0.0.1', port: 0 }],
    certificate,
    serve,
    limits: {
      handshakeTimeoutMs: 4_000,
      headersTimeoutMs: 4_000,
      requestTimeoutMs: 5_000,
      idleTimeoutMs: 400,
    },
    events: { failed: (error) => failures.push(error) },
  })
  port = server.addresses[0]?.port ?? 0
})
afterAll(() => server.drain({ graceMs: 100, lingerMs: 0 }))
afterEach(() => vi.useRealTimers())

function get(path: string): Promise<string> {
  return new Promise((resolve) => {
    const sent = request({ port, host: '127.0.0.1', ca, path, agent: false }, (answer) => {
      let body = ''
      answer.on('data', (chunk) => {
        body += chunk
      })
      answer.on('error', () => resolve('cut'))
      answer.on('end', () => resolve(`${answer.statusCode} ${body}`))
    })
    sent.on('error', () => resolve('cut'))
    sent.end()
  })
}

/** How long a connection is suffered that says this, a byte at a time behind its start. */
function suffered(first: string, drip: string, secure = true): Promise<number> {
  const start = performance.now()
  const at = { port, host: '127.0.0.1' }
  const socket = secure ? connectTls({ ...at, ca, ALPNProtocols: ['http/1.1'] }) : connectPlain(at)
  socket.on('error', () => undefined)
  socket.write(first)
  const timer = setInterval(() => socket.writable && socket.write(drip), 50)
  socket.resume()
  return once(socket, 'close').then(() => {
    clearInterval(timer)
    return performance.now() - start
  })
}

describe('N11: a slow client is left, and holds nobody up', () => {
  it.each([
    ['no greeting of TLS', '', '', false],
    ['a head that never ends', 'GET / HTTP/1.1\r\nHost: a\r\n', 'X: y\r\n', true],
    ['a head of single letters', 'GET / HT', 'T', true],
    [
      'a body that drips',
      'POST /body HTTP/1.1\r\nHost: a\r\nContent-Length: 999\r\n\r\n',
      'x',
      true,
    ],
  ])(
    '%s',
    async (_what, first, drip, secure) => {
      const slow = Array.from({ length: 20 }, () => suffered(first, drip, secure))
      expect(await get('/')).toBe('200 fine')
      for (const tookMs of await Promise.all(slow)) expect(tookMs).toBeLessThan(18_000)
    },
    20_000,
  )

  it('an HTTP/2 session without streams', async () => {
    const session = connectHttp2(`https://127.0.0.1:${port}`, { ca })
    session.on('error', () => undefined)
    await once(session, 'close')
  }, 30_000)
})

describe('N23: a fault in one request fails that one', () => {
  const faults = [
    '/throws',
    '/rejects',
    '/rejects-nothing',
    '/rejects-text',
    '/stream-throws',
    '/stream-rejects',
    '/bad-header',
    '/bad-status',
  ]

  it.each(faults)(
    '%s',
    async (fault) => {
      const answers = await Promise.all(
        Array.from({ length: 30 }, (_, i) => get(i % 3 === 0 ? fault : '/slow')),
      )
      for (const [i, answer] of answers.entries()) {
        if (i % 3 === 0) expect(answer).not.toMatch(/^200 fine/)
        else expect(answer).toBe('200 slow')
      }
      const session = connectHttp2(`https://127.0.0.1:${port}`, { ca })
      const ask = async (path: string) => {
        const stream = session.request({ ':path': path })
        stream.on('error', () => undefined)
        let status = 0
        stream.on('response', (got) => {
          status = Number(got[':status'])
        })
        stream.resume()
        await new Promise((resolve) => stream.on('close', resolve))
        return status
      }
      const [, fine] = await Promise.all([ask(fault), ask('/slow')])
      expect(fine).toBe(200)
      session.close()
    },
    30_000,
  )
})

it.each([-3_600_000, 3_600_000])('N27: a clock that jumps by %i ms ends no request', async (by) => {
  const pending = get('/slow')
  await sleep(50)
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + by })
  expect(await pending).toBe('200 slow')
  expect(await get('/')).toBe('200 fine')
})
