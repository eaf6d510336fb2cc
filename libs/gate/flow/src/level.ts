// in: a level's spec and its part of the server → out: its queues with their bounds. Never: a request.
import type { LevelSpec } from './level-spec.ts'
import { QueueSet } from './queue-set.ts'
import { RetryAfter } from './retry-after.ts'

/**
 * What a level keeps under strain, as far as it has it: turns may be long for the sake of a few
 * large lists, which fewer seats would not shorten, while writes wait for etcd most of their time.
 */
const strainedSeatsMin = 8
/** Of a level's seats, what one request may take at most. */
const requestPart = 0.15

export class Level {
  spec: LevelSpec
  readonly queues: QueueSet
  readonly retryAfter = new RetryAfter()
  nominal = 0
  least = 0
  most = 0
  current = 0
  target = 0
  /** Nobody refers to it any more, or it is gone: it ends when it is idle. */
  quiescing = false
  #isNew = true

  constructor(spec: LevelSpec, nowMs: number) {
    this.spec = spec
    this.queues = new QueueSet(spec.exempt, nowMs)
  }

  /** `total`: seats of the server; `shares`: of all levels together. */
  divide(total: number, shares: number): void {
    const { spec } = this
    this.nominal = shares === 0 ? 0 : Math.ceil((total * spec.shares) / shares)
    const lendable = Math.round((this.nominal * spec.lendable) / 100)
    const { borrowing } = spec
    const more = borrowing === undefined ? total : Math.round((this.nominal * borrowing) / 100)
    this.least = this.nominal - lendable
    this.most = this.nominal + more
    if (this.#isNew) this.current = this.nominal - Math.floor(lendable / 2)
    this.#isNew = false
  }

  /** 0: no opinion. */
  get requestSeatsMax(): number {
    const { queuing } = this.spec
    if (queuing === undefined) return 0
    const byHand = Math.floor(this.nominal / queuing.handSize)
    return Math.max(1, Math.min(Math.ceil(this.nominal * requestPart), byHand))
  }

  /** The least that borrowing leaves it, by what it wanted lately. */
  get leastNow(): number {
    const wanted = this.queues.demand.highWatermark
    if (this.spec.exempt) return Math.max(this.least, wanted)
    return Math.max(this.least, Math.min(this.nominal, wanted))
  }

  /** `part`: see strain. */
  apply(part: number): void {
    const { spec, current } = this
    const limit = Math.max(Math.min(current, strainedSeatsMin), Math.floor(current * part))
    this.queues.turnwise = part < 1 && !spec.exempt
    this.queues.configure(spec.exempt, spec.queuing, limit)
  }
}
