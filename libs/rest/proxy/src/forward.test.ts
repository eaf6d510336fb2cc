import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { forward } from './forward.ts'

const none = { get: () => undefined, all: () => [], names: () => [] }

function request(more: object = {}) {
  const { signal } = new AbortController()
  const body = async () => new Uint8Array()
  return { method: 'GET', headers: none, body, signal, remoteAddress: '127.0.0.1', ...more }
}

describe('forwarding', () => {
  let close: () => void = () => undefined
  afterEach(() => close())

  /** A backend that says these bytes, whatever it hears. */
  async function backend(hear: (socket: Socket) => void): Promise<URL> {
    const server = createServer((socket) => {
      socket.on('error', () => undefined)
      socket.once('data', () => hear(socket))
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    close = () => server.close()
    return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  }

  it('names a backend that is not there', async () => {
    const url = await backend(() => undefined)
    close()
    await expect(forward(request(), { url })).rejects.toMatchObject({
      message: `error trying to reach service: dial tcp ${url.host}: connect: connection refused`,
    })
  })

  it.each([
    ['garbage', 'no HTTP at all\r\n\r\n'],
    ['nothing', ''],
    ['two lengths', 'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab'],
    [
      'a switch that nobody asked for',
      'HTTP/1.1 101 X\r\nUpgrade: y\r\nConnection: Upgrade\r\n\r\n',
    ],
  ])('answers 503 where a backend says %s', async (_name, bytes) => {
    const url = await backend((socket) => socket.end(bytes))
    await expect(forward(request(), { url })).rejects.toMatchObject({ code: 503 })
  })

  it('ends the call when the client goes before there is an answer', async () => {
    const gone = new AbortController()
    let closed = false
    const url = await backend((socket) => {
      socket.on('close', () => {
        closed = true
      })
      gone.abort()
    })
    const call = forward(request({ signal: gone.signal }), { url })
    await expect(call).rejects.toMatchObject({ code: 503 })
    await expect.poll(() => closed).toBe(true)
  })

  it('opens no tunnel to a backend that did not agree', async () => {
    const url = await backend((socket) => socket.write('HTTP/1.1 200 OK\r\n\r\n'))
    const headers = {
      ...none,
      get: (name: string) => (name === 'upgrade' ? 'websocket' : undefined),
    }
    const upgrade = () => {
      throw new Error('taken over')
    }
    const call = forward(request({ headers, upgrade }), { url })
    await expect(call).rejects.toMatchObject({
      message: 'invalid upgrade response: status code 200',
    })
  })

  it('shows a body that is cut as cut', async () => {
    const url = await backend((socket) =>
      socket.end('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf'),
    )
    const reply = await forward(request(), { url })
    const sink = {
      closed: false,
      write: () => true,
      drained: async () => undefined,
      end: () => undefined,
      onClose: () => undefined,
      bufferedBytes: 0,
    }
    if (!('stream' in reply)) throw new Error('no stream')
    await expect(reply.stream(sink)).rejects.toThrow()
  })
})
