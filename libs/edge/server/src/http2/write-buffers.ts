// in: pieces of bytes → out: them in one buffer, which is used again when it was written. Never: a write.

/** Sizes in use, and how many of each are kept when nobody needs them. */
const sizes = [
  { bytes: 16 * 1024, keptMax: 256 },
  { bytes: 64 * 1024, keptMax: 64 },
  { bytes: 128 * 1024, keptMax: 64 },
  { bytes: 320 * 1024, keptMax: 16 },
] as const

/** On a large heap V8 marks for milliseconds when asked for more: some are there from the start. */
const atStart = 4
const kept = sizes.map(({ bytes }) =>
  Array.from({ length: atStart }, () => Buffer.allocUnsafeSlow(bytes)),
)

export interface Joined {
  readonly bytes: Uint8Array
  /** To be called when nobody reads `bytes` any more, and at most once. */
  release(): void
}

const nothingToRelease = (): void => undefined

/** Fresh buffers would be garbage off the heap, which waits long for its collection. */
export function joinPieces(pieces: readonly Uint8Array[], length: number): Joined {
  if (pieces.length === 1) return { bytes: pieces[0] as Uint8Array, release: nothingToRelease }
  const at = sizes.findIndex(({ bytes }) => length <= bytes)
  const size = sizes[at]
  const free = kept[at]
  if (size === undefined || free === undefined) {
    return { bytes: Buffer.concat(pieces, length), release: nothingToRelease }
  }
  const buffer = free.pop() ?? Buffer.allocUnsafeSlow(size.bytes)
  let to = 0
  for (const piece of pieces) {
    buffer.set(piece, to)
    to += piece.length
  }
  const release = () => {
    if (free.length < size.keptMax) free.push(buffer)
  }
  return { bytes: buffer.subarray(0, length), release }
}
