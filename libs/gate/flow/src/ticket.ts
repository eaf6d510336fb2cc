// in: nothing → out: one request's way through a level. Never: seats given back twice.
import type { Identified, Seat } from '@binnacle/exchange'
import type { SchemaCounts } from './schema-counts.ts'
import type { Work } from './work.ts'

/** What a level does with tickets. */
export interface TicketOffice {
  leave(ticket: Ticket): void
}

/** A queue of a level: requests of the flows that were dealt it. */
export interface FlowQueue {
  /** Oldest first. */
  readonly waiting: Ticket[]
  waitingWork: number
  executing: number
  seats: number
  /** Virtual time at which its oldest request would start, in seat-milliseconds. */
  nextStart: number
}

export interface TicketHolder {
  readonly counts: SchemaCounts
  readonly request: Identified
  readonly flow: string
}

export class Ticket implements Seat {
  readonly office: TicketOffice
  readonly counts: SchemaCounts
  readonly request: Identified
  /** What tells its flow from others of the schema. */
  readonly flow: string
  readonly seats: number
  readonly finalSeats: number
  initialSeats: number
  finalMs: number
  /** Seat-milliseconds that it is expected to take. */
  work: number
  queue: FlowQueue | undefined
  arrivedMs = 0
  arrivedVirtual = 0
  startedMs = 0
  state: 'new' | 'waiting' | 'seated' | 'left' = 'new'
  /** Set by who waits. */
  onSeated: (() => void) | undefined

  constructor(office: TicketOffice, whose: TicketHolder, work: Work) {
    this.office = office
    this.counts = whose.counts
    this.request = whose.request
    this.flow = whose.flow
    this.finalSeats = work.finalSeats
    this.seats = Math.max(work.initialSeats, work.finalSeats)
    this.initialSeats = work.initialSeats
    this.finalMs = work.finalMs
    this.work = work.initialSeats * estimatedMs + work.finalSeats * work.finalMs
  }

  leave(): void {
    if (this.state !== 'seated') return
    this.state = 'left'
    this.office.leave(this)
  }
}

/** How long a request is taken to last until it is known. */
export const estimatedMs = 3
