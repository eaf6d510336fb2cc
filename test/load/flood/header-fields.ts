// in: a header block of HPACK without a dynamic table → out: its status and Retry-After; and one field → its bytes.
// Never: any other value decoded.

/** Of the static table, where values stand as well as names. */
const statuses = [200, 204, 206, 304, 400, 404, 500]
const statusIndex = 8
const retryAfterIndex = 53

export interface Fields {
  readonly status: number
  readonly retryAfter: number | undefined
}

/** A literal that no table keeps, plain. */
export function literal(name: string, value: string): Buffer {
  return Buffer.concat([Buffer.from([0]), text(name), text(value)])
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value)
  const length = bytes.length < 127 ? [bytes.length] : [127, bytes.length - 127]
  if (bytes.length - 127 > 127) throw new RangeError('a longer field was never needed')
  return Buffer.concat([Buffer.from(length), bytes])
}

class Block {
  readonly #bytes: Uint8Array
  #at = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  get isOver(): boolean {
    return this.#at >= this.#bytes.length
  }

  get first(): number {
    return this.#bytes[this.#at] ?? 0
  }

  integer(prefixBits: number): number {
    const most = 2 ** prefixBits - 1
    let value = this.first & most
    this.#at++
    if (value < most) return value
    for (let shift = 0; ; shift += 7) {
      const byte = this.first
      this.#at++
      value += (byte & 127) * 2 ** shift
      if (byte < 128) return value
    }
  }

  skip(): void {
    const length = this.integer(7)
    this.#at += length
  }

  /** Three at most, as every number here has. */
  digits(): number {
    const isPacked = this.first >= 128
    const length = this.integer(7)
    const bytes = this.#bytes.subarray(this.#at, this.#at + length)
    this.#at += length
    const written = Buffer.from(bytes).toString('latin1')
    if (!isPacked) return Number(written)
    const known = unpacked.get(written) ?? unpackedDigits(bytes)
    unpacked.set(written, known)
    return known
  }
}

const unpacked = new Map<string, number>()

/** Huffman's codes of digits: 0 to 2 have five bits, 3 to 9 six; the rest is padding. */
function unpackedDigits(bytes: Uint8Array): number {
  let bits = ''
  for (const byte of bytes) bits += byte.toString(2).padStart(8, '0')
  let digits = ''
  while (bits.length >= 5 && !/^1+$/.test(bits)) {
    const short = Number.parseInt(bits.slice(0, 5), 2)
    const long = Number.parseInt(bits.slice(0, 6), 2)
    if (short <= 2) digits += short
    else if (long >= 25 && long <= 31) digits += long - 22
    else return Number.NaN
    bits = bits.slice(short <= 2 ? 5 : 6)
  }
  return Number(digits)
}

export function fieldsOf(bytes: Uint8Array): Fields {
  const block = new Block(bytes)
  let status = 0
  let retryAfter: number | undefined
  while (!block.isOver) {
    const { first } = block
    if (first >= 128) {
      status = statuses[block.integer(7) - statusIndex] ?? status
      continue
    }
    if (first >= 32 && first < 64) {
      block.integer(5)
      continue
    }
    const index = block.integer(first >= 64 ? 6 : 4)
    if (index === 0) block.skip()
    if (index >= statusIndex && index < statusIndex + statuses.length) status = block.digits()
    else if (index === retryAfterIndex) retryAfter = block.digits()
    else block.skip()
  }
  return { status, retryAfter }
}
