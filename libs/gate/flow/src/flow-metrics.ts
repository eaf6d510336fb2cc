// in: levels and what was counted → out: Prometheus text by upstream's names. Never: a label of a client's.
import type { FlowController } from './flow-controller.ts'
import type { Level } from './level.ts'
import { type Durations, refusals, type SchemaCounts, waitBounds } from './schema-counts.ts'

const prefix = 'apiserver_flowcontrol_'

type LevelRow = readonly [name: string, help: string, value: (level: Level) => number]
type SchemaRow = readonly [
  kind: string,
  name: string,
  help: string,
  value: (counts: SchemaCounts) => number,
]

const ofLevels: readonly LevelRow[] = [
  ['nominal_limit_seats', 'Seats by the shares of the level.', (level) => level.nominal],
  ['lower_limit_seats', 'Seats that are never lent.', (level) => level.least],
  ['upper_limit_seats', 'Seats with all that may be borrowed.', (level) => level.most],
  ['current_limit_seats', 'Seats at present.', ({ queues }) => queues.limit],
  ['target_seats', 'Seats aimed at when they were shared last.', (level) => level.target],
  [
    'demand_seats_high_watermark',
    'Most seats wanted in the last period.',
    ({ queues }) => queues.demand.highWatermark,
  ],
  ['demand_seats_average', 'Mean of seats wanted.', ({ queues }) => queues.demand.average],
  ['demand_seats_stdev', 'Deviation of seats wanted.', ({ queues }) => queues.demand.deviation],
  ['demand_seats_smoothed', 'Seats wanted, smoothed.', ({ queues }) => queues.demand.smoothed],
]

const ofSchemas: readonly SchemaRow[] = [
  ['counter', 'dispatched_requests_total', 'Requests that got a seat.', (one) => one.dispatched],
  [
    'counter',
    'request_dispatch_no_accommodation_total',
    'Times that the next request did not fit.',
    (one) => one.noAccommodation,
  ],
  ['gauge', 'current_inqueue_requests', 'Requests that wait.', (one) => one.waiting],
  ['gauge', 'current_inqueue_seats', 'Seats that are waited for.', (one) => one.waitingSeats],
  ['gauge', 'current_executing_requests', 'Requests with a seat.', (one) => one.executing],
  ['gauge', 'current_executing_seats', 'Seats that are taken.', (one) => one.executingSeats],
]

export function flowMetrics(controller: FlowController): string {
  const lines: string[] = []
  const head = (kind: string, name: string, help: string) =>
    lines.push(`# HELP ${prefix}${name} ${help}`, `# TYPE ${prefix}${name} ${kind}`)
  head('gauge', 'seat_fair_frac', 'Part of its target that a level gets.')
  lines.push(`${prefix}seat_fair_frac ${controller.fairFraction}`)
  for (const [name, help, value] of ofLevels) {
    head('gauge', name, help)
    for (const level of controller.levels.values()) {
      lines.push(`${prefix}${name}{priority_level="${level.spec.name}"} ${value(level)}`)
    }
  }
  const counts = [...controller.counts]
  for (const [kind, name, help, value] of ofSchemas) {
    head(kind, name, help)
    for (const one of counts) lines.push(`${prefix}${name}{${labels(one)}} ${value(one)}`)
  }
  head('counter', 'rejected_requests_total', 'Requests that were refused.')
  for (const one of counts) {
    for (const reason of refusals) {
      if (one.refused[reason] === 0) continue
      const of = `${labels(one)},reason="${reason}"`
      lines.push(`${prefix}rejected_requests_total{${of}} ${one.refused[reason]}`)
    }
  }
  head('histogram', 'request_wait_duration_seconds', 'Time in a queue.')
  for (const one of counts) {
    for (const [execute, durations] of [
      ['true', one.waited],
      ['false', one.waitedInVain],
    ] as const) {
      const of = `${labels(one)},execute="${execute}"`
      histogram(lines, 'request_wait_duration_seconds', of, durations)
    }
  }
  head('histogram', 'request_execution_seconds', 'Time with a seat.')
  for (const one of counts) {
    histogram(lines, 'request_execution_seconds', `${labels(one)},type="regular"`, one.performed)
  }
  return `${lines.join('\n')}\n`
}

function labels({ level, schema }: SchemaCounts): string {
  return `priority_level="${level}",flow_schema="${schema}"`
}

function histogram(lines: string[], name: string, of: string, { counts, sum }: Durations): void {
  let below = 0
  waitBounds.forEach((bound, index) => {
    below += counts[index] as number
    lines.push(`${prefix}${name}_bucket{${of},le="${bound}"} ${below}`)
  })
  below += counts[waitBounds.length] as number
  if (below === 0) {
    lines.length -= waitBounds.length
    return
  }
  lines.push(
    `${prefix}${name}_bucket{${of},le="+Inf"} ${below}`,
    `${prefix}${name}_sum{${of}} ${sum}`,
    `${prefix}${name}_count{${of}} ${below}`,
  )
}
