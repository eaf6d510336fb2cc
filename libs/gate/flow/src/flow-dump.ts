// in: levels with their queues → out: upstream's tables of them, as text. Never: what a request holds.
import type { FlowController } from './flow-controller.ts'
import type { Ticket } from './ticket.ts'

type Row = readonly (string | number | boolean)[]

const levelHead = [
  'PriorityLevelName',
  'ActiveQueues',
  'IsIdle',
  'IsQuiescing',
  'WaitingRequests',
  'ExecutingRequests',
  'DispatchedRequests',
  'RejectedRequests',
  'TimedoutRequests',
  'CancelledRequests',
]
const queueHead = [
  'PriorityLevelName',
  'Index',
  'PendingRequests',
  'ExecutingRequests',
  'SeatsInUse',
  'NextDispatchR',
  'InitialSeatsSum',
  'MaxSeatsSum',
  'TotalWorkSum',
]

export function dumpLevels({ levels }: FlowController): string {
  const rows = [...levels].sort(([a], [b]) => (a < b ? -1 : 1))
  return table(
    levelHead,
    rows.map(([name, { queues, quiescing }]) => [
      name,
      queues.queues.filter(({ waiting }) => waiting.length > 0).length,
      queues.isIdle,
      quiescing,
      queues.waiting,
      queues.executing,
      queues.dispatched,
      queues.refused.full + queues.refused.late,
      0,
      queues.refused.late,
    ]),
  )
}

export function dumpQueues({ levels }: FlowController): string {
  const rows: Row[] = []
  for (const [name, { queues }] of levels) {
    queues.queues.forEach((queue, index) => {
      const { waiting, waitingWork, executing, seats, nextStart } = queue
      const sum = (of: (ticket: Ticket) => number) =>
        waiting.reduce((total, ticket) => total + of(ticket), 0)
      rows.push([
        name,
        index,
        waiting.length,
        executing,
        seats,
        seatSeconds(nextStart),
        sum(({ initialSeats }) => initialSeats),
        sum((ticket) => ticket.seats),
        seatSeconds(waitingWork),
      ])
    })
  }
  return table(queueHead, rows)
}

const requestHead = [
  'PriorityLevelName',
  'FlowSchemaName',
  'QueueIndex',
  'RequestIndexInQueue',
  'FlowDistingsher',
  'ArriveTime',
  'InitialSeats',
  'FinalSeats',
  'AdditionalLatency',
  'StartTime',
]
const detailHead = [
  'UserName',
  'Verb',
  'APIPath',
  'Namespace',
  'Name',
  'APIVersion',
  'Resource',
  'SubResource',
]

/** -1: not in a queue, or not waiting in it. */
export function dumpRequests({ levels }: FlowController, withDetails: boolean): string {
  const rows: Row[] = []
  for (const [name, { queues }] of levels) {
    const add = (ticket: Ticket, queue: number, place: number) => {
      const row = requestRow(name, ticket, queue, place)
      rows.push(withDetails ? [...row, ...details(ticket)] : row)
    }
    queues.queues.forEach(({ waiting }, index) => {
      waiting.forEach((ticket, place) => {
        add(ticket, index, place)
      })
    })
    for (const ticket of queues.seated) {
      add(ticket, ticket.queue ? queues.queues.indexOf(ticket.queue) : -1, -1)
    }
  }
  return table(withDetails ? [...requestHead, ...detailHead] : requestHead, rows)
}

function requestRow(level: string, ticket: Ticket, queue: number, place: number): Row {
  const started = ticket.state === 'seated' ? instant(ticket.startedMs) : '0001-01-01T00:00:00Z'
  return [
    level,
    ticket.counts.schema,
    queue,
    place,
    ticket.flow,
    instant(ticket.arrivedMs),
    ticket.initialSeats,
    ticket.finalSeats,
    ticket.finalMs === 0 ? '0s' : `${ticket.finalMs}ms`,
    started,
  ]
}

function details({ request: { info, user } }: Ticket): Row {
  const { group, version } = info
  return [
    user.name,
    info.verb,
    info.path,
    info.namespace,
    info.name,
    group === '' ? version : `${group}/${version}`,
    info.resource,
    info.subresource,
  ]
}

/** RFC 3339, without zeros at the end of the fraction. */
function instant(loopMs: number): string {
  return new Date(performance.timeOrigin + loopMs).toISOString().replace(/\.?0*Z$/, 'Z')
}

function seatSeconds(seatMs: number): string {
  return `${(seatMs / 1000).toFixed(8)}ss`
}

const cellMin = 8

/** Each cell but a row's last is as wide as its column's widest, comma and a space included. */
function table(head: Row, rows: readonly Row[]): string {
  const cells = [head, ...rows].map((row) =>
    row.map((cell, index) => (index < row.length - 1 ? `${cell},` : String(cell))),
  )
  const widths = head.map((_cell, index) =>
    Math.max(cellMin, ...cells.map((row) => (row[index] as string).length + 1)),
  )
  return cells
    .map((row) => {
      const padded = row.map((cell, index) =>
        index < row.length - 1 ? cell.padEnd(widths[index] as number) : cell,
      )
      return `${padded.join('')}\n`
    })
    .join('')
}
