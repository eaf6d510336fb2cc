// in: frames of all streams of a connection → out: one write to its socket a turn. Never: what is in them.
import type { Duplex } from 'node:stream'
import { joinPieces } from './write-buffers.ts'

/** Bytes that may be on their way to the socket; beyond it streams keep what is theirs. */
const flyingBytesMax = 256 * 1024

export class Outbox {
  readonly #socket: Duplex
  readonly #roomAgain: () => void
  #pieces: Uint8Array[] = []
  #bytes = 0
  #flying = 0
  #isFlushing = false
  #listeners: ((sent: boolean) => void)[] = []
  /** Of what was written, until the socket has taken it. */
  readonly #flights = new Set<((sent: boolean) => void)[]>()

  /** `roomAgain` is called whenever the socket has taken something. */
  constructor(socket: Duplex, roomAgain: () => void) {
    this.#socket = socket
    this.#roomAgain = roomAgain
  }

  /** Bytes that the socket has not taken. */
  get bytes(): number {
    return this.#bytes + this.#flying
  }

  get full(): boolean {
    return this.bytes >= flyingBytesMax
  }

  /** `piece` must not change any more. */
  add(piece: Uint8Array): void {
    this.#pieces.push(piece)
    this.#bytes += piece.length
    if (this.#isFlushing) return
    this.#isFlushing = true
    process.nextTick(this.#flush)
  }

  /** true: the socket has taken all that was added before; false: it was lost. */
  whenSent(listener: (sent: boolean) => void): void {
    const last = [...this.#flights].at(-1)
    if (this.#bytes > 0) this.#listeners.push(listener)
    else if (last !== undefined) last.push(listener)
    else listener(!this.#socket.destroyed)
  }

  /** The socket is gone. */
  lose(): void {
    this.#pieces = []
    this.#bytes = 0
    const lost = [...this.#flights, this.#listeners]
    this.#listeners = []
    this.#flights.clear()
    for (const listeners of lost) for (const listener of listeners) listener(false)
  }

  readonly #flush = (): void => {
    this.#isFlushing = false
    const [pieces, bytes, listeners] = [this.#pieces, this.#bytes, this.#listeners]
    if (pieces.length === 0) return
    this.#pieces = []
    this.#bytes = 0
    this.#listeners = []
    this.#flying += bytes
    this.#flights.add(listeners)
    // TLS makes one record of one piece: more of them would cost more than the copy.
    const joined = joinPieces(pieces, bytes)
    this.#socket.write(joined.bytes, (error) => {
      this.#flying -= bytes
      if (!error) joined.release()
      if (error || !this.#flights.delete(listeners)) return
      for (const listener of listeners) listener(true)
      this.#roomAgain()
    })
  }
}
