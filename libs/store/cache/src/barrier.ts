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

const tooLate = 'request did not complete within requested timeout - context deadline exceeded'

export class Barrier {
  readonly #ask: () => Promise<number>
  #waiters: Waiter[] = []
  #number = 0
  #asking = false
  #timer: NodeJS.Timeout | undefined

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

  finish(ticket: Ticket, revision: number): void {
    this.#serve(ticket, (waiter) => waiter.resolve(revision))
  }

  #serve(ticket: Ticket, serve: (waiter: Waiter) => void): void {
    let count = 0
    while (count < this.#waiters.length && (this.#waiters[count] as Waiter).number <= ticket) {
      serve(this.#waiters[count] as Waiter)
      count++
    }
    if (count > 0) this.#waiters = this.#waiters.slice(count)
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
      try {
        this.finish(ticket, await this.#ask())
      } catch (error) {
        this.#serve(ticket, (waiter) => waiter.reject(error))
      }
      // Who was just served often asks again at once, and joins those who wait.
      await new Promise((resolve) => setImmediate(resolve))
    }
    this.#asking = false
  }
}
