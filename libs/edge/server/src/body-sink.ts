// in: the writable side of a reply → out: the BodySink that streams write to. Never: unbounded memory unseen.
import type { BodySink } from '@binnacle/exchange'
import type { ReplyOut } from './reply-out.ts'
import type { RequestLife } from './request-life.ts'

export interface OpenSink {
  readonly sink: BodySink
  /** The server ends the stream: writers see `closed`, the client a clean end. */
  stop(): void
}

export function openSink(out: ReplyOut, life: RequestLife): OpenSink {
  const sink = new ReplySink(out, life)
  return { sink, stop: () => sink.stop() }
}

class ReplySink implements BodySink {
  readonly #out: ReplyOut
  readonly #life: RequestLife
  #ended = false
  #stopped = false
  #waiting: (() => void)[] = []
  #listeners: (() => void)[] = []

  constructor(out: ReplyOut, life: RequestLife) {
    this.#out = out
    this.#life = life
    out.on('drain', () => this.#wake())
    life.onOver(() => this.#close())
  }

  write(chunk: Uint8Array, sent?: () => void): boolean {
    if (this.closed) return true
    return this.#out.write(chunk, sent && ((error) => error || sent()))
  }

  drained(): Promise<void> {
    if (this.closed || !this.#out.writableNeedDrain) return Promise.resolve()
    return new Promise((resolve) => this.#waiting.push(resolve))
  }

  end(): void {
    if (this.#ended) return
    this.#ended = true
    if (!this.#life.over) this.#out.end()
  }

  get closed(): boolean {
    return this.#ended || this.#stopped || this.#life.over
  }

  onClose(listener: () => void): void {
    if (this.#stopped || this.#life.over) listener()
    else this.#listeners.push(listener)
  }

  get bufferedBytes(): number {
    return this.#out.writableLength
  }

  stop(): void {
    if (this.closed) return
    this.#stopped = true
    this.#close()
    this.#ended = true
    this.#out.end()
  }

  #wake(): void {
    const woken = this.#waiting
    this.#waiting = []
    for (const resolve of woken) resolve()
  }

  #close(): void {
    this.#wake()
    const listeners = this.#listeners
    this.#listeners = []
    for (const listener of listeners) listener()
  }
}
