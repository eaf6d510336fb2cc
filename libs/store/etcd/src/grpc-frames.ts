// in: pieces of a gRPC body → out: whole messages. Never: what is in them.

const headBytes = 5

export function frame(message: Uint8Array): Buffer {
  const out = Buffer.allocUnsafe(headBytes + message.length)
  out[0] = 0
  out.writeUInt32BE(message.length, 1)
  out.set(message, headBytes)
  return out
}

/** Cuts a stream into messages. A message that came in one piece is not copied. */
export class FrameReader {
  #pieces: Buffer[] = []
  #length = 0
  readonly #take: (message: Buffer) => void

  constructor(take: (message: Buffer) => void) {
    this.#take = take
  }

  add(piece: Buffer): void {
    this.#pieces.push(piece)
    this.#length += piece.length
    while (this.#length >= headBytes) {
      const size = headBytes + this.#size()
      if (this.#length < size) return
      const all = this.#joined()
      this.#take(all.subarray(headBytes, size))
      this.#pieces = all.length > size ? [all.subarray(size)] : []
      this.#length -= size
    }
  }

  #size(): number {
    const first = this.#pieces[0] as Buffer
    return (first.length >= headBytes ? first : this.#joined()).readUInt32BE(1)
  }

  #joined(): Buffer {
    if (this.#pieces.length === 1) return this.#pieces[0] as Buffer
    const all = Buffer.concat(this.#pieces, this.#length)
    this.#pieces = [all]
    return all
  }
}
