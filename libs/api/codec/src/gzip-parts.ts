// in: pieces of an answer → out: parts of gzip streams that are made once and follow each other in
// any order.
// Never: which pieces an answer has.
import { constants, crc32, deflateRawSync, inflateRawSync } from 'node:zlib'
import { combineCrc32, crc32Shift } from './crc32-combine.ts'

/** Deflated blocks that end at a byte and look back at nothing. */
export interface GzipPart {
  readonly deflated: Buffer
  readonly crc: number
  /** Bytes of the plain text. */
  readonly length: number
  /** What they do to the CRC of all that comes before. */
  readonly shift: number
}

const head = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 4, 255])
const lastBlock = Buffer.from([3, 0])

export function gzipPart(plain: Uint8Array, level = 1): GzipPart {
  const deflated = deflateRawSync(plain, { level, finishFlush: constants.Z_FULL_FLUSH })
  // A copy: zlib's own result holds on to all the room that it was given.
  return partOf(exactly(deflated), plain)
}

function partOf(deflated: Buffer, plain: Uint8Array): GzipPart {
  const { length } = plain
  return { deflated, crc: crc32(plain), length, shift: crc32Shift(length) }
}

function exactly(bytes: Buffer): Buffer {
  const copy = Buffer.allocUnsafeSlow(bytes.length)
  bytes.copy(copy)
  return copy
}

const storedBytesMax = 65_535

/** For few bytes, that change from answer to answer: as they are, without the work of zlib. */
export function storedPart(plain: Uint8Array): GzipPart {
  if (plain.length > storedBytesMax) return gzipPart(plain)
  const deflated = Buffer.allocUnsafeSlow(plain.length + 5)
  deflated[0] = 0
  deflated.writeUInt16LE(plain.length, 1)
  deflated.writeUInt16LE(plain.length ^ storedBytesMax, 3)
  deflated.set(plain, 5)
  return partOf(deflated, plain)
}

/** The plain text of a part. */
export function inflatePart({ deflated }: GzipPart): Buffer {
  return inflateRawSync(deflated, { finishFlush: constants.Z_SYNC_FLUSH })
}

/** The parts one behind the other as one gzip stream. */
export function* gzipStream(parts: Iterable<GzipPart>): Generator<Buffer> {
  let crc = 0
  let length = 0
  yield head
  for (const part of parts) {
    crc = combineCrc32(crc, part.crc, part.shift)
    length += part.length
    yield part.deflated
  }
  const tail = Buffer.allocUnsafe(10)
  lastBlock.copy(tail)
  tail.writeUInt32LE(crc, 2)
  tail.writeUInt32LE(length % 2 ** 32, 6)
  yield tail
}

/** Of a stream of parts whose deflated bytes are so many together. */
export function gzipStreamLength(deflatedBytes: number): number {
  return head.length + deflatedBytes + lastBlock.length + 8
}
