// in: an etcd endpoint → out: a way to it that a test can cut, or that loses a request or an answer.
// Never: outside tests.
import { once } from 'node:events'
import { connect, createServer, type Server, type Socket } from 'node:net'

export class EtcdProxy {
  readonly #target: URL
  readonly #server: Server
  readonly #sockets = new Set<Socket>()
  #wanted: { readonly text: string; gone(): void } | undefined
  #unwanted: string | undefined
  #holding = false

  constructor(endpoint: string) {
    this.#target = new URL(endpoint)
    this.#server = createServer((near) => this.#join(near))
  }

  async listen(): Promise<void> {
    this.#server.listen(0, '127.0.0.1')
    await once(this.#server, 'listening')
  }

  get endpoint(): string {
    const address = this.#server.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    return `http://127.0.0.1:${port}`
  }

  #join(near: Socket): void {
    const far = connect(Number(this.#target.port), this.#target.hostname)
    near.on('data', (piece) => this.#ask(piece, near, far))
    far.on('data', (piece) => {
      if (!this.#holding) near.write(piece)
    })
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      this.#sockets.add(one)
      one.on('error', () => other.destroy())
      one.on('close', () => {
        this.#sockets.delete(one)
        other.destroy()
      })
    }
  }

  #ask(piece: Buffer | string, near: Socket, far: Socket): void {
    if (this.#unwanted !== undefined && piece.includes(this.#unwanted)) {
      this.#unwanted = undefined
      near.destroy()
      return
    }
    if (this.#wanted && piece.includes(this.#wanted.text)) {
      this.#holding = true
      this.#wanted.gone()
      this.#wanted = undefined
    }
    far.write(piece)
  }

  /** Drops every connection; new ones are let through. */
  cut(): void {
    this.#holding = false
    for (const socket of this.#sockets) socket.destroy()
  }

  /**
   * Once a request with these bytes in it has gone to etcd, nothing comes back any more until the
   * next cut. Resolves when it has gone.
   */
  holdAnswerTo(text: string): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#wanted = { text, gone: resolve }
    return promise
  }

  /** The next request with these bytes in it never comes to etcd; its connection is cut. */
  loseRequest(text: string): void {
    this.#unwanted = text
  }

  close(): void {
    this.cut()
    this.#server.close()
  }
}

export async function openProxy(endpoint: string): Promise<EtcdProxy> {
  const proxy = new EtcdProxy(endpoint)
  await proxy.listen()
  return proxy
}
