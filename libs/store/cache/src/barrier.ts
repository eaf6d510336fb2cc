// in: readers that want the newest state → out: a revision etcd had after they asked.
// Never: one round trip each.

interface Waiter {
  readonly number: number
  readonly resolve: (revision: number) => void
  readonly reject: (error: unknown) => void
}

/** Taken before a call to etcd; everyone who waited by then is served by its answer. */
export type Ticket = number

export class Barrier {
  readonly #ask: () => Promise<number>
  #waiters: Waiter[] = []
  #number = 0
  #asking = false

  /** `ask` reads etcd's revision, linearizable. */
  constructor(ask: () => Promise<number>) {
    this.#ask = ask
  }

  /** A revision at least as new as everything that was written before this call. */
  newest(): Promise<number> {
    const { promise, resolve, reject } = Promise.withResolvers<number>()
    this.#waiters.push({ number: ++this.#number, resolve, reject })
    if (!this.#asking) {
      this.#asking = true
      queueMicrotask(() => void this.#round())
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

  async #round(): Promise<void> {
    while (this.#waiters.length > 0) {
      const ticket = this.start()
      try {
        this.finish(ticket, await this.#ask())
      } catch (error) {
        this.#serve(ticket, (waiter) => waiter.reject(error))
      }
    }
    this.#asking = false
  }
}
