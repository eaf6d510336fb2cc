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
