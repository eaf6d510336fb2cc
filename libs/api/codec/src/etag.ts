// in: a document's bytes → out: its entity tag, and whether a client has it already.
import { createHash } from 'node:crypto'

/** Quoted, upper-case SHA-512 as the reference writes it for discovery and OpenAPI. */
export function etagOf(body: Uint8Array | string): string {
  return `"${createHash('sha512').update(body).digest('hex').toUpperCase()}"`
}

export function hasAlready(etag: string, ifNoneMatch: string | undefined): boolean {
  if (!ifNoneMatch) return false
  const wanted = etag.replace(/^W\//, '')
  return ifNoneMatch
    .split(',')
    .map((each) => each.trim().replace(/^W\//, ''))
    .some((each) => each === '*' || each === wanted)
}
