// in: pieces of a gRPC body → out: whole messages. Never: what is in them.

const headBytes = 5

export function frame(message: Uint8Array): Buffer {
  const out = Buffer.allocUnsafe(headBytes + message.length)
  out[0] = 0
  out.writeUInt32BE(message.length, 1)
  out.set(message, headBytes)
  return out
}

/** Cuts a stream into messages, each a copy: where pieces stood, others will. */
export class FrameReader {
  /** The beginning of a message: of its head, then of the message itself. */
  readonly #head = Buffer.alloc(headBytes)
  #message: Buffer | undefined
  #length = 0
  readonly #take: (message: Buffer) => void

  constructor(take: (message: Buffer) => void) {
    this.#take = take
  }

  add(piece: Buffer): void {
    let at = 0
    while (at < piece.length) {
      const target = this.#message ?? this.#head
      const taken = piece.copy(target, this.#length, at)
      at += taken
      this.#length += taken
      if (this.#length === target.length) this.#filled()
    }
  }

  #filled(): void {
    this.#length = 0
    const whole = this.#message
    const message = whole ?? Buffer.allocUnsafe(this.#head.readUInt32BE(1))
    if (whole === undefined && message.length > 0) {
      this.#message = message
      return
    }
    this.#message = undefined
    this.#take(message)
  }
}
