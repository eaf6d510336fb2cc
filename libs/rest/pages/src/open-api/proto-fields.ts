// in: numbers and values → out: fields of a protobuf message. Never: what they mean.

/** Bytes that lie in pieces until all lengths are known: each is written once. */
export interface Message {
  readonly length: number
  readonly parts: readonly (Buffer | string | Message)[]
}

/** Messages are lists of fields; nothing is written for what is absent. */
export type Field = Message | undefined

export function message(...fields: readonly Field[]): Message {
  let length = 0
  const parts: Message[] = []
  for (const field of fields) {
    if (field === undefined) continue
    length += field.length
    parts.push(field)
  }
  return { length, parts }
}

export function bytesOf(from: Message): Buffer {
  const bytes = Buffer.allocUnsafe(from.length)
  write(from, bytes, 0)
  return bytes
}

function write({ parts }: Message, bytes: Buffer, start: number): number {
  let at = start
  for (const part of parts) {
    if (typeof part === 'string') at += bytes.write(part, at)
    else if (part instanceof Uint8Array) at += part.copy(bytes, at)
    else at = write(part, bytes, at)
  }
  return at
}

export function text(number: number, value: unknown): Field {
  if (typeof value !== 'string' || value === '') return undefined
  return ofText(number, value)
}

function ofText(number: number, value: string): Message {
  return nestedIn(number, { length: Buffer.byteLength(value), parts: [value] })
}

export function texts(number: number, values: unknown): Field {
  if (!Array.isArray(values) || values.length === 0) return undefined
  return message(...values.map((value) => ofText(number, String(value))))
}

export function flag(number: number, value: unknown): Field {
  return value === true ? joined(varint(number * 8), varint(1)) : undefined
}

export function whole(number: number, value: unknown): Field {
  if (typeof value !== 'number' || value === 0) return undefined
  return joined(varint(number * 8), varint(value))
}

export function double(number: number, value: unknown): Field {
  if (typeof value !== 'number' || value === 0) return undefined
  const bytes = Buffer.alloc(8)
  bytes.writeDoubleLE(value)
  return joined(varint(number * 8 + 1), bytes)
}

export function nested(number: number, body: Field): Field {
  return body && nestedIn(number, body)
}

function nestedIn(number: number, body: Message): Message {
  const head = headOf(number, body.length)
  return { length: head.length + body.length, parts: [head, body] }
}

/** What comes before the `length` bytes of a nested message. */
export function headOf(number: number, length: number): Message {
  return joined(varint(number * 8 + 2), varint(length))
}

function joined(first: Buffer, second: Buffer): Message {
  return { length: first.length + second.length, parts: [first, second] }
}

const short = Array.from({ length: 128 }, (_, value) => Buffer.of(value))

function varint(value: number): Buffer {
  const known = short[value]
  if (known !== undefined) return known
  const bytes: number[] = []
  let rest = BigInt.asUintN(64, BigInt(Math.trunc(value)))
  while (rest >= 128n) {
    bytes.push(Number(rest & 127n) | 128)
    rest >>= 7n
  }
  bytes.push(Number(rest))
  return Buffer.from(bytes)
}
