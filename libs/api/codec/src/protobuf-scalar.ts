// in: a scalar's name → out: how its values are written in protobuf. Never: tags.
import type { ScalarType } from '@binnacle/catalogue'
import type { ProtobufWriter } from './protobuf-writer.ts'

export interface ValueWriter {
  /** Protobuf's wire type, which is part of the tag. */
  readonly wire: number
  /** With its length where it has one. A value that is missing is written as zero. */
  write(writer: ProtobufWriter, value: unknown): void
}

export function scalarOf(scalar: ScalarType['scalar']): ValueWriter {
  const found = writers[scalar]
  if (found === undefined) throw new Error(`${scalar} is not part of any kind`)
  return found
}

type Write = ValueWriter['write']

const writeText: Write = (writer, value) => {
  if (typeof value !== 'string' || value === '') {
    writer.varint(0)
    return
  }
  const { mark } = writer
  writer.text(value)
  writer.varint(writer.mark - mark)
}

const writeInteger: Write = (writer, value) => {
  writer.integer(typeof value === 'number' || typeof value === 'bigint' ? value : 0)
}

const writeBytes: Write = (writer, value) => {
  const bytes = Buffer.from(typeof value === 'string' ? value : '', 'base64')
  writer.bytes(bytes)
  writer.varint(bytes.length)
}

const writeQuantity: Write = (writer, value) => {
  const { mark } = writer
  writer.text(typeof value === 'string' ? value : String(value ?? 0))
  writer.head(1, mark)
  writer.varint(writer.mark - mark)
}

/** Which of the two it is, the number and the text: all three are always there. */
const writeIntOrString: Write = (writer, value) => {
  const { mark } = writer
  writeText(writer, value)
  writer.tag(3, 2)
  writer.integer(typeof value === 'number' ? value : 0)
  writer.tag(2, 0)
  writer.varint(typeof value === 'string' ? 1 : 0)
  writer.tag(1, 0)
  writer.varint(writer.mark - mark)
}

const writers: Partial<Record<ScalarType['scalar'], ValueWriter>> = {
  string: { wire: 2, write: writeText },
  int32: { wire: 0, write: writeInteger },
  int64: { wire: 0, write: writeInteger },
  double: { wire: 1, write: (writer, value) => writer.double(Number(value ?? 0)) },
  boolean: { wire: 0, write: (writer, value) => writer.varint(value === true ? 1 : 0) },
  bytes: { wire: 2, write: writeBytes },
  time: { wire: 2, write: (writer, value) => writeTime(writer, value, false) },
  microTime: { wire: 2, write: (writer, value) => writeTime(writer, value, true) },
  quantity: { wire: 2, write: writeQuantity },
  intOrString: { wire: 2, write: writeIntOrString },
}

/** Seconds and nanoseconds; no time at all is an empty message. */
function writeTime(writer: ProtobufWriter, value: unknown, fractions: boolean): void {
  const ms = typeof value === 'string' ? Date.parse(value) : Number.NaN
  if (Number.isNaN(ms)) {
    writer.varint(0)
    return
  }
  const { mark } = writer
  writer.integer(fractions ? nanosOf(value as string) : 0)
  writer.tag(2, 0)
  writer.integer(Math.floor(ms / 1000))
  writer.tag(1, 0)
  writer.varint(writer.mark - mark)
}

/** Dates know milliseconds only. */
function nanosOf(time: string): number {
  const digits = /\.([0-9]+)/.exec(time)?.[1] ?? ''
  return Number(digits.slice(0, 6).padEnd(6, '0')) * 1000
}
