// in: a bearer token → out: a key for maps that does not give it away. Never: the token again.
import { hash, randomBytes } from 'node:crypto'

const secret = randomBytes(32).toString('hex')

/** Keyed with a secret of this process: nobody can aim for collisions, and heap dumps hold no tokens. */
export function tokenDigest(token: string): string {
  return hash('sha256', `${secret}${token}${secret}`, 'base64')
}
