// in: an etcd endpoint → out: a way to it that a test can cut, or that loses an answer.
// Never: outside tests.
import { connect, createServer, type Socket } from 'node:net'

export interface EtcdProxy {
  readonly endpoint: string
  /** Drops every connection; new ones are let through. */
  cut(): void
  /**
   * Once a request with these bytes in it has gone to etcd, nothing comes back any more until the
   * next cut. Resolves when it has gone.
   */
  holdAnswerTo(text: string): Promise<void>
  /** The next request with these bytes in it never comes to etcd; its connection is cut. */
  loseRequest(text: string): void
  close(): void
}

export function openProxy(endpoint: string): Promise<EtcdProxy> {
  const { hostname, port } = new URL(endpoint)
  const { promise, resolve } = Promise.withResolvers<EtcdProxy>()
  const sockets = new Set<Socket>()
  let wanted: { readonly text: string; gone(): void } | undefined
  let holding = false
  let unwanted: string | undefined
  const server = createServer((near) => {
    const far = connect(Number(port), hostname)
    near.on('data', (piece) => {
      if (unwanted !== undefined && piece.includes(unwanted)) {
        unwanted = undefined
        near.destroy()
        return
      }
      if (wanted && piece.includes(wanted.text)) {
        holding = true
        wanted.gone()
        wanted = undefined
      }
      far.write(piece)
    })
    far.on('data', (piece) => {
      if (!holding) near.write(piece)
    })
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(one)
      one.on('error', () => other.destroy())
      one.on('close', () => {
        sockets.delete(one)
        other.destroy()
      })
    }
  })
  const cut = (): void => {
    holding = false
    for (const socket of sockets) socket.destroy()
  }
  server.listen(0, '127.0.0.1', () => {
    const address = server.address()
    const at = typeof address === 'object' && address !== null ? address.port : 0
    resolve({
      endpoint: `http://127.0.0.1:${at}`,
      cut,
      loseRequest(text) {
        unwanted = text
      },
      holdAnswerTo: (text) => new Promise((gone) => (wanted = { text, gone })),
      close() {
        cut()
        server.close()
      },
    })
  })
  return promise
}
