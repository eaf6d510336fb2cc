// in: numbers and values → out: fields of a protobuf message. Never: what they mean.

/** Messages are lists of fields; nothing is written for what is absent. */
export type Field = Buffer | undefined

export function message(...fields: readonly Field[]): Buffer {
  return Buffer.concat(fields.filter((field) => field !== undefined))
}

export function text(number: number, value: unknown): Field {
  if (typeof value !== 'string' || value === '') return undefined
  return nested(number, Buffer.from(value))
}

export function texts(number: number, values: unknown): Field {
  if (!Array.isArray(values) || values.length === 0) return undefined
  return message(...values.map((value) => nested(number, Buffer.from(String(value)))))
}

export function flag(number: number, value: unknown): Field {
  return value === true ? Buffer.concat([varint(number * 8), varint(1)]) : undefined
}

export function whole(number: number, value: unknown): Field {
  if (typeof value !== 'number' || value === 0) return undefined
  return Buffer.concat([varint(number * 8), varint(value)])
}

export function double(number: number, value: unknown): Field {
  if (typeof value !== 'number' || value === 0) return undefined
  const bytes = Buffer.alloc(8)
  bytes.writeDoubleLE(value)
  return Buffer.concat([varint(number * 8 + 1), bytes])
}

export function nested(number: number, body: Buffer | undefined): Field {
  if (body === undefined) return undefined
  return Buffer.concat([varint(number * 8 + 2), varint(body.length), body])
}

function varint(value: number): Buffer {
  const bytes: number[] = []
  let rest = BigInt.asUintN(64, BigInt(Math.trunc(value)))
  while (rest >= 128n) {
    bytes.push(Number(rest & 127n) | 128)
    rest >>= 7n
  }
  bytes.push(Number(rest))
  return Buffer.from(bytes)
}
