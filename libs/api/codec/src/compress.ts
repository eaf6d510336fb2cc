// in: a body and what the client takes → out: the body, smaller where that pays. Never: streams.
import { gzipSync } from 'node:zlib'

export const gzipFromBytes = 128 * 1024

export interface Compressed {
  readonly body: Uint8Array | string
  readonly headers: readonly (readonly [string, string])[]
}

/** Gzip at the reference's level above its size; the answer depends on Accept-Encoding either way. */
export function compress(
  body: Uint8Array | string,
  acceptEncoding: string | undefined,
  fromBytes = gzipFromBytes,
): Compressed {
  if (!takesGzip(acceptEncoding) || body.length <= fromBytes) return { body, headers: [] }
  return {
    body: gzipSync(body, { level: 1 }),
    headers: [
      ['Content-Encoding', 'gzip'],
      ['Vary', 'Accept-Encoding'],
    ],
  }
}

export function takesGzip(acceptEncoding: string | undefined): boolean {
  if (!acceptEncoding) return false
  return acceptEncoding.split(',').some((part) => (part.split(';')[0] ?? '').trim() === 'gzip')
}
