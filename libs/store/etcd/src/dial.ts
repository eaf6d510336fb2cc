// in: an endpoint → out: a socket to it on which HTTP/2 may be spoken. Never: HTTP/2 itself.
import { connect, type Socket } from 'node:net'
import { connect as connectTls, type SecureContextOptions } from 'node:tls'

type Tls = Pick<SecureContextOptions, 'ca' | 'cert' | 'key'>

const ports = { 'http:': 80, 'https:': 443 } as const

/** `unix:///run/etcd.sock`; the permissions of its folder say who may connect. */
function socketPath(endpoint: string): string | undefined {
  return endpoint.startsWith('unix://') ? endpoint.slice('unix://'.length) : undefined
}

const readBytes = 64 * 1024

/** What a socket reads, in one buffer for all of it: a thousand definitions are 70 MB. */
class Reading {
  readonly onread = {
    buffer: Buffer.allocUnsafeSlow(readBytes),
    callback: (length: number, buffer: Uint8Array): boolean => {
      this.#hear(Buffer.from(buffer.buffer, buffer.byteOffset, length))
      return true
    },
  }
  readonly #early: Buffer[] = []
  #hear = (piece: Buffer): void => void this.#early.push(Buffer.from(piece))

  listen(hear: (piece: Buffer) => void): void {
    this.#hear = hear
    for (const piece of this.#early.splice(0)) hear(piece)
  }
}

export interface Line {
  readonly socket: Socket
  /** `hear` gets what has come and what will; it copies what it keeps. */
  listen(hear: (piece: Buffer) => void): void
}

function begin(endpoint: string, tls: Tls, { onread }: Reading): Socket {
  const path = socketPath(endpoint)
  if (path !== undefined) return connect({ path, onread })
  const { protocol, hostname, port } = new URL(endpoint)
  const host = hostname.replace(/^\[(.*)\]$/, '$1')
  const at = { host, port: Number(port) || ports[protocol as keyof typeof ports] || 0 }
  if (protocol !== 'https:') return connect({ ...at, noDelay: true, onread })
  const servername = /^[\d.]+$|:/.test(host) ? '' : host
  // The types do not know it here; Node does.
  const options = { ...tls, ...at, servername, ALPNProtocols: ['h2'], onread }
  const socket = connectTls(options)
  return socket.setNoDelay(true)
}

/** Rejects with the reason in words. */
export function dial(endpoint: string, tls: Tls, timeoutMs: number): Promise<Line> {
  const { promise, resolve, reject } = Promise.withResolvers<Line>()
  const reading = new Reading()
  const socket = begin(endpoint, tls, reading)
  const secure = 'alpnProtocol' in socket
  const failed = (error: Error): void => {
    clearTimeout(timer)
    socket.destroy()
    reject(error)
  }
  const timer = setTimeout(() => failed(new Error('timed out')), timeoutMs)
  socket.once('error', failed)
  socket.once(secure ? 'secureConnect' : 'connect', () => {
    clearTimeout(timer)
    if (secure && socket.alpnProtocol !== 'h2') {
      failed(new Error('the server does not speak HTTP/2'))
      return
    }
    socket.off('error', failed)
    resolve({ socket, listen: (hear) => reading.listen(hear) })
  })
  return promise
}
