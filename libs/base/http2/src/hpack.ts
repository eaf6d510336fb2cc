// in: header blocks of HTTP/2 → out: names and values, and blocks from these. Never: streams.
import { errorCodes, ProtocolError } from './frames.ts'
import { decodeHuffman } from './huffman.ts'

export type Field = readonly [name: string, value: string]

/** RFC 7541, appendix A: what is known before anything was sent. */
const known: readonly Field[] = [
  [':authority', ''],
  [':method', 'GET'],
  [':method', 'POST'],
  [':path', '/'],
  [':path', '/index.html'],
  [':scheme', 'http'],
  [':scheme', 'https'],
  ...['200', '204', '206', '304', '400', '404', '500'].map((code): Field => [':status', code]),
  ['accept-charset', ''],
  ['accept-encoding', 'gzip, deflate'],
  ...(
    'accept-language accept-ranges accept access-control-allow-origin age allow authorization ' +
    'cache-control content-disposition content-encoding content-language content-length ' +
    'content-location content-range content-type cookie date etag expect expires from host ' +
    'if-match if-modified-since if-none-match if-range if-unmodified-since last-modified link ' +
    'location max-forwards proxy-authenticate proxy-authorization range referer refresh ' +
    'retry-after server set-cookie strict-transport-security transfer-encoding user-agent vary ' +
    'via www-authenticate'
  )
    .split(' ')
    .map((name): Field => [name, '']),
]

function broken(message: string): ProtocolError {
  return new ProtocolError(message, errorCodes.compression)
}

/** The number of a field, or of the first one of that name; 0: there is none. */
export function knownField(name: string, value?: string): number {
  return known.findIndex(([n, v]) => n === name && (value === undefined || v === value)) + 1
}

/** What an entry of the table counts beyond its letters. */
const entryBytes = 32
const tableBytesMax = 4096

/** Remembers what the peer has sent on this connection. */
export class HeaderDecoder {
  /** The newest first. */
  readonly #table: Field[] = []
  #tableBytes = 0
  #tableBytesMax = tableBytesMax
  #block: Buffer = Buffer.alloc(0)
  #at = 0

  /**
   * `take` gets each field in the order of the block. Throws when the block breaks the rules: the
   * connection is of no use then.
   */
  decode(block: Buffer, take: (name: string, value: string) => void): void {
    this.#block = block
    this.#at = 0
    let begun = false
    while (this.#at < block.length) {
      const first = block[this.#at] as number
      if (first >= 0x20 && first < 0x40) {
        if (begun) throw broken('a header table may change its size only before the first field')
        this.#resize(this.#number(5))
        continue
      }
      begun = true
      if (first >= 0x80) {
        const field = this.#field(this.#number(7))
        take(field[0], field[1])
      } else if (first >= 0x40) {
        const field = this.#literal(6)
        this.#remember(field)
        take(field[0], field[1])
      } else {
        const field = this.#literal(4)
        take(field[0], field[1])
      }
    }
  }

  #field(index: number): Field {
    const field = index <= known.length ? known[index - 1] : this.#table[index - known.length - 1]
    if (field === undefined) throw broken('a header names what was never sent')
    return field
  }

  #literal(prefixBits: number): [string, string] {
    const index = this.#number(prefixBits)
    const name = index === 0 ? this.#text() : this.#field(index)[0]
    return [name, this.#text()]
  }

  #number(prefixBits: number): number {
    const most = 2 ** prefixBits - 1
    let value = this.#byte() & most
    if (value < most) return value
    for (let scale = 1; ; scale *= 0x80) {
      const byte = this.#byte()
      value += (byte & 0x7f) * scale
      if (byte < 0x80) return value
      if (scale > 2 ** 28) throw broken('a number in a header is too large')
    }
  }

  #byte(): number {
    const byte = this.#block[this.#at++]
    if (byte === undefined) throw broken('a header block is cut short')
    return byte
  }

  #text(): string {
    const coded = (this.#block[this.#at] ?? 0) >= 0x80
    const length = this.#number(7)
    const start = this.#at
    this.#at += length
    if (this.#at > this.#block.length) throw broken('a header block is cut short')
    if (!coded) return this.#block.toString('latin1', start, this.#at)
    return decodeHuffman(this.#block.subarray(start, this.#at))
  }

  #resize(bytesMax: number): void {
    if (bytesMax > tableBytesMax) throw broken('a header table is too large')
    this.#tableBytesMax = bytesMax
    this.#evict()
  }

  #remember(field: Field): void {
    this.#table.unshift(field)
    this.#tableBytes += sizeOf(field)
    this.#evict()
  }

  #evict(): void {
    while (this.#tableBytes > this.#tableBytesMax) {
      this.#tableBytes -= sizeOf(this.#table.pop() as Field)
    }
  }
}

function sizeOf([name, value]: Field): number {
  return name.length + value.length + entryBytes
}

/** Each field in full: such a block means the same at any time and may be sent again. */
export function encodeHeaders(fields: readonly Field[]): Buffer {
  const parts: Buffer[] = []
  for (const [name, value] of fields) {
    const whole = value === '' ? 0 : knownField(name, value)
    if (whole > 0) parts.push(encodeInteger(whole, 7, 0x80))
    else parts.push(Buffer.from([0]), encodeText(name), encodeText(value))
  }
  return Buffer.concat(parts)
}

function encodeText(text: string): Buffer {
  const bytes = Buffer.from(text, 'latin1')
  return Buffer.concat([encodeInteger(bytes.length, 7, 0), bytes])
}

/** A number of HPACK (RFC 7541, 5.1) in the low bits of a first byte that also has `set`. */
export function encodeInteger(value: number, prefixBits: number, set: number): Buffer {
  const most = 2 ** prefixBits - 1
  if (value < most) return Buffer.from([set | value])
  const bytes = [set | most]
  let rest = value - most
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes.push((rest % 0x80) | 0x80)
  bytes.push(rest)
  return Buffer.from(bytes)
}
