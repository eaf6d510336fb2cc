// in: the body of a reply, in pieces → out: chunks of HTTP/1.1 on a socket. Never: the head.
import type { Duplex } from 'node:stream'
import type { ReplyOut } from '../reply-out.ts'

/** Copying little is cheaper than three pieces. */
const copyBytesMax = 16 * 1024
const lineEnd = Buffer.from('\r\n')
const lastChunk = Buffer.from('0\r\n\r\n')

export class ChunkedOut implements ReplyOut {
  readonly #socket: Duplex
  readonly #ended: () => void
  #isOver = false
  #listeners: (() => void)[] = []

  /** `ended` is called once, when the socket has taken the last byte. */
  constructor(socket: Duplex, ended: () => void) {
    this.#socket = socket
    this.#ended = ended
  }

  write(chunk: Uint8Array, sent?: (error?: Error | null) => void): boolean {
    if (this.#isOver || this.#socket.destroyed) {
      sent?.(new Error('the connection is closed'))
      return true
    }
    if (chunk.length === 0) {
      sent?.()
      return true
    }
    const head = `${chunk.length.toString(16)}\r\n`
    if (chunk.length <= copyBytesMax) {
      const whole = Buffer.allocUnsafe(head.length + chunk.length + lineEnd.length)
      whole.write(head, 'latin1')
      whole.set(chunk, head.length)
      whole.set(lineEnd, head.length + chunk.length)
      return this.#socket.write(whole, sent)
    }
    this.#socket.cork()
    this.#socket.write(head, 'latin1')
    this.#socket.write(chunk, sent)
    const isTaken = this.#socket.write(lineEnd)
    this.#socket.uncork()
    return isTaken
  }

  end(): void {
    if (this.#isOver) return
    this.#isOver = true
    if (!this.#socket.destroyed) this.#socket.write(lastChunk, (error) => error || this.#ended())
  }

  on(_event: 'drain', listener: () => void): void {
    this.#listeners.push(listener)
  }

  /** The socket takes more again. */
  drained(): void {
    for (const listener of this.#listeners) listener()
  }

  get writableNeedDrain(): boolean {
    return this.#socket.writableNeedDrain
  }

  get writableLength(): number {
    return this.#socket.writableLength
  }
}
