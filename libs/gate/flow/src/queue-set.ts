// in: tickets of one level → out: who sits, who waits, who is refused: fair queuing by virtual time.
// Never: a clock or timer of its own while nobody waits.
import type { Queuing } from './level-spec.ts'
import type { Refusal } from './schema-counts.ts'
import { SeatDemand } from './seat-demand.ts'
import { estimatedMs, type FlowQueue, type Ticket, type TicketOffice } from './ticket.ts'

export type Entry = 'seated' | 'waiting' | Refusal

export class QueueSet implements TicketOffice {
  readonly demand: SeatDemand
  readonly seated = new Set<Ticket>()
  /** Seats that are kept to the end of the loop's turn: see strain. */
  turnwise = false
  seatsTaken = 0
  seatsWaiting = 0
  executing = 0
  waiting = 0
  dispatched = 0
  readonly refused = { full: 0, late: 0 }
  queues: FlowQueue[] = []
  #exempt: boolean
  #queuing: Queuing | undefined
  #limit = 0
  #virtual = 0
  #lastMs: number
  #robin = 0
  #enqueues = 0
  #active = 0
  #leaving: Ticket[] = []

  constructor(exempt: boolean, nowMs: number) {
    this.#exempt = exempt
    this.#lastMs = nowMs
    this.demand = new SeatDemand(nowMs)
  }

  get limit(): number {
    return this.#limit
  }

  get isIdle(): boolean {
    return this.executing === 0 && this.waiting === 0
  }

  /** Waiting requests keep their queue when there are fewer; nobody new is dealt it. */
  configure(exempt: boolean, queuing: Queuing | undefined, limit: number): void {
    this.#sync(performance.now())
    this.#exempt = exempt
    this.#queuing = queuing
    this.#limit = limit
    const wanted = queuing?.queues ?? 0
    while (this.queues.length < wanted) {
      this.queues.push({ waiting: [], waitingWork: 0, executing: 0, seats: 0, nextStart: 0 })
    }
    this.#trim()
    this.#dispatch(this.#lastMs)
  }

  enter(ticket: Ticket, hand: readonly number[] | undefined): Entry {
    const nowMs = performance.now()
    this.#sync(nowMs)
    ticket.arrivedMs = nowMs
    ticket.arrivedVirtual = this.#virtual
    if (this.#queuing === undefined || hand === undefined) {
      if (!this.#fits(ticket.seats)) return this.#refuse(ticket, 'concurrency-limit')
      this.#seat(ticket, nowMs)
      return 'seated'
    }
    const queue = this.#choose(hand)
    ticket.queue = queue
    if (queue.waiting.length === 0 && queue.executing === 0) queue.nextStart = this.#virtual
    if (this.waiting === 0 && this.seatsTaken < this.#limit && this.#fits(ticket.seats)) {
      this.#seat(ticket, nowMs)
      return 'seated'
    }
    const isFull = queue.waiting.length >= this.#queuing.queueLengthLimit
    if (isFull && this.seatsTaken >= this.#limit) return this.#refuse(ticket, 'queue-full')
    this.#enqueue(ticket, queue)
    this.#dispatch(nowMs)
    return (ticket.state as string) === 'seated' ? 'seated' : 'waiting'
  }

  /** Who waited too long, or whose client went. */
  giveUp(ticket: Ticket, why: Refusal): void {
    const { queue } = ticket
    if (ticket.state !== 'waiting' || queue === undefined) return
    this.#sync(performance.now())
    this.#dequeue(ticket, queue, queue.waiting.indexOf(ticket))
    ticket.state = 'left'
    this.#settle(queue)
    this.#bound(queue)
    this.#refuse(ticket, why)
    this.#note()
  }

  leave(ticket: Ticket): void {
    if (!this.turnwise) {
      this.#finish(ticket, performance.now())
      return
    }
    if (this.#leaving.push(ticket) === 1) setImmediate(this.#endTurn)
  }

  readonly #endTurn = (): void => {
    const leaving = this.#leaving
    this.#leaving = []
    const nowMs = performance.now()
    for (const ticket of leaving) this.#finish(ticket, nowMs)
  }

  #finish(ticket: Ticket, nowMs: number): void {
    this.#sync(nowMs)
    const { queue, counts } = ticket
    const lasted = nowMs - ticket.startedMs
    this.executing--
    this.seated.delete(ticket)
    counts.executing--
    counts.performed.note(lasted / 1000)
    if (queue !== undefined) {
      queue.executing--
      queue.nextStart -= ticket.initialSeats * (estimatedMs - lasted)
      this.#settle(queue)
      this.#bound(queue)
    }
    if (ticket.finalMs > 0) {
      setTimeout(this.#release, ticket.finalMs, ticket).unref()
      return
    }
    this.#release(ticket)
  }

  readonly #release = (ticket: Ticket): void => {
    const nowMs = performance.now()
    this.#sync(nowMs)
    this.seatsTaken -= ticket.seats
    ticket.counts.executingSeats -= ticket.seats
    if (ticket.queue !== undefined) ticket.queue.seats -= ticket.seats
    this.#note()
    if (this.waiting > 0) this.#dispatch(nowMs)
    this.#trim()
  }

  #refuse(ticket: Ticket, why: Refusal): Refusal {
    const waitedSeconds = (this.#lastMs - ticket.arrivedMs) / 1000
    ticket.counts.refused[why]++
    ticket.counts.waitedInVain.note(waitedSeconds)
    this.refused[why === 'time-out' || why === 'cancelled' ? 'late' : 'full']++
    return why
  }

  /** Virtual time: the seat-milliseconds that each queue with requests was given so far. */
  #sync(nowMs: number): void {
    if (this.#active > 0) {
      const inUse = Math.min(this.seatsTaken + this.seatsWaiting, this.#limit)
      this.#virtual += (inUse / this.#active) * (nowMs - this.#lastMs)
    }
    this.#lastMs = nowMs
  }

  #note(): void {
    this.demand.set(this.seatsTaken + this.seatsWaiting, this.#lastMs)
  }

  #fits(seats: number): boolean {
    if (this.#exempt) return true
    // Who asks for more than there is gets it when he is alone.
    if (seats > this.#limit) return this.executing === 0
    return this.seatsTaken + seats <= this.#limit
  }

  /** Of the queues that the flow was dealt, the one with the least work before it. */
  #choose(hand: readonly number[]): FlowQueue {
    const offset = this.#enqueues++ % hand.length
    let best: FlowQueue | undefined
    for (let step = 0; step < hand.length; step++) {
      const queue = this.queues[hand[(offset + step) % hand.length] as number] as FlowQueue
      if (best === undefined || queue.waitingWork < best.waitingWork) best = queue
      if (best.waitingWork === 0) break
    }
    return best as FlowQueue
  }

  #enqueue(ticket: Ticket, queue: FlowQueue): void {
    if (queue.waiting.length === 0 && queue.executing === 0) this.#active++
    queue.waiting.push(ticket)
    queue.waitingWork += ticket.work
    ticket.state = 'waiting'
    this.waiting++
    this.seatsWaiting += ticket.seats
    ticket.counts.waiting++
    ticket.counts.waitingSeats += ticket.seats
    this.#bound(queue)
    this.#note()
  }

  #dequeue(ticket: Ticket, queue: FlowQueue, index: number): void {
    queue.waiting.splice(index, 1)
    queue.waitingWork = queue.waiting.length === 0 ? 0 : queue.waitingWork - ticket.work
    this.waiting--
    this.seatsWaiting -= ticket.seats
    ticket.counts.waiting--
    ticket.counts.waitingSeats -= ticket.seats
  }

  #seat(ticket: Ticket, nowMs: number): void {
    const { queue, counts } = ticket
    if (queue !== undefined) {
      if (queue.waiting.length === 0 && queue.executing === 0 && ticket.state === 'new') {
        this.#active++
      }
      queue.executing++
      queue.seats += ticket.seats
      queue.nextStart += ticket.work
    }
    ticket.state = 'seated'
    ticket.startedMs = nowMs
    this.executing++
    this.seated.add(ticket)
    this.dispatched++
    this.seatsTaken += ticket.seats
    counts.executing++
    counts.dispatched++
    counts.executingSeats += ticket.seats
    counts.waited.note((nowMs - ticket.arrivedMs) / 1000)
    this.#note()
  }

  /** A queue that is empty takes no part in the division of time. */
  #settle(queue: FlowQueue): void {
    if (queue.waiting.length === 0 && queue.executing === 0) this.#active--
  }

  /** Nobody starts, in virtual time, before he came: an idle flow saves nothing up. */
  #bound(queue: FlowQueue): void {
    const oldest = queue.waiting[0]
    if (oldest === undefined) return
    if (queue.nextStart < oldest.arrivedVirtual) queue.nextStart = oldest.arrivedVirtual
  }

  #dispatch(nowMs: number): void {
    while (this.waiting > 0 && this.seatsTaken < this.#limit) {
      const index = this.#earliest()
      const queue = this.queues[index] as FlowQueue
      const ticket = queue.waiting[0] as Ticket
      if (!this.#fits(ticket.seats)) {
        ticket.counts.noAccommodation++
        return
      }
      this.#dequeue(ticket, queue, 0)
      this.#robin = index
      this.#seat(ticket, nowMs)
      this.#bound(queue)
      ticket.onSeated?.()
    }
  }

  /** The queue whose oldest request would be done first; after the last one that had its turn. */
  #earliest(): number {
    let best = -1
    let bestEnd = Number.POSITIVE_INFINITY
    const count = this.queues.length
    for (let step = 1; step <= count; step++) {
      const index = (this.#robin + step) % count
      const queue = this.queues[index] as FlowQueue
      const oldest = queue.waiting[0]
      if (oldest === undefined) continue
      const end = queue.nextStart + oldest.work
      if (end < bestEnd) {
        bestEnd = end
        best = index
      }
    }
    return best
  }

  #trim(): void {
    const wanted = this.#queuing?.queues ?? 0
    while (this.queues.length > wanted) {
      const last = this.queues.at(-1) as FlowQueue
      if (last.waiting.length > 0 || last.executing > 0) return
      this.queues.pop()
    }
  }
}
