// in: numbers and bytes → out: protobuf fields on the wire. Never: which message they belong to.

const varint = 0
const bytesType = 2

/** A message being written; grows as needed. */
export class WireWriter {
  #buffer: Buffer
  #length = 0

  constructor(sizeHint = 128) {
    this.#buffer = Buffer.allocUnsafe(sizeHint)
  }

  #room(more: number): void {
    if (this.#length + more <= this.#buffer.length) return
    const larger = Buffer.allocUnsafe(Math.max(this.#buffer.length * 2, this.#length + more))
    this.#buffer.copy(larger, 0, 0, this.#length)
    this.#buffer = larger
  }

  #varint(value: number): void {
    this.#room(10)
    let rest = value
    while (rest >= 0x80) {
      this.#buffer[this.#length++] = (rest % 0x80) | 0x80
      rest = Math.floor(rest / 0x80)
    }
    this.#buffer[this.#length++] = rest
  }

  /** A number that is not 0; proto3 leaves zeros out. */
  number(field: number, value: number): void {
    if (value === 0) return
    this.#varint(field * 8 + varint)
    this.#varint(value)
  }

  /** Also when it is 0: members of a oneof are written always. */
  numberAlways(field: number, value: number): void {
    this.#varint(field * 8 + varint)
    this.#varint(value)
  }

  big(field: number, value: bigint): void {
    if (value === 0n) return
    this.#varint(field * 8 + varint)
    this.#room(10)
    let rest = BigInt.asUintN(64, value)
    while (rest >= 0x80n) {
      this.#buffer[this.#length++] = Number(rest & 0x7fn) | 0x80
      rest >>= 7n
    }
    this.#buffer[this.#length++] = Number(rest)
  }

  flag(field: number, value: boolean | undefined): void {
    if (value) this.number(field, 1)
  }

  bytes(field: number, value: Uint8Array): void {
    this.#varint(field * 8 + bytesType)
    this.#varint(value.length)
    this.#room(value.length)
    this.#buffer.set(value, this.#length)
    this.#length += value.length
  }

  /** What stands before bytes that are put elsewhere. */
  head(field: number, length: number): void {
    this.#varint(field * 8 + bytesType)
    this.#varint(length)
  }

  text(field: number, value: string): void {
    if (value === '') return
    const length = Buffer.byteLength(value)
    this.#varint(field * 8 + bytesType)
    this.#varint(length)
    this.#room(length)
    this.#length += this.#buffer.write(value, this.#length)
  }

  done(): Buffer {
    return this.#buffer.subarray(0, this.#length)
  }
}

/** A message being read. `next` moves to the next field; one reading call must follow it. */
export class WireReader {
  readonly #buffer: Buffer
  readonly #end: number
  #at: number
  #type = 0

  constructor(buffer: Buffer, start = 0, end = buffer.length) {
    this.#buffer = buffer
    this.#at = start
    this.#end = end
  }

  /** The number of the next field, 0 at the end. */
  next(): number {
    if (this.#at >= this.#end) return 0
    const tag = this.number()
    this.#type = tag % 8
    return Math.floor(tag / 8)
  }

  number(): number {
    let value = 0
    let scale = 1
    for (let count = 0; count < 10; count++) {
      const byte = this.#buffer[this.#at++] ?? 0
      value += (byte & 0x7f) * scale
      if (byte < 0x80) return value
      scale *= 0x80
    }
    return value
  }

  big(): bigint {
    let value = 0n
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = this.#buffer[this.#at++] ?? 0
      value |= BigInt(byte & 0x7f) << shift
      if (byte < 0x80) break
    }
    return BigInt.asIntN(64, value)
  }

  /** Not a copy. */
  bytes(): Buffer {
    const length = this.number()
    const start = this.#at
    this.#at += length
    return this.#buffer.subarray(start, this.#at)
  }

  text(): string {
    const length = this.number()
    const start = this.#at
    this.#at += length
    return this.#buffer.toString('utf8', start, this.#at)
  }

  message(): WireReader {
    const length = this.number()
    const start = this.#at
    this.#at += length
    return new WireReader(this.#buffer, start, this.#at)
  }

  skip(): void {
    if (this.#type === varint) {
      while ((this.#buffer[this.#at++] ?? 0) >= 0x80);
    } else if (this.#type === bytesType) {
      const length = this.number()
      this.#at += length
    } else {
      this.#at += this.#type === 1 ? 8 : 4
    }
  }
}
