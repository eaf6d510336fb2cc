// in: pieces of a long text → out: them in portions of one size, whose memory is used again.
// Never: what is in them.

/** Each write to a socket or a file has its price. */
export const portionBytes = 512 * 1024
const freeMax = 4

const ours = new WeakSet<ArrayBufferLike>()
/**
 * There from the start, though the system gives no memory for them before their first use: on a
 * large heap V8 marks for milliseconds whenever it is asked for memory outside of it.
 */
const free: Buffer[] = Array.from({ length: freeMax }, fresh)

function fresh(): Buffer {
  const portion = Buffer.allocUnsafeSlow(portionBytes)
  ours.add(portion.buffer)
  return portion
}

export function takePortion(): Buffer {
  return free.pop() ?? fresh()
}

/** Nobody reads the portion any more; to be called once at most. Anything else is left alone. */
export function releasePortion({ buffer }: Uint8Array): void {
  if (ours.has(buffer) && free.length < freeMax) free.push(Buffer.from(buffer as ArrayBuffer))
}

export function* inPortions(pieces: Iterable<Buffer>): Generator<Buffer> {
  let portion = takePortion()
  let filled = 0
  for (const piece of pieces) {
    for (let from = 0; from < piece.length; ) {
      const copied = piece.copy(portion, filled, from)
      from += copied
      filled += copied
      if (filled < portion.length) continue
      yield portion
      portion = takePortion()
      filled = 0
    }
  }
  if (filled > 0) yield portion.subarray(0, filled)
  else releasePortion(portion)
}
