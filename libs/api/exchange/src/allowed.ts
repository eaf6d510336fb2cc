// in: nothing → out: a request that may go on.
import type { Identified } from './identified.ts'
import type { HeaderList } from './reply.ts'

/** A place in the flow control; left when the request ends. */
export interface Seat {
  leave(): void
}

export interface Seated extends Identified {
  readonly seat: Seat
  /** What every reply to it says of how flow control took it; refusals too. */
  readonly flowHeaders?: HeaderList
}

export interface Allowed extends Seated {
  /** Why, for the audit record: the authorizer's words. */
  readonly allowedBecause: string
}
