// in: readers that want the newest state → out: a revision etcd had after they asked.
// Never: one round trip each.
import { timeoutError } from '@binnacle/meta'
import { limits } from './limits.ts'

interface Waiter {
  readonly number: number
  readonly untilMs: number
  readonly resolve: (revision: number) => void
  readonly reject: (error: unknown) => void
}

/** Taken before a call to etcd; everyone who waited by then is served by its answer. */
export type Ticket = number

/** From so many served at once on, a round waits for as many again, or for `gatherMs`. */
const gatherFrom = 4
const gatherMs = 1

const tooLate = 'request did not complete within requested timeout - context deadline exceeded'

export class Barrier {
  readonly #ask: () => Promise<number>
  #waiters: Waiter[] = []
  #number = 0
  #asking = false
  #timer: NodeJS.Timeout | undefined
  #gathering: { readonly wanted: number; readonly enough: () => void } | undefined

  /** `ask` reads etcd's revision, linearizable. */
  constructor(ask: () => Promise<number>) {
    this.#ask = ask
  }

  /** A revision at least as new as everything that was written before this call. 504 when late. */
  newest(): Promise<number> {
    const { promise, resolve, reject } = Promise.withResolvers<number>()
    const untilMs = performance.now() + limits.newestTimeoutMs
    this.#waiters.push({ number: ++this.#number, untilMs, resolve, reject })
    this.#timer ??= setTimeout(() => this.#expire(), limits.newestTimeoutMs)
    if (this.#gathering !== undefined && this.#waiters.length >= this.#gathering.wanted) {
      this.#gathering.enough()
    }
    if (!this.#asking) {
      this.#asking = true
      // Everyone whose request came in the same turn of the loop shares the question.
      setImmediate(() => void this.#round())
    }
    return promise
  }

  /** For a write of our own: its revision is as good as a read's. */
  start(): Ticket {
    return this.#number
  }

  /** Returns how many it has served. */
  finish(ticket: Ticket, revision: number): number {
    return this.#serve(ticket, (waiter) => waiter.resolve(revision))
  }

  #serve(ticket: Ticket, serve: (waiter: Waiter) => void): number {
    let count = 0
    while (count < this.#waiters.length && (this.#waiters[count] as Waiter).number <= ticket) {
      serve(this.#waiters[count] as Waiter)
      count++
    }
    if (count > 0) this.#waiters = this.#waiters.slice(count)
    return count
  }

  /** Those who came first wait longest: what is late is in front. */
  #expire(): void {
    const nowMs = performance.now()
    const first = this.#waiters.findIndex(({ untilMs }) => untilMs > nowMs)
    const late = this.#waiters.splice(0, first < 0 ? this.#waiters.length : first)
    for (const { reject } of late) reject(timeoutError(tooLate))
    const next = this.#waiters[0]
    this.#timer = next && setTimeout(() => this.#expire(), Math.max(1, next.untilMs - nowMs))
  }

  async #round(): Promise<void> {
    while (this.#waiters.length > 0) {
      const ticket = this.start()
      let served = 0
      try {
        served = this.finish(ticket, await this.#ask())
      } catch (error) {
        this.#serve(ticket, (waiter) => waiter.reject(error))
      }
      await this.#gather(served)
    }
    this.#asking = false
  }

  /**
   * Who was just served often asks again at once, and joins those who wait: a round costs as much
   * as several reads, and under load the wait is less than what the round would have taken.
   */
  async #gather(served: number): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve))
    if (served < gatherFrom || this.#waiters.length >= served) return
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, gatherMs)
      const enough = () => {
        clearTimeout(timer)
        resolve()
      }
      this.#gathering = { wanted: served, enough }
    })
    this.#gathering = undefined
  }
}
