// in: nothing → out: what is counted for each pair of level and schema. Never: a label of a client's.
export const refusals = ['queue-full', 'concurrency-limit', 'time-out', 'cancelled'] as const
export type Refusal = (typeof refusals)[number]

/** Bounds of upstream's histograms of seconds. */
export const waitBounds = [0, 0.005, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30]

export class Durations {
  readonly counts = new Float64Array(waitBounds.length + 1)
  sum = 0

  note(seconds: number): void {
    let bucket = 0
    while (bucket < waitBounds.length && seconds > (waitBounds[bucket] as number)) bucket++
    this.counts[bucket] = (this.counts[bucket] as number) + 1
    this.sum += seconds
  }
}

export class SchemaCounts {
  readonly level: string
  readonly schema: string
  dispatched = 0
  waiting = 0
  waitingSeats = 0
  executing = 0
  executingSeats = 0
  noAccommodation = 0
  readonly refused: Record<Refusal, number> = {
    'queue-full': 0,
    'concurrency-limit': 0,
    'time-out': 0,
    cancelled: 0,
  }
  readonly waited = new Durations()
  readonly waitedInVain = new Durations()
  readonly performed = new Durations()

  constructor(level: string, schema: string) {
    this.level = level
    this.schema = schema
  }
}
