// The edge turns sockets into requests and replies, whatever clients do to it.
import { once } from 'node:events'
import { request as plainRequest } from 'node:http'
import { type ClientHttp2Session, connect } from 'node:http2'
import { Agent, request } from 'node:https'
import { setTimeout as sleep } from 'node:timers/promises'
import type { BodySink, Received, Reply } from '@binnacle/exchange'
import { badRequest } from '@binnacle/meta'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createServer, type EdgeServer } from './create-server.ts'
import { testCertificate } from './test-certificate.ts'

const json = (value: unknown): Reply => ({
  status: 200,
  headers: [['Content-Type', 'application/json']],
  body: JSON.stringify(value),
})

let server: EdgeServer
let port: number
let insecurePort: number
let ca: string
let lastReceived: Received
const failures: unknown[] = []
const refusals: string[] = []
const lateSinks: boolean[] = []
let lateArrived = 0

/** A list of many pieces. */
async function pourSlowly(sink: BodySink): Promise<void> {
  for (let i = 0; i < 10; i++) {
    sink.write(Buffer.from(`${i}`))
    await sleep(30)
  }
  sink.end()
}

/** What each path does. */
async function serve(received: Received): Promise<Reply> {
  lastReceived = received
  switch (received.url) {
    case '/body':
      return json((await received.body()).byteLength)
    case '/refused':
      throw badRequest('no')
    case '/defect':
      throw new Error('a secret of ours')
    case '/warned':
      received.warnings.push('say "it"', 'say "it"', 'grüß')
      return json('warned')
    case '/pieces':
      return { status: 200, headers: [], body: [Buffer.from('a'), Buffer.from('b')] }
    case '/watch':
      return { status: 200, headers: [], stream: tick, endless: true }
    case '/late':
      lateArrived++
      await once(received.signal, 'abort')
      return { status: 200, headers: [], stream: ({ closed }) => void lateSinks.push(closed) }
    case '/long':
      return { status: 200, headers: [], stream: pourSlowly }
    case '/echo':
      return {
        upgrade(socket, head) {
          socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\n')
          socket.write('Upgrade: websocket\r\n\r\n')
          socket.write(head)
          socket.pipe(socket)
        },
      }
    case '/hang':
      return new Promise((resolve) => {
        received.signal.addEventListener('abort', () => resolve(json('late')))
      })
    default:
      return json({ version: received.httpVersion, insecure: received.insecure })
  }
}

async function tick(sink: BodySink): Promise<void> {
  while (!sink.closed) {
    if (!sink.write(Buffer.from('tick\n'))) await sink.drained()
    await sleep(5)
  }
  sink.end()
}

async function start(): Promise<void> {
  const certificate = await testCertificate()
  ca = String(certificate.cert)
  server = await createServer({
    listen: [{ host: '127.0.0.1', port: 0 }],
    browserPaths: ['/page'],
    insecure: { host: '127.0.0.1', port: 0 },
    certificate,
    serve,
    limits: { bodyBytesMax: 1000, rapidResetsMax: 20 },
    events: {
      failed: (error) => failures.push(error),
      refused: (reason) => refusals.push(reason),
    },
  })
  port = server.addresses[0]?.port ?? 0
  insecurePort = server.addresses[1]?.port ?? 0
}

interface Got {
  readonly status: number
  readonly text: string
  readonly headers: Record<string, unknown>
}

type Asked = { method?: string; body?: string; headers?: Record<string, string> }

function http1(path: string, { method = 'GET', body, headers = {} }: Asked = {}): Promise<Got> {
  return new Promise((resolve, reject) => {
    const to = { port, host: '127.0.0.1', ca, path, method, headers, agent: false as const }
    const sent = request(to, (answer) => {
      let text = ''
      answer.on('data', (chunk) => {
        text += chunk
      })
      answer.on('end', () => {
        resolve({ status: answer.statusCode ?? 0, text, headers: answer.headers })
      })
    })
    sent.on('error', reject)
    sent.end(body)
  })
}

function session(): ClientHttp2Session {
  const opened = connect(`https://127.0.0.1:${port}`, { ca })
  opened.on('error', () => undefined)
  return opened
}

async function http2(
  path: string,
  { method = 'GET', body, headers = {} }: Asked = {},
): Promise<Got> {
  const opened = session()
  const stream = opened.request({ ':method': method, ':path': path, ...headers })
  stream.end(body)
  let text = ''
  let got: Record<string, unknown> = {}
  stream.on('response', (answer) => {
    got = answer
  })
  stream.on('data', (chunk) => {
    text += chunk
  })
  await once(stream, 'close')
  opened.close()
  return { status: Number(got[':status']), text, headers: got }
}

beforeAll(start)
afterAll(() => server.drain({ graceMs: 100, lingerMs: 0 }))

describe.each([
  ['HTTP/1.1', http1],
  ['HTTP/2', http2],
] as const)('over %s', (_protocol, ask) => {
  it('answers', async () => {
    const { status, text, headers } = await ask('/')
    expect(status).toBe(200)
    expect(JSON.parse(text)).toEqual({ version: ask === http1 ? 1 : 2, insecure: false })
    expect(headers['content-length']).toBe(String(text.length))
  })

  it('sends no body for HEAD, but its length', async () => {
    const { text, headers } = await ask('/', { method: 'HEAD' })
    expect(text).toBe('')
    expect(Number(headers['content-length'])).toBeGreaterThan(10)
  })

  it('joins pieces', async () => {
    expect((await ask('/pieces')).text).toBe('ab')
  })

  it('reads a body up to its limit', async () => {
    const method = 'POST'
    expect((await ask('/body', { method, body: 'x'.repeat(1000) })).text).toBe('1000')
    const refused = await ask('/body', { method, body: 'x'.repeat(1001) })
    expect(refused.status).toBe(413)
    expect(JSON.parse(refused.text).message).toBe('Request entity too large: limit is 1000')
  })

  it('says a refusal as Status', async () => {
    const { status, text } = await ask('/refused')
    expect(status).toBe(400)
    expect(JSON.parse(text)).toMatchObject({ kind: 'Status', reason: 'BadRequest', message: 'no' })
  })

  it('keeps a defect to the log', async () => {
    const { status, text } = await ask('/defect')
    expect(status).toBe(500)
    expect(text).not.toContain('secret')
    expect(String(failures.pop())).toContain('secret')
  })

  it('writes each warning once, quoted', async () => {
    const { headers } = await ask('/warned')
    const text = Buffer.from(String(headers.warning), 'latin1').toString()
    expect(text.split(', ')).toEqual(['299 - "say \\"it\\""', '299 - "grüß"'])
  })

  it('refuses two opinions on who asks', async () => {
    const { status } = await ask('/', { headers: { 'impersonate-user': ['a', 'b'] as never } })
    expect(status).toBe(400)
  })
})

describe('a client that goes away', () => {
  it('aborts the signal of its request', async () => {
    const opened = session()
    opened.request({ ':path': '/hang' })
    await expect.poll(() => lastReceived.url).toBe('/hang')
    opened.destroy()
    await expect.poll(() => lastReceived.signal.aborted).toBe(true)
  })

  it('gets its reply to a closed end when that comes later', async () => {
    const opened = session()
    const stream = opened.request({ ':path': '/late' })
    stream.on('error', () => undefined)
    const plain = request({ port, ca, path: '/late' }).on('error', () => undefined)
    plain.end()
    await expect.poll(() => lateArrived).toBe(2)
    opened.destroy()
    plain.destroy()
    await expect.poll(() => lateSinks).toEqual([true, true])
  })

  it('ends the stream that it watched', async () => {
    const opened = session()
    const stream = opened.request({ ':path': '/watch' })
    await once(stream, 'data')
    stream.close()
    await once(stream, 'close')
    opened.close()
    expect((await http1('/')).status).toBe(200)
  })

  it('K17: may do so only so often in a row', async () => {
    const opened = session()
    const gone = new Promise((resolve) => opened.on('close', resolve))
    for (let i = 0; i < 60 && !opened.destroyed; i++) {
      const stream = opened.request({ ':path': '/hang' })
      stream.on('error', () => undefined)
      await sleep(1)
      stream.close()
    }
    await gone
    expect(refusals).toContain('too many streams were reset before their answer')
  })
})

describe('the insecure port', () => {
  const ask = (headers: Record<string, string>, path = '/'): Promise<number> =>
    new Promise((resolve, reject) => {
      const to = { port: insecurePort, host: '127.0.0.1', headers, path }
      const sent = plainRequest(to, (answer) => {
        answer.resume()
        resolve(answer.statusCode ?? 0)
      })
      sent.on('error', reject)
      sent.end()
    })

  it.each([
    [{ host: 'localhost' }, 200],
    [{ host: '[::1]' }, 200],
    [{ host: 'localhost.' }, 403],
    [{ host: 'localhost.evil' }, 403],
    [{ host: '2130706433' }, 403],
    [{ host: 'localhost', origin: 'null' }, 403],
    [{ host: 'localhost', 'sec-fetch-site': 'none' }, 403],
  ])('%o gets %i', async (headers, status) => {
    expect(await ask(headers as Record<string, string>)).toBe(status)
  })

  it.each([
    [{ 'sec-fetch-site': 'none' }, '/page', 200],
    [{ 'sec-fetch-site': 'same-origin' }, '/page', 200],
    [{ 'sec-fetch-site': 'same-origin' }, '/page/', 403],
    [{ 'sec-fetch-site': 'same-origin' }, '/page?x', 403],
    [{ 'sec-fetch-site': 'cross-site' }, '/page', 403],
    [{ 'sec-fetch-site': 'same-site' }, '/page', 403],
    [{ 'sec-fetch-site': 'none', origin: 'http://localhost' }, '/page', 403],
    [{ 'sec-fetch-site': 'none', host: 'evil.example' }, '/page', 403],
  ])('a browser that says %o of the page %s gets %i', async (said, path, status) => {
    const headers = { host: 'localhost', ...said } as Record<string, string>
    expect(await ask(headers, path)).toBe(status)
  })
})

describe('a connection that wants to leave HTTP', () => {
  const ask = (path: string) =>
    request({
      port,
      host: '127.0.0.1',
      ca,
      path,
      agent: false,
      headers: { connection: 'Upgrade', upgrade: 'websocket' },
    })

  it('is handed over whole', async () => {
    const sent = ask('/echo')
    sent.end()
    const [answer, socket] = await once(sent, 'upgrade')
    expect(answer.statusCode).toBe(101)
    socket.write('hello')
    const [said] = await once(socket, 'data')
    expect(String(said)).toBe('hello')
    socket.destroy()
  })

  it('gets a plain answer where there is nothing to talk about', async () => {
    const sent = ask('/refused')
    sent.end()
    const [answer] = await once(sent, 'response')
    expect(answer.statusCode).toBe(400)
    answer.resume()
    await once(answer, 'end')
  })
})

describe('a new certificate', () => {
  it('counts for the next connection, and one that does not fit its key is refused', async () => {
    const next = await testCertificate()
    expect(() => server.renewCertificate({ cert: ca, key: next.key })).toThrow()
    server.renewCertificate(next)
    await expect(http1('/')).rejects.toThrow()
    ca = String(next.cert)
    expect((await http1('/')).status).toBe(200)
  })
})

describe('draining', () => {
  it('lets a request finish, ends a watch cleanly, and takes no new connection', async () => {
    await start()
    const opened = session()
    const watched = opened.request({ ':path': '/watch' })
    await once(watched, 'data')
    const keepAlive = new Agent({ keepAlive: true })
    await http1('/')
    const drained = server.drain({ graceMs: 2_000, lingerMs: 0 })
    watched.resume()
    await once(watched, 'end')
    await drained
    expect(watched.rstCode).toBe(0)
    await expect(http1('/')).rejects.toThrow()
    keepAlive.destroy()
    await start()
  })

  it('lets a streamed body come to its end, which a client takes for the whole', async () => {
    await start()
    const opened = session()
    const stream = opened.request({ ':path': '/long' })
    let text = ''
    stream.on('data', (piece) => (text += piece))
    await once(stream, 'data')
    const whole = http1('/long')
    await sleep(50)
    await Promise.all([server.drain({ graceMs: 5_000, lingerMs: 0 }), once(stream, 'close')])
    expect([text, (await whole).text]).toEqual(['0123456789', '0123456789'])
    await start()
  })

  it('answers what comes on idle connections meanwhile, as the last on each', async () => {
    await start()
    const keepAlive = new Agent({ keepAlive: true })
    const asked = () =>
      new Promise<string | undefined>((resolve, reject) => {
        const options = { port, path: '/', ca, servername: 'localhost', agent: keepAlive }
        const sent = request(options, (got) => {
          got.resume()
          got.on('end', () => resolve(got.headers.connection))
        })
        sent.on('error', reject)
        sent.end()
      })
    expect(await asked()).toBe('keep-alive')
    const drained = server.drain({ graceMs: 2_000, lingerMs: 1_000 })
    await sleep(100)
    expect(await asked()).toBe('close')
    const beganMs = performance.now()
    await drained
    // Nobody is left to wait for.
    expect(performance.now() - beganMs).toBeLessThan(800)
    await start()
  })

  it('ends watches that began while it was under way', async () => {
    await start()
    const keepAlive = new Agent({ keepAlive: true })
    const options = { port, ca, servername: 'localhost', agent: keepAlive }
    const got = (path: string) =>
      new Promise<void>((resolve, reject) => {
        const sent = request({ ...options, path }, (answer) => {
          answer.resume()
          answer.on('end', resolve)
          answer.on('error', reject)
        })
        sent.on('error', reject)
        sent.end()
      })
    await got('/')
    const drained = server.drain({ graceMs: 5_000, lingerMs: 300 })
    await sleep(50)
    const beganMs = performance.now()
    await got('/watch')
    await drained
    expect(performance.now() - beganMs).toBeLessThan(2_000)
    await start()
  })
})

describe('a chance of GOAWAY', () => {
  it('sends a client on behind an answer, and finishes what runs', async () => {
    const certificate = await testCertificate()
    const often = await createServer({
      listen: [{ host: '127.0.0.1', port: 0 }],
      certificate,
      serve,
      goawayChance: 1,
    })
    const url = `https://localhost:${often.addresses[0]?.port}`
    const opened = connect(url, { ca: String(certificate.cert) })
    const stream = opened.request({ ':path': '/' })
    stream.resume()
    const [[answer]] = await Promise.all([
      once(stream, 'response'),
      once(opened, 'goaway'),
      once(opened, 'close'),
    ])
    expect(answer[':status']).toBe(200)
    await often.drain({ graceMs: 100, lingerMs: 0 })
  })
})
