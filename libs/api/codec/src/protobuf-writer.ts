// in: values, the last one first → out: the bytes of a protobuf message. Never: what they mean.

const startBytes = 64 * 1024
/** A larger buffer is not kept for the next message. */
const keptBytesMax = 4 * 1024 * 1024
/** Shorter texts are copied letter by letter: a call into the runtime costs more. */
const shortText = 48

/**
 * Writes from the end towards the front, so that the length of a message is known when its head is
 * written. Fields of a message are therefore written by falling number, and their tag last.
 */
export class ProtobufWriter {
  #buffer = Buffer.allocUnsafeSlow(startBytes)
  #at = startBytes

  /** How many bytes are written; a message's length is the difference between two marks. */
  get mark(): number {
    return this.#buffer.length - this.#at
  }

  /** The message, in memory of its own; the writer is empty afterwards. */
  take(): Buffer {
    const bytes = Buffer.from(this.#buffer.subarray(this.#at))
    this.reset()
    return bytes
  }

  /** Drops what is written. */
  reset(): void {
    if (this.#buffer.length > keptBytesMax) this.#buffer = Buffer.allocUnsafeSlow(startBytes)
    this.#at = this.#buffer.length
  }

  tag(number: number, wire: number): void {
    this.varint(number * 8 + wire)
  }

  /** Head of a message, or of anything else with a length, that was begun at `mark`. */
  head(number: number, mark: number): void {
    this.varint(this.mark - mark)
    this.varint(number * 8 + 2)
  }

  /** Not negative, below 2^53. */
  varint(value: number): void {
    if (value < 0x80) {
      this.#room(1)
      this.#buffer[--this.#at] = value
      return
    }
    let length = 1
    for (let rest = value; rest >= 0x80; rest = Math.floor(rest / 0x80)) length++
    this.#room(length)
    this.#at -= length
    let at = this.#at
    let rest = value
    while (rest >= 0x80) {
      this.#buffer[at++] = (rest % 0x80) | 0x80
      rest = Math.floor(rest / 0x80)
    }
    this.#buffer[at] = rest
  }

  /** Two's complement of 64 bits, as Go writes integers of either width. */
  integer(value: number | bigint): void {
    if (typeof value === 'number' && value >= 0) {
      this.varint(value)
      return
    }
    let rest = BigInt.asUintN(64, BigInt(value))
    const bytes: number[] = []
    for (; rest >= 0x80n; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80)
    bytes.push(Number(rest))
    this.bytes(bytes)
  }

  double(value: number): void {
    this.#room(8)
    this.#at -= 8
    this.#buffer.writeDoubleLE(value, this.#at)
  }

  bytes(bytes: Uint8Array | readonly number[]): void {
    this.#room(bytes.length)
    this.#at -= bytes.length
    this.#buffer.set(bytes, this.#at)
  }

  /** UTF-8, without its length. */
  text(text: string): void {
    const { length } = text
    if (length <= shortText && this.#plainText(text)) return
    const bytes = Buffer.byteLength(text)
    this.#room(bytes)
    this.#at -= bytes
    this.#buffer.write(text, this.#at, 'utf8')
  }

  /** false when a letter takes more than a byte; nothing is written then. */
  #plainText(text: string): boolean {
    const { length } = text
    this.#room(length)
    const start = this.#at - length
    for (let index = 0; index < length; index++) {
      const code = text.charCodeAt(index)
      if (code >= 0x80) return false
      this.#buffer[start + index] = code
    }
    this.#at = start
    return true
  }

  #room(bytes: number): void {
    if (this.#at >= bytes) return
    const written = this.#buffer.subarray(this.#at)
    const larger = Buffer.allocUnsafeSlow(Math.max(this.#buffer.length * 2, written.length + bytes))
    const at = larger.length - written.length
    larger.set(written, at)
    this.#buffer = larger
    this.#at = at
  }
}
