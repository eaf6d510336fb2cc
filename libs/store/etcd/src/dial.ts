// in: an endpoint → out: a socket to it on which HTTP/2 may be spoken. Never: HTTP/2 itself.
import { connect, type Socket } from 'node:net'
import { connect as connectTls, type SecureContextOptions } from 'node:tls'

type Tls = Pick<SecureContextOptions, 'ca' | 'cert' | 'key'>

const ports = { 'http:': 80, 'https:': 443 } as const

/** `unix:///run/etcd.sock`; the permissions of its folder say who may connect. */
function socketPath(endpoint: string): string | undefined {
  return endpoint.startsWith('unix://') ? endpoint.slice('unix://'.length) : undefined
}

function begin(endpoint: string, tls: Tls): Socket {
  const path = socketPath(endpoint)
  if (path !== undefined) return connect({ path })
  const { protocol, hostname, port } = new URL(endpoint)
  const host = hostname.replace(/^\[(.*)\]$/, '$1')
  const at = { host, port: Number(port) || ports[protocol as keyof typeof ports] || 0 }
  if (protocol !== 'https:') return connect({ ...at, noDelay: true })
  const servername = /^[\d.]+$|:/.test(host) ? '' : host
  const socket = connectTls({ ...tls, ...at, servername, ALPNProtocols: ['h2'] })
  return socket.setNoDelay(true)
}

/** Rejects with the reason in words. */
export function dial(endpoint: string, tls: Tls, timeoutMs: number): Promise<Socket> {
  const { promise, resolve, reject } = Promise.withResolvers<Socket>()
  const socket = begin(endpoint, tls)
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
    resolve(socket)
  })
  return promise
}
