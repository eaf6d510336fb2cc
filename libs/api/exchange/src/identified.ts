// in: nothing → out: a request whose caller is known.
import type { Routed } from './routed.ts'

export interface User {
  readonly name: string
  readonly uid: string
  readonly groups: readonly string[]
  readonly extra: Readonly<Record<string, readonly string[]>>
}

export interface Identified extends Routed {
  /** The acting user, after impersonation. */
  readonly user: User
  /** The user behind an impersonation. */
  readonly impersonator?: User
}
