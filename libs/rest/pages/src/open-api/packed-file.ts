// in: a whole document → out: a file with its gzip stream, and the document again.
// Never: its name.
import { open } from 'node:fs/promises'
import { pipeline, Readable } from 'node:stream'
import { createGunzip, crc32 } from 'node:zlib'
import { Pauses, type Rest } from './pauses.ts'
import { portionBytes, releasePortion, takePortion } from './portions.ts'
import type { WholeBody } from './whole-document.ts'

/** At the beginning stands the check of all that follows. */
const checkBytes = 4

export interface PackedFile {
  readonly path: string
  /** Bytes of the document. */
  readonly length: number
  /** Bytes of its gzip stream. */
  readonly gzipLength: number
}

export async function writePacked(path: string, body: WholeBody, rest: Rest): Promise<PackedFile> {
  const file = await open(path, 'w', 0o600)
  try {
    const pauses = new Pauses(rest)
    const sum = new Sum()
    for await (const piece of body.gzip()) {
      await file.write(piece, 0, piece.length, checkBytes + sum.length)
      sum.add(piece)
      releasePortion(piece)
      await pauses.here()
    }
    const check = Buffer.alloc(checkBytes)
    check.writeUInt32LE(sum.crc)
    await file.write(check, 0, checkBytes, 0)
    return { path, length: body.length, gzipLength: sum.length }
  } finally {
    await file.close()
  }
}

/** undefined: it is not whole. Throws where it cannot be read. */
export async function checkPacked(path: string, rest: Rest): Promise<PackedFile | undefined> {
  const pauses = new Pauses(rest)
  const sum = new Sum()
  let check: number | undefined
  for await (const piece of readPieces(path, 0)) {
    const isFirst = check === undefined
    check ??= piece.readUInt32LE(0)
    sum.add(isFirst ? piece.subarray(checkBytes) : piece)
    releasePortion(piece)
    await pauses.here()
  }
  const isWhole = check === sum.crc
  return isWhole ? { path, length: sum.plainLength, gzipLength: sum.length } : undefined
}

/** Nothing of it is held in memory: what is asked for often the system keeps. */
export function packedBody({ path, length, gzipLength }: PackedFile): WholeBody {
  const packed = () => readPieces(path, checkBytes)
  return { length, gzipLength, plain: () => unpacked(packed()), gzip: packed }
}

/** The next one is read while one is used. */
async function* readPieces(path: string, start: number): AsyncGenerator<Buffer> {
  const file = await open(path)
  let at = start
  const read = async () => {
    const portion = takePortion()
    const { bytesRead } = await file.read(portion, 0, portion.length, at)
    at += bytesRead
    if (bytesRead === 0) releasePortion(portion)
    return portion.subarray(0, bytesRead)
  }
  try {
    for (let piece = await read(); piece.length > 0; ) {
      const next = read()
      // Its failure counts when its turn comes, if somebody still reads.
      next.catch(() => undefined)
      yield piece
      piece = await next
    }
  } finally {
    await file.close()
  }
}

function unpacked(packed: AsyncIterable<Buffer>): Readable {
  // Whoever reads learns of a failure from the last stream.
  const unpacking = createGunzip({ chunkSize: portionBytes })
  return pipeline(Readable.from(packed), unpacking, () => undefined)
}

const trailerBytes = 4

/** Of a gzip stream, in pieces. */
class Sum {
  crc = 0
  length = 0
  #end = Buffer.alloc(0)

  add(piece: Buffer): void {
    this.crc = crc32(piece, this.crc)
    this.length += piece.length
    this.#end = Buffer.concat([this.#end, piece.subarray(-trailerBytes)]).subarray(-trailerBytes)
  }

  /** As the stream itself tells at its end, for texts under 4 GiB. */
  get plainLength(): number {
    return this.#end.length < trailerBytes ? 0 : this.#end.readUInt32LE(0)
  }
}
