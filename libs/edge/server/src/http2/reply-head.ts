// in: status and headers of a reply → out: its header block, in frames. Never: the client's dynamic table.
import {
  encodeInteger,
  firstFrameBytes,
  flags,
  frameTypes,
  headBytes,
  knownField,
  putHead,
} from '@binnacle/http2'
import type { HeaderList } from '@binnacle/exchange'
import { refuseBadName, refuseBadStatus, refuseBadValue } from '../field-rules.ts'

/** Larger heads are a defect of ours. */
const blockBytesMax = 128 * 1024
/** Values that hardly come again: not worth remembering. */
const varying = new Set([
  'audit-id',
  'content-length',
  'date',
  'etag',
  'location',
  'warning',
  'traceparent',
])
const valuesOfNameMax = 64
const namesMax = 256

interface Name {
  /** The start of a field that is not to be remembered, with this name. */
  readonly start: Buffer
  /** Whole fields by value; undefined: they vary. */
  readonly fields: Map<string, Buffer> | undefined
}

const names = new Map<string, Name>()
/** One block is made at a time. */
const block = Buffer.allocUnsafeSlow(blockBytesMax)
let at = 0

function nameOf(name: string): Name {
  const known = names.get(name)
  if (known !== undefined) return known
  const lower = name.toLowerCase()
  refuseBadName(name)
  const number = knownField(lower)
  const start =
    number > 0
      ? encodeInteger(number, 4, 0)
      : Buffer.concat([
          Buffer.from([0]),
          encodeInteger(lower.length, 7, 0),
          Buffer.from(lower, 'latin1'),
        ])
  const made = { start, fields: varying.has(lower) ? undefined : new Map<string, Buffer>() }
  if (names.size < namesMax) names.set(name, made)
  return made
}

function put(bytes: Uint8Array): void {
  if (at + bytes.length > blockBytesMax) throw new RangeError('the head of a reply is too large')
  block.set(bytes, at)
  at += bytes.length
}

function putValue(value: string): void {
  if (value.length < 0x7f) {
    if (at + 1 + value.length > blockBytesMax) throw new RangeError('the head is too large')
    block[at++] = value.length
  } else {
    put(encodeInteger(value.length, 7, 0))
    if (at + value.length > blockBytesMax) throw new RangeError('the head is too large')
  }
  at += block.write(value, at, 'latin1')
}

function putField(name: string, value: string): void {
  const { start, fields } = nameOf(name)
  const known = fields?.get(value)
  if (known !== undefined) {
    put(known)
    return
  }
  refuseBadValue(name, value)
  const from = at
  put(start)
  putValue(value)
  if (fields === undefined || fields.size >= valuesOfNameMax) return
  fields.set(value, Buffer.from(block.subarray(from, at)))
}

const statuses = new Map<number, Buffer>()

function putStatus(status: number): void {
  let known = statuses.get(status)
  if (known === undefined) {
    refuseBadStatus(status)
    const number = knownField(':status', String(status))
    known =
      number > 0
        ? Buffer.from([0x80 | number])
        : Buffer.concat([Buffer.from([knownField(':status'), 3]), Buffer.from(String(status))])
    statuses.set(status, known)
  }
  put(known)
}

/**
 * The HEADERS frame of a reply, CONTINUATION frames behind it where it is long, and `room` bytes
 * at the end for what follows at once. Throws when a field cannot be sent.
 */
export function replyHead(
  stream: number,
  reply: { readonly status: number; readonly headers: HeaderList },
  warnings: readonly string[],
  sent: { readonly length?: number; readonly isLast: boolean; readonly room: number },
): Buffer {
  at = 0
  putStatus(reply.status)
  for (const [name, value] of reply.headers) putField(name, value)
  for (const text of warnings) putField('warning', text)
  if (sent.length !== undefined) putField('content-length', String(sent.length))
  const frames = Math.ceil(at / firstFrameBytes)
  const whole = Buffer.allocUnsafe(frames * headBytes + at + sent.room)
  for (let number = 0, from = 0, to = 0; number < frames; number++, from += firstFrameBytes) {
    const length = Math.min(at - from, firstFrameBytes)
    const type = number === 0 ? frameTypes.headers : frameTypes.continuation
    const set = number === 0 && sent.isLast ? flags.endStream : 0
    const end = number === frames - 1 ? flags.endHeaders : 0
    putHead(whole, to, [type, set | end, stream, length])
    block.copy(whole, to + headBytes, from, from + length)
    to += headBytes + length
  }
  return whole
}
