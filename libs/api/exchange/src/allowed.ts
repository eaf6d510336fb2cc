// in: nothing → out: a request that may go on.
import type { Identified } from './identified.ts'

/** A place in the flow control; left when the request ends. */
export interface Seat {
  leave(): void
}

export interface Seated extends Identified {
  readonly seat: Seat
}

export interface Allowed extends Seated {
  /** Why, for the audit record: the authorizer's words. */
  readonly allowedBecause: string
}
