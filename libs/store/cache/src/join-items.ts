// in: the items of a list → out: their JSON with commas between, in pieces of memory ready to be
// sent.
// Never: parsing.
import type { CachedItems } from './cached-items.ts'
import type { CachedObject } from './cached-object.ts'
import { limits } from './limits.ts'

const comma = 0x2c
const openBrace = 0x7b

/** Bytes one item takes. `bare`: without kind and apiVersion, as in a typed list. */
export function itemLength(object: CachedObject, bare: boolean): number {
  return bare && object.bodyAt > 0 ? object.length - object.bodyAt + 1 : object.length
}

/** Writes one item at `at`; returns where it ends. */
export function writeItem(object: CachedObject, bare: boolean, out: Buffer, at: number): number {
  const { slab, offset, length, bodyAt } = object
  if (!bare || bodyAt === 0) return at + slab.buffer.copy(out, at, offset, offset + length)
  out[at] = openBrace
  return at + 1 + slab.buffer.copy(out, at + 1, offset + bodyAt, offset + length)
}

/** Memory of pieces that were sent. New memory costs more than what is written into it. */
const free: Buffer[] = []

function pieceOf(bytes: number): Buffer {
  if (bytes > limits.joinBytes) return Buffer.allocUnsafeSlow(bytes)
  return free.pop() ?? Buffer.allocUnsafeSlow(limits.joinBytes)
}

/** Nobody may look at this piece any more. */
export function recyclePiece(piece: Uint8Array): void {
  const { buffer } = piece
  if (buffer.byteLength !== limits.joinBytes || free.length >= limits.freePiecesMax) return
  free.push(Buffer.from(buffer as ArrayBuffer))
}

/** The items between the brackets of a list. No piece is used again before it is recycled. */
export function* joinItems(items: CachedItems, bare: boolean): Generator<Buffer> {
  let out = pieceOf(limits.joinBytes)
  let used = 0
  let first = true
  for (const object of items) {
    object.assertReadable()
    const length = itemLength(object, bare) + 1
    if (used + length > out.length) {
      if (used > 0) yield out.subarray(0, used)
      out = pieceOf(length)
      used = 0
    }
    if (!first) out[used++] = comma
    first = false
    used = writeItem(object, bare, out, used)
  }
  if (used > 0) yield out.subarray(0, used)
}
