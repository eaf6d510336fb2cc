// in: nothing → out: where a request's body comes from, whatever the protocol. Never: bounds.
import type { Readable } from 'node:stream'

/** Told of pieces, then once of how it ended. */
export interface BodyListener {
  take(piece: Uint8Array): void
  end(): void
  /** The client went before the end. */
  gone(): void
}

export interface BodySource {
  /** What came before is told first. */
  listen(listener: BodyListener): void
  /** Nobody is told any more, and nothing more is read. */
  unlisten(): void
}

/** Of a Readable of Node. */
export function readableSource(source: Readable): BodySource {
  let stop = (): void => undefined
  return {
    listen({ take, end, gone }) {
      stop = () => {
        source.removeListener('data', take)
        source.removeListener('end', end)
        source.removeListener('close', gone)
        source.removeListener('error', gone)
      }
      source.on('data', take)
      source.on('end', end)
      source.on('close', gone)
      source.on('error', gone)
      if (source.readableEnded) end()
      else if (source.destroyed) gone()
    },
    unlisten() {
      stop()
      source.pause()
    },
  }
}
