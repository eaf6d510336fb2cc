// Clients that take their time on purpose are given up; the others notice nothing.
import { once } from 'node:events'
import { type ClientHttp2Session, connect } from 'node:http2'
import { connect as connectTcp, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { connect as connectTls } from 'node:tls'
import type { Received, Reply } from '@binnacle/exchange'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createServer, type EdgeServer } from './create-server.ts'
import { testCertificate } from './test-certificate.ts'

const timeoutMs = 1_000
let server: EdgeServer
let port: number
let ca: string
let served = 0
const refusals: string[] = []
const opened: (Socket | ClientHttp2Session)[] = []

async function serve(received: Received): Promise<Reply> {
  served++
  if (received.url === '/hang') await once(received.signal, 'abort')
  const body = received.method === 'POST' ? String((await received.body()).byteLength) : 'fine'
  return { status: 200, headers: [], body }
}

beforeAll(async () => {
  const certificate = await testCertificate()
  ca = String(certificate.cert)
  server = await createServer({
    listen: [{ host: '127.0.0.1', port: 0 }],
    certificate,
    serve,
    limits: {
      handshakeTimeoutMs: timeoutMs,
      headersTimeoutMs: timeoutMs,
      requestTimeoutMs: 2 * timeoutMs,
      idleTimeoutMs: timeoutMs,
      rapidResetsMax: 20,
      connectionsMax: 20,
      connectionsPerAddressMax: 4,
    },
    events: { refused: (reason) => refusals.push(reason) },
  })
  port = server.addresses[0]?.port as number
})

afterAll(async () => {
  for (const one of opened) one.destroy()
  await server.drain({ graceMs: 100, lingerMs: 0 })
})

function kept<T extends Socket | ClientHttp2Session>(one: T): T {
  opened.push(one)
  one.on('error', () => undefined)
  return one
}

const session = () => kept(connect(`https://localhost:${port}`, { ca }))
const tcp = () => kept(connectTcp(port, '127.0.0.1'))

async function tls(): Promise<Socket> {
  const socket = kept(connectTls({ port, host: 'localhost', ca, ALPNProtocols: ['http/1.1'] }))
  await once(socket, 'secureConnect')
  return socket
}

/** Resolves with what the server said until it closed. */
async function saidBy(socket: Socket): Promise<string> {
  let said = ''
  socket.on('data', (chunk: Buffer) => {
    said += chunk
  })
  await once(socket, 'close')
  return said
}

async function drip(socket: Socket, text: string, everyMs: number): Promise<void> {
  for (const letter of text) {
    if (socket.destroyed) return
    socket.write(letter)
    await sleep(everyMs)
  }
}

async function isServed(): Promise<boolean> {
  const one = session()
  const stream = one.request({ ':path': '/' })
  const [head] = await once(stream, 'response')
  one.close()
  return head[':status'] === 200
}

describe('a client that is slow on purpose', () => {
  it('never says hello', async () => {
    await saidBy(tcp())
    expect(await isServed()).toBe(true)
  })

  it('drips a head', async () => {
    const socket = await tls()
    void drip(socket, `GET / HTTP/1.1\r\nHost: a\r\n${'a: b\r\n'.repeat(100)}`, 30)
    expect(await saidBy(socket)).toContain('408')
  })

  it('drips a body', async () => {
    const socket = await tls()
    socket.write('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n')
    void drip(socket, 'a'.repeat(1000), 30)
    expect(await saidBy(socket)).toMatch(/HTTP\/1.1 40[08] /)
  })

  it('opens an HTTP/2 connection and asks nothing but pings', async () => {
    const one = session()
    await once(one, 'connect')
    const pinging = setInterval(() => one.destroyed || one.ping(() => undefined), 50)
    await once(one, 'close')
    clearInterval(pinging)
  })

  it('keeps an HTTP/2 connection as long as it is asked something', async () => {
    const one = session()
    one.request({ ':path': '/hang' }).on('error', () => undefined)
    await sleep(3 * timeoutMs)
    expect(one.closed).toBe(false)
    const stream = one.request({ ':path': '/' })
    expect((await once(stream, 'response'))[0][':status']).toBe(200)
  })
})

describe('a client that takes much', () => {
  it('resets hundreds of streams: few of them are served, and others are', async () => {
    const before = served
    const one = session()
    await once(one, 'connect')
    // It hears why (ENHANCE_YOUR_CALM), which `once` would take for a failure.
    const gone = new Promise((resolve) => one.on('close', resolve))
    for (let number = 0; number < 500 && !one.destroyed; number++) {
      const stream = one.request({ ':path': '/hang' })
      stream.on('error', () => undefined)
      stream.close()
      if (number % 50 === 49) await sleep(5)
    }
    await gone
    expect(served - before).toBeLessThan(150)
    expect(refusals).toContain('too many streams were reset before their answer')
    expect(await isServed()).toBe(true)
  })

  it('gets no more connections when they are scarce, until some are closed', async () => {
    const many = await Promise.all(
      [...Array(15)].map(async () => {
        const socket = tcp()
        await once(socket, 'connect')
        return socket
      }),
    )
    const last = tcp()
    const began = performance.now()
    await once(last, 'close')
    expect(performance.now() - began).toBeLessThan(timeoutMs)
    expect(refusals).toContain('too many connections come from one address')
    for (const socket of many) socket.destroy()
    await expect.poll(isServed).toBe(true)
  })
})
