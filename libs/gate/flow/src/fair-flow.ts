// in: identified requests, and the flow objects as they change → out: seats by priority and fairness, or 429.
// Never: a promise or timer for who finds a seat at once.
import type { Identified, RequestInfo, Seat, Seated } from '@binnacle/exchange'
import type { KubeObject } from '@binnacle/meta'
import { estimateWork, type ResourceFacts } from './estimate-work.ts'
import type { Flow } from './flow.ts'
import { FlowController } from './flow-controller.ts'
import { dumpLevels, dumpQueues, dumpRequests } from './flow-dump.ts'
import { flowMetrics } from './flow-metrics.ts'
import type { Level } from './level.ts'
import { RefusalPace } from './refusal-pace.ts'
import { watchStrain } from './strain.ts'
import { Ticket } from './ticket.ts'
import { tooMany } from './too-many.ts'

export interface FairFlowSettings {
  /** Upstream's --max-requests-inflight and --max-mutating-requests-inflight together. */
  readonly seats: number
  readonly facts: ResourceFacts
  /** Watches take a seat until they are open; others that last take none. */
  isLongRunning(info: RequestInfo): boolean
  /** How long a request may wait from its arrival. Throws ApiError BadRequest. */
  waitMs(request: Identified): number
}

export interface FairFlow extends Flow {
  /** All objects that are stored now. */
  reload(schemas: readonly KubeObject[], levels: readonly KubeObject[]): void
  readonly controller: FlowController
  /** Tables for people, by the last part of their path. */
  readonly dumps: Readonly<Record<string, (query: URLSearchParams) => string>>
  /** Prometheus text. */
  metrics(): string
  stop(): void
}

const borrowMs = 10_000
const noSeat: Seat = { leave: () => {} }

export function createFairFlow(settings: FairFlowSettings): FairFlow {
  const controller = new FlowController(settings.seats)
  const borrowing = setInterval(() => controller.borrow(), borrowMs).unref()
  const strain = watchStrain((part) => controller.strain(part))
  const pace = new RefusalPace()
  return {
    controller,
    reload: (schemas, levels) => controller.reload(schemas, levels),
    dumps: {
      dump_priority_levels: () => dumpLevels(controller),
      dump_queues: () => dumpQueues(controller),
      dump_requests: (query) =>
        dumpRequests(controller, query.get('includeRequestDetails') !== null),
    },
    metrics: () => flowMetrics(controller),
    takeSeat: (request) => takeSeat(request, { controller, settings, pace }),
    get seatsTaken() {
      let taken = 0
      for (const { queues } of controller.levels.values()) taken += queues.seatsTaken
      return taken
    },
    stop() {
      clearInterval(borrowing)
      strain.stop()
      pace.stop()
    },
  }
}

interface Parts {
  readonly controller: FlowController
  readonly settings: FairFlowSettings
  readonly pace: RefusalPace
}

function takeSeat(
  request: Identified,
  { controller, settings, pace }: Parts,
): Seated | Promise<Seated> {
  const { info } = request
  if (info.verb !== 'watch' && settings.isLongRunning(info)) return sit(request, noSeat)
  const { level, counts, headers, hand, flow } = controller.classify(request)
  ;(request as { flowHeaders?: typeof headers }).flowHeaders = headers
  const work = estimateWork(request, settings.facts, level.requestSeatsMax)
  const ticket = new Ticket(level.queues, { counts, request, flow }, work)
  const entry = level.queues.enter(ticket, hand)
  if (entry === 'seated') return sit(request, ticket)
  if (entry !== 'waiting') {
    const turn = pace.turn()
    if (turn === undefined) throw refusal(level)
    return turn.then(() => {
      throw refusal(level)
    })
  }
  return wait(request, ticket, level, { settings, pace })
}

/** Resolves with the seat; refuses when that lasts too long or the client is gone. */
function wait(
  request: Identified,
  ticket: Ticket,
  level: Level,
  { settings, pace }: Pick<Parts, 'settings' | 'pace'>,
): Promise<Seated> {
  return new Promise((resolve, reject) => {
    const giveUp = (why: 'time-out' | 'cancelled') => {
      if (ticket.state !== 'waiting') return
      done()
      level.queues.giveUp(ticket, why)
      // Where queues are served too slowly, most refusals are of those who waited in vain.
      const turn = why === 'time-out' ? pace.turn() : undefined
      if (turn === undefined) reject(refusal(level))
      else turn.then(() => reject(refusal(level)))
    }
    const gone = () => giveUp('cancelled')
    const left = request.receivedAtMs + settings.waitMs(request) - performance.now()
    const timer = setTimeout(giveUp, Math.max(0, left), 'time-out')
    const done = () => {
      clearTimeout(timer)
      request.signal.removeEventListener('abort', gone)
    }
    ticket.onSeated = () => {
      done()
      resolve(sit(request, ticket))
    }
    request.signal.addEventListener('abort', gone)
    if (request.signal.aborted) gone()
  })
}

function refusal(level: Level): Error {
  level.retryAfter.refused(Date.now())
  return tooMany(level.retryAfter.seconds)
}

function sit(request: Identified, seat: Seat): Seated {
  const seated = request as Identified & { seat: Seat }
  seated.seat = seat
  return seated
}
