// in: an identified request → out: the same with a seat. Never yet: a refusal; everybody gets a seat at once.
import type { Identified, Seat, Seated } from '@binnacle/exchange'

/** When may a request go on? Priority and fairness will answer; today a seat is only counted. */
export interface Flow {
  takeSeat(request: Identified): Promise<Seated>
  /** Requests that hold a seat, for the metrics. */
  readonly seatsTaken: number
}

export function createFlow(): Flow {
  let taken = 0
  return {
    async takeSeat(request) {
      taken++
      let left = false
      const seat: Seat = {
        leave() {
          if (left) return
          left = true
          taken--
        },
      }
      return Object.assign(request, { seat })
    },
    get seatsTaken() {
      return taken
    },
  }
}
