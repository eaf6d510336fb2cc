import { createServer, type Http2Server, type ServerHttp2Stream } from 'node:http2'
import { encodeHeaders } from '@binnacle/http2'
import { afterEach, expect, test } from 'vitest'
import { dial } from './dial.ts'
import type { Ended } from './h2-call.ts'
import { Link } from './h2-link.ts'

type Serve = (stream: ServerHttp2Stream, path: string) => void

const opened: { server: Http2Server; link: Link }[] = []

afterEach(() => {
  for (const { server, link } of opened.splice(0)) {
    link.destroy('the test is over')
    server.close()
  }
})

async function linked(serve: Serve, settings = {}): Promise<Link> {
  const server = createServer({ settings })
  server.on('stream', (stream: ServerHttp2Stream, headers) => {
    stream.on('error', () => undefined)
    serve(stream, String(headers[':path']))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  const link = new Link(await dial(`http://127.0.0.1:${port}`, {}, 5_000), () => undefined)
  opened.push({ server, link })
  return link
}

interface Answer {
  readonly headers: Map<string, string>
  readonly body: Buffer
  readonly why: Ended | undefined
}

function ask(link: Link, path: string, body: Buffer, lateMs = 10_000): Promise<Answer> {
  const { promise, resolve } = Promise.withResolvers<Answer>()
  const headers = new Map<string, string>()
  const pieces: Buffer[] = []
  const head = encodeHeaders([
    [':method', 'POST'],
    [':scheme', 'http'],
    [':path', path],
    [':authority', 'localhost'],
  ])
  const call = link.start(head, performance.now() + lateMs, {
    headers: (fields) => {
      for (const [name, value] of fields) headers.set(name, value)
    },
    data: (piece) => pieces.push(Buffer.from(piece)),
    closed: (why) => resolve({ headers, body: Buffer.concat(pieces), why }),
  })
  link.push(call, body, true)
  return promise
}

function echo(stream: ServerHttp2Stream): void {
  stream.respond({ ':status': 200 })
  stream.pipe(stream)
}

test('carries more than the windows hold, both ways, many at once', async () => {
  const link = await linked(echo, { initialWindowSize: 20_000, maxConcurrentStreams: 3 })
  // The server's settings have come with this; what it refuses before them is another matter.
  await ask(link, '/', Buffer.alloc(0))
  const bodies = Array.from({ length: 10 }, (_, i) => Buffer.alloc(300_000 + i, i + 1))
  const answers = await Promise.all(bodies.map((body) => ask(link, '/', body)))
  for (const [i, { body, why }] of answers.entries()) {
    expect(body.equals(bodies[i] as Buffer)).toBe(true)
    expect(why).toBeUndefined()
  }
}, 20_000)

test('reads every header that a server may send, again and again', async () => {
  const letters = Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i))
    .join('')
    .trim()
  const sent = (turn: number) =>
    Object.fromEntries(
      Array.from({ length: 40 }, (_, i) => [
        `x-${i}`,
        `${i % 3 === 0 ? turn : ''}${letters.slice(i)}${'y'.repeat(i * 20)}`,
      ]),
    )
  let turn = 0
  const link = await linked((stream) => {
    stream.respond({ ':status': 200, ...sent(turn) })
    stream.end()
  })
  for (; turn < 5; turn++) {
    const { headers } = await ask(link, '/', Buffer.alloc(0))
    expect(headers.get(':status')).toBe('200')
    for (const [name, value] of Object.entries(sent(turn))) expect(headers.get(name)).toBe(value)
  }
})

test('knows what the server has not looked at', async () => {
  const link = await linked((stream, path) => {
    if (path === '/refuse') stream.close(7)
    else if (path === '/cancel') stream.close(8)
    else if (path === '/leave') stream.session?.goaway(0, stream.id)
    else if (path === '/break') stream.session?.destroy()
    if (path === '/leave') stream.respond({ ':status': 200 }, { endStream: true })
  })
  const none = Buffer.alloc(0)
  expect((await ask(link, '/refuse', none)).why?.unsent).toBe(true)
  expect((await ask(link, '/cancel', none)).why?.unsent).toBe(false)
  expect((await ask(link, '/leave', none)).why).toBeUndefined()
  await expect.poll(() => link.open).toBe(false)
  const other = await linked((stream) => stream.session?.destroy())
  expect((await ask(other, '/break', none)).why).toMatchObject({ unsent: false })
  expect(other.open).toBe(false)
})

test('gives up a call that takes too long, and only that', async () => {
  const link = await linked((stream, path) => {
    if (path !== '/never') echo(stream)
  })
  const late = await ask(link, '/never', Buffer.alloc(0), 50)
  expect(late.why?.reason).toBe('context deadline exceeded')
  expect((await ask(link, '/', Buffer.from('x'))).body.toString()).toBe('x')
})
