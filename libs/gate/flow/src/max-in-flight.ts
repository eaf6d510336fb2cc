// in: an identified request → out: the same with a seat, or 429. Never: a seat that is not given back.
import type { Identified, RequestInfo, Seat, Seated } from '@binnacle/exchange'
import type { Flow } from './flow.ts'
import { tooMany } from './too-many.ts'

export interface InFlightLimits {
  /** Reads at the same time; 0: no limit. Upstream's --max-requests-inflight. */
  readonly readsMax: number
  /** Writes at the same time; 0: no limit. Upstream's --max-mutating-requests-inflight. */
  readonly writesMax: number
  /** Requests that last as long as their client likes take no seat. */
  isLongRunning(info: RequestInfo): boolean
}

const noLimit: InFlightLimits = { readsMax: 0, writesMax: 0, isLongRunning: () => false }
const reads = new Set(['get', 'list', 'watch'])
const noSeat: Seat = { leave: () => {} }

/** The priority level of superusers, who must get in to repair a server that is full. */
const exemptGroup = 'system:masters'

export function maxInFlight(settings: InFlightLimits = noLimit): Flow {
  const taken = { reads: 0, writes: 0 }

  function seatIn(kind: 'reads' | 'writes'): Seat {
    taken[kind]++
    let left = false
    return {
      leave() {
        if (left) return
        left = true
        taken[kind]--
      },
    }
  }

  return {
    takeSeat(request) {
      const { info, user } = request
      if (settings.isLongRunning(info) || isProbe(info)) return sit(request, noSeat)
      const kind = reads.has(info.verb) ? 'reads' : 'writes'
      const max = kind === 'reads' ? settings.readsMax : settings.writesMax
      const full = max > 0 && taken[kind] >= max
      if (full && !user.groups.includes(exemptGroup)) throw tooMany(1)
      return sit(request, seatIn(kind))
    },
    get seatsTaken() {
      return taken.reads + taken.writes
    },
  }
}

function sit(request: Identified, seat: Seat): Seated {
  return Object.assign(request, { seat })
}

/** Who asks whether the server is alive must not be told that it is busy. */
function isProbe({ path, isResourceRequest }: RequestInfo): boolean {
  return !isResourceRequest && (path === '/healthz' || path === '/livez' || path === '/readyz')
}
