// in: the record of node ports as bytes ↔ out: a set of offsets. The bytes are one big-endian number, as upstream has
// them: bit n says whether offset n is taken. Never: which port has which offset.

export class PortBits {
  readonly #taken: Set<number>

  constructor(taken: Iterable<number> = []) {
    this.#taken = new Set(taken)
  }

  static fromBase64(text: string): PortBits {
    const bytes = Buffer.from(text, 'base64')
    const taken: number[] = []
    for (let index = 0; index < bytes.length; index++) {
      const byte = bytes[bytes.length - 1 - index] as number
      for (let bit = 0; bit < 8; bit++) {
        if (byte & (1 << bit)) taken.push(index * 8 + bit)
      }
    }
    return new PortBits(taken)
  }

  toBase64(): string {
    let highest = -1
    for (const offset of this.#taken) if (offset > highest) highest = offset
    const bytes = Buffer.alloc(highest < 0 ? 0 : Math.floor(highest / 8) + 1)
    for (const offset of this.#taken) {
      const index = bytes.length - 1 - Math.floor(offset / 8)
      bytes[index] = (bytes[index] as number) | (1 << (offset % 8))
    }
    return bytes.toString('base64')
  }

  has(offset: number): boolean {
    return this.#taken.has(offset)
  }

  add(offset: number): void {
    this.#taken.add(offset)
  }

  delete(offset: number): void {
    this.#taken.delete(offset)
  }

  get size(): number {
    return this.#taken.size
  }

  [Symbol.iterator](): Iterator<number> {
    return this.#taken.values()
  }

  /** A free offset of [from, to), searched from a random one on. */
  anyFree(from: number, to: number): number | undefined {
    const count = to - from
    if (count <= 0) return undefined
    const start = Math.floor(Math.random() * count)
    for (let step = 0; step < count; step++) {
      const offset = from + ((start + step) % count)
      if (!this.#taken.has(offset)) return offset
    }
    return undefined
  }
}
