// in: the bytes of a protobuf message → out: its fields, one after the other. Never: what they mean.
import { SyntaxFault } from './parse-json.ts'

export class ProtobufReader {
  /** The number of the field at hand, and how it is written. */
  number = 0
  wire = 0
  #at: number
  readonly #end: number
  readonly #bytes: Buffer

  constructor(bytes: Buffer, at = 0, end = bytes.length) {
    this.#bytes = bytes
    this.#at = at
    this.#end = end
  }

  /** false at the end of the message. */
  next(): boolean {
    if (this.#at >= this.#end) return false
    const tag = Number(this.varint())
    this.number = tag >>> 3
    this.wire = tag & 7
    if (this.number === 0) throw new SyntaxFault('proto: illegal tag 0')
    return true
  }

  /** Something follows; only for numbers that are packed into one field. */
  get more(): boolean {
    return this.#at < this.#end
  }

  varint(): bigint {
    let value = 0n
    for (let shift = 0n; shift < 70n; shift += 7n) {
      if (this.#at >= this.#end) throw cutOff()
      const byte = this.#bytes[this.#at++] as number
      value |= BigInt(byte & 0x7f) << shift
      if (byte < 0x80) return BigInt.asUintN(64, value)
    }
    throw new SyntaxFault('proto: integer overflow')
  }

  /** Two's complement; beyond 53 bits a bigint. */
  integer(): number | bigint {
    const value = BigInt.asIntN(64, this.varint())
    const number = Number(value)
    return Number.isSafeInteger(number) ? number : value
  }

  double(): number {
    return this.#take(8).readDoubleLE(0)
  }

  bytes(): Buffer {
    if (this.wire !== 2) throw new SyntaxFault(`proto: wrong wireType = ${this.wire}`)
    return this.#take(Number(this.varint()))
  }

  text(): string {
    return this.bytes().toString()
  }

  message(): ProtobufReader {
    return new ProtobufReader(this.bytes())
  }

  skip(): void {
    if (this.wire === 0) this.varint()
    else if (this.wire === 1) this.#take(8)
    else if (this.wire === 2) this.bytes()
    else if (this.wire === 5) this.#take(4)
    else throw new SyntaxFault(`proto: illegal wireType ${this.wire}`)
  }

  #take(length: number): Buffer {
    const end = this.#at + length
    if (!(length >= 0) || end > this.#end) throw cutOff()
    const taken = this.#bytes.subarray(this.#at, end)
    this.#at = end
    return taken
  }
}

function cutOff(): SyntaxFault {
  return new SyntaxFault('unexpected EOF')
}
