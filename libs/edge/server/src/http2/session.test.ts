// What clients may do by the rules of HTTP/2, and what happens to those that break them.
import { once } from 'node:events'
import { connect } from 'node:tls'
import {
  encodeHeaders,
  errorCodes,
  type Frame,
  FrameCutter,
  flags,
  frameOf,
  frameTypes,
  headBytes,
  numberFrame,
  preface,
  settings,
  settingsFrame,
} from '@binnacle/http2'
import type { Received, Reply } from '@binnacle/exchange'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createServer, type EdgeServer } from '../create-server.ts'
import { testCertificate } from '../test-certificate.ts'

let server: EdgeServer
let port: number
let ca: string
const refusals: string[] = []

async function serve(received: Received): Promise<Reply> {
  if (received.url === '/hang') await once(received.signal, 'abort')
  const body =
    received.method === 'POST' ? String((await received.body()).byteLength) : 'x'.repeat(100)
  const long: [string, string][] = [['X-Long', 'y'.repeat(received.url === '/head' ? 40_000 : 1)]]
  return { status: 200, headers: long, body }
}

beforeAll(async () => {
  const certificate = await testCertificate()
  ca = String(certificate.cert)
  server = await createServer({
    listen: [{ host: '127.0.0.1', port: 0 }],
    certificate,
    serve,
    events: { refused: (reason) => refusals.push(reason) },
  })
  port = server.addresses[0]?.port ?? 0
})
afterAll(() => server.drain({ graceMs: 100, lingerMs: 0 }))

interface Client {
  readonly frames: Frame[]
  send(...frames: Uint8Array[]): void
  readonly closed: Promise<unknown>
  body(stream: number): string
  goaway(): number | undefined
  reset(stream: number): number | undefined
  destroy(): void
}

async function open(own: readonly (readonly [number, number])[] = []): Promise<Client> {
  const socket = connect({ port, host: '127.0.0.1', ca, ALPNProtocols: ['h2'] })
  socket.on('error', () => undefined)
  const frames: Frame[] = []
  const cutter = new FrameCutter((frame) => {
    frames.push({ ...frame, body: Buffer.from(frame.body) })
  })
  socket.on('data', (piece: Buffer) => cutter.add(piece))
  const closed = new Promise((resolve) => socket.on('close', resolve))
  await once(socket, 'secureConnect')
  socket.write(Buffer.concat([preface, settingsFrame(own)]))
  const of = (type: number, stream: number) =>
    frames.filter((frame) => frame.type === type && frame.stream === stream)
  return {
    frames,
    send: (...all) => void socket.write(Buffer.concat(all)),
    closed,
    body: (stream) => Buffer.concat(of(frameTypes.data, stream).map(({ body }) => body)).toString(),
    goaway: () => of(frameTypes.goAway, 0).at(-1)?.body.readUInt32BE(4),
    reset: (stream) => of(frameTypes.resetStream, stream).at(-1)?.body.readUInt32BE(0),
    destroy: () => socket.destroy(),
  }
}

const headOf = (method: string, path: string, more: readonly (readonly [string, string])[] = []) =>
  encodeHeaders([
    [':method', method],
    [':scheme', 'https'],
    [':authority', 'a'],
    [':path', path],
    ...more,
  ])

function headers(stream: number, block: Buffer, set: number): Buffer {
  const frame = frameOf(frameTypes.headers, set, stream, block.length)
  block.copy(frame, headBytes)
  return frame
}

const whole = flags.endHeaders | flags.endStream
const request = (stream: number, path = '/') => headers(stream, headOf('GET', path), whole)

function data(stream: number, length: number, set = 0): Buffer {
  return frameOf(frameTypes.data, set, stream, length).fill('d', headBytes)
}

describe('windows', () => {
  it('sends no more than a stream has room for, and the rest when it has', async () => {
    const client = await open([[settings.windowBytes, 30]])
    client.send(request(1))
    await expect.poll(() => client.body(1).length).toBe(30)
    client.send(numberFrame(frameTypes.windowUpdate, 1, 50))
    await expect.poll(() => client.body(1).length).toBe(80)
    // Also by new settings, which count for streams that are open.
    client.send(settingsFrame([[settings.windowBytes, 1_000]]))
    await expect.poll(() => client.body(1).length).toBe(100)
    client.destroy()
  })

  it('takes a body that is larger than its first window, opened as it is read', async () => {
    const client = await open()
    client.send(headers(1, headOf('POST', '/'), flags.endHeaders))
    for (let sent = 0; sent < 512 * 1024; sent += 16_384) {
      client.send(data(1, 16_384))
      await expect.poll(() => windowOf(client.frames, 1) - sent).toBeGreaterThanOrEqual(32_768)
    }
    client.send(data(1, 0, flags.endStream))
    await expect.poll(() => client.body(1)).toBe(String(512 * 1024))
    client.destroy()
  })

  it.each([
    ['of the connection', 0],
    ['of a stream', 1],
  ])('does not open a window %s by nothing or too far', async (_which, stream) => {
    for (const more of [0, 0x7fffffff]) {
      const client = await open()
      client.send(request(1, '/hang'), numberFrame(frameTypes.windowUpdate, stream, more))
      const code = () => (stream === 0 ? client.goaway() : client.reset(1))
      await expect.poll(code).toBe(more === 0 ? errorCodes.protocol : errorCodes.flowControl)
      client.destroy()
    }
  })
})

/** What the server lets a client send on a stream in all. */
function windowOf(frames: readonly Frame[], stream: number): number {
  const more = frames.filter(
    ({ type, stream: of }) => type === frameTypes.windowUpdate && of === stream,
  )
  return more.reduce((sum, { body }) => sum + body.readUInt32BE(0), 256 * 1024)
}

describe('heads', () => {
  it('come in pieces, and go out in pieces', async () => {
    const client = await open()
    const block = headOf('GET', '/head', [['x-filler', 'f'.repeat(30_000)]])
    const rest = frameOf(frameTypes.continuation, flags.endHeaders, 1, block.length - 16_000)
    block.copy(rest, headBytes, 16_000)
    client.send(headers(1, block.subarray(0, 16_000), flags.endStream), rest)
    await expect.poll(() => client.body(1).length).toBe(100)
    const types = client.frames.filter(({ stream }) => stream === 1).map(({ type }) => type)
    expect(types).toEqual([
      frameTypes.headers,
      frameTypes.continuation,
      frameTypes.continuation,
      frameTypes.data,
    ])
    client.destroy()
  })

  it.each([
    ['a field in capitals', [['X-A', 'b']]],
    ['a field of one connection', [['connection', 'close']]],
    ['a line break', [['x', 'a\r\nb: c']]],
    ['a second path', [[':path', '/other']]],
    ['a false length', [['content-length', '5']]],
  ] as const)('are refused with %s, and the connection goes on', async (_what, more) => {
    const client = await open()
    client.send(headers(1, headOf('GET', '/', more), whole), request(3))
    await expect.poll(() => client.reset(1)).toBe(errorCodes.protocol)
    await expect.poll(() => client.body(3).length).toBe(100)
    client.destroy()
  })

  it('get 431 when they are too large', async () => {
    const client = await open()
    const many = Array.from({ length: 2_500 }, (_, i) => [`x-${i}`, '1'] as const)
    const block = headOf('GET', '/', many)
    client.send(headers(1, block.subarray(0, 16_000), flags.endStream))
    for (let at = 16_000; at < block.length; at += 16_000) {
      const part = block.subarray(at, at + 16_000)
      const set = at + 16_000 >= block.length ? flags.endHeaders : 0
      const frame = frameOf(frameTypes.continuation, set, 1, part.length)
      part.copy(frame, headBytes)
      client.send(frame)
    }
    await expect.poll(() => client.body(1)).toContain('"code":431')
    client.destroy()
  })
})

describe('floods end the connection', () => {
  const ping = () => frameOf(frameTypes.ping, 0, 0, 8).fill(0, headBytes)
  const empty = frameOf(frameTypes.continuation, 0, 1, 0)
  const kinds: readonly (readonly [string, () => Buffer, readonly Buffer[]])[] = [
    ['pings', ping, []],
    ['settings', () => settingsFrame([]), []],
    [
      'empty pieces of a body',
      () => data(1, 0),
      [headers(1, headOf('POST', '/'), flags.endHeaders)],
    ],
    ['empty pieces of a head', () => empty, [headers(1, headOf('GET', '/'), flags.endStream)]],
    ['unknown frames', () => frameOf(0x55, 0, 0, 0), []],
  ]

  it.each(kinds)('%s', async (_what, frame, before) => {
    const client = await open()
    client.send(...before)
    const many = Buffer.concat(Array.from({ length: 1_000 }, frame))
    let isOpen = true
    void client.closed.then(() => {
      isOpen = false
    })
    for (let i = 0; i < 20 && isOpen; i++) {
      client.send(many)
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
    await client.closed
    expect(client.goaway() ?? errorCodes.enhanceYourCalm).toBe(errorCodes.enhanceYourCalm)
  })
})

it('tells who breaks the rules what was wrong', async () => {
  const breaches: readonly (readonly [Buffer, number])[] = [
    [request(2), errorCodes.streamClosed],
    [data(7, 5), errorCodes.protocol],
    [frameOf(frameTypes.pushPromise, 0, 1, 4).fill(0, headBytes), errorCodes.protocol],
    [frameOf(frameTypes.continuation, 0, 1, 4).fill(0, headBytes), errorCodes.protocol],
    [frameOf(frameTypes.ping, 0, 0, 7).fill(0, headBytes), errorCodes.frameSize],
    [headers(1, Buffer.from([0xff, 0xff, 0xff]), whole), errorCodes.compression],
  ]
  for (const [frame, code] of breaches) {
    const client = await open()
    client.send(frame)
    await client.closed
    expect(client.goaway()).toBe(code)
  }
})
