// Plain GETs are answered by ourselves, the rest by node:http: a client must not see where one ends.
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { connect } from 'node:tls'
import type { BodySink, Received, Reply } from '@binnacle/exchange'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createServer, type EdgeServer } from '../create-server.ts'
import { testCertificate } from '../test-certificate.ts'

let server: EdgeServer
let port: number
let ca: string

const text = (body: string): Reply => ({ status: 200, headers: [['X-Of', body]], body })

async function pour(sink: BodySink): Promise<void> {
  for (const size of [1, 20_000, 300_000]) {
    if (!sink.write(Buffer.alloc(size, 'p'))) await sink.drained()
    await sleep(5)
  }
  sink.end()
}

async function serve(received: Received): Promise<Reply> {
  const { url, method } = received
  if (url === '/stream') return { status: 200, headers: [], stream: pour }
  if (url === '/slow') await sleep(50)
  if (url === '/large') return text('l'.repeat(200_000))
  if (method === 'POST') return text(`posted ${(await received.body()).byteLength}`)
  return text(`${method} ${url}`)
}

beforeAll(async () => {
  const certificate = await testCertificate()
  ca = String(certificate.cert)
  server = await createServer({ listen: [{ host: '127.0.0.1', port: 0 }], certificate, serve })
  port = server.addresses[0]?.port ?? 0
})
afterAll(() => server.drain({ graceMs: 100, lingerMs: 0 }))

/** What the server says to these pieces, sent one after another, until it closes or `untilText`. */
async function said(pieces: readonly string[], untilText: string): Promise<string> {
  const socket = connect({ port, host: '127.0.0.1', ca, ALPNProtocols: ['http/1.1'] })
  socket.on('error', () => undefined)
  let all = ''
  socket.on('data', (piece: Buffer) => {
    all += piece.toString('latin1')
  })
  const closed = once(socket, 'close')
  await once(socket, 'secureConnect')
  for (const piece of pieces) {
    socket.write(piece)
    await sleep(15)
  }
  await Promise.race([closed, expect.poll(() => all, { timeout: 5_000 }).toContain(untilText)])
  socket.destroy()
  return all
}

const get = (path: string, more = '') => `GET ${path} HTTP/1.1\r\nHost: a\r\n${more}\r\n`
const post = (body: string) =>
  `POST /p HTTP/1.1\r\nHost: a\r\nContent-Length: ${body.length}\r\n\r\n${body}`
const statuses = (all: string) => [...all.matchAll(/HTTP\/1\.1 (\d+) /g)].map(([, code]) => code)

it('answers requests that were sent ahead, in their order', async () => {
  const all = await said([get('/slow') + get('/b') + get('/c')], 'X-Of: GET /c')
  expect([...all.matchAll(/X-Of: GET (\S+)/g)].map(([, path]) => path)).toEqual([
    '/slow',
    '/b',
    '/c',
  ])
})

it.each([
  ['in one piece', [get('/a') + post('12345')]],
  ['in pieces', [get('/a'), post('12345').slice(0, 30), post('12345').slice(30)]],
  ['behind a slow one', [get('/slow') + post('12345')]],
])('goes on with a request that has a body, %s', async (_how, pieces) => {
  const all = await said(pieces, 'posted 5')
  expect(statuses(all)).toEqual(['200', '200'])
})

it.each([3, 10, 30, 40])('reads a head that comes in two pieces, cut at %i', async (at) => {
  const whole = get('/a', 'X-Long: abc\r\n')
  const all = await said([get('/first'), whole.slice(0, at), whole.slice(at)], 'X-Of: GET /a')
  expect(statuses(all)).toEqual(['200', '200'])
})

it('ends a connection that goes on with what is no HTTP', async () => {
  const all = await said([get('/a') + post('').replace('Length: 0', 'Length: x')], 'never')
  expect(statuses(all)).toEqual(['200', '400'])
})

it('streams in chunks, and answers the next one behind them', async () => {
  const all = await said([get('/stream') + get('/b')], 'X-Of: GET /b')
  expect(all).toContain('Transfer-Encoding: chunked')
  expect(all.match(/p/g)?.length).toBeGreaterThanOrEqual(320_001)
  expect(statuses(all)).toEqual(['200', '200'])
})

it('sends a large body whole', async () => {
  const all = await said([get('/large') + get('/b')], 'X-Of: GET /b')
  expect(all).toContain('Content-Length: 200000')
  expect(all.indexOf('X-Of: GET /b')).toBeGreaterThan(400_000)
})

it('closes where the client asks for it', async () => {
  const all = await said([get('/a', 'Connection: close\r\n')], 'never')
  expect(all).toMatch(/Connection: close/i)
})
