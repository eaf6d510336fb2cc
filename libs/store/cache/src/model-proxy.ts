// in: an etcd endpoint → out: a way to it that a test can cut. Never: outside tests.
import { connect, createServer, type Socket } from 'node:net'

export interface Proxy {
  readonly endpoint: string
  /** Drops every connection; new ones are let through. */
  cut(): void
  close(): void
}

export function openProxy(endpoint: string): Promise<Proxy> {
  const { hostname, port } = new URL(endpoint)
  const { promise, resolve } = Promise.withResolvers<Proxy>()
  const sockets = new Set<Socket>()
  const server = createServer((near) => {
    const far = connect(Number(port), hostname)
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from)
      from.pipe(to)
      from.on('error', () => to.destroy())
      from.on('close', () => {
        sockets.delete(from)
        to.destroy()
      })
    }
  })
  const cut = (): void => {
    for (const socket of sockets) socket.destroy()
  }
  server.listen(0, '127.0.0.1', () => {
    const address = server.address()
    const at = typeof address === 'object' && address !== null ? address.port : 0
    const close = (): void => {
      cut()
      server.close()
    }
    resolve({ endpoint: `http://127.0.0.1:${at}`, cut, close })
  })
  return promise
}
