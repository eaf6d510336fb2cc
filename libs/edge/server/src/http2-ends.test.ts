// Whether a client is gone is told right, for what waits on its behalf is then given up.
import { once } from 'node:events'
import { type ClientHttp2Session, connect, constants } from 'node:http2'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Received } from '@binnacle/exchange'
import { badRequest } from '@binnacle/meta'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createServer, type EdgeServer } from './create-server.ts'
import { testCertificate } from './test-certificate.ts'

let server: EdgeServer
let session: ClientHttp2Session
const slow = { timeout: 10_000 }
const signals = new Map<string, AbortSignal>()

async function serve({ url, signal, body }: Received) {
  signals.set(url, signal)
  if (url === '/refused') throw badRequest('no')
  // Nobody answers it: only its client's end does.
  if (url === '/late') await once(signal, 'abort')
  if (url === '/read') await body()
  return { status: 200, headers: [], body: 'well' } as const
}

beforeAll(async () => {
  const certificate = await testCertificate()
  server = await createServer({ listen: [{ host: '127.0.0.1', port: 0 }], certificate, serve })
  const { port } = server.addresses[0] as { port: number }
  session = connect(`https://127.0.0.1:${port}`, { ca: certificate.cert as string })
  session.on('error', () => undefined)
})

afterAll(async () => {
  session.destroy()
  await server.drain({ graceMs: 0, lingerMs: 0 })
})

it.each(['/plain', '/read', '/refused'])(
  'has a client that is there to the end: %s',
  async (path) => {
    const stream = session.request({ ':method': 'POST', ':path': path })
    stream.end('a body')
    stream.resume()
    await once(stream, 'close')
    await sleep(20)
    expect(signals.get(path)?.aborted).toBe(false)
  },
)

it('notices a client that resets its request', async () => {
  const stream = session.request({ ':path': '/late' })
  await expect.poll(() => signals.has('/late'), slow).toBe(true)
  stream.close(constants.NGHTTP2_CANCEL)
  await expect.poll(() => signals.get('/late')?.aborted, slow).toBe(true)
})

it('notices a client whose connection is cut', async () => {
  signals.delete('/late')
  const stream = session.request({ ':path': '/late' })
  stream.on('error', () => undefined)
  await expect.poll(() => signals.has('/late'), slow).toBe(true)
  session.destroy()
  await expect.poll(() => signals.get('/late')?.aborted, slow).toBe(true)
})
