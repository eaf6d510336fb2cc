// in: an identified request → out: the same with a seat, or 429. Never: a seat that is not given back.
import type { Identified, Seated } from '@binnacle/exchange'

/** When may a request go on? */
export interface Flow {
  takeSeat(request: Identified): Seated | Promise<Seated>
  /** Requests that hold a seat, for the metrics. */
  readonly seatsTaken: number
}
