// in: the revision this replica has reached → out: a wait until it is new enough.
// Never: asking etcd itself.
import { tooLargeRevision } from '@binnacle/objects'
import { limits } from './limits.ts'

interface Waiter {
  readonly revision: number
  readonly untilMs: number
  readonly resolve: () => void
  readonly reject: (error: Error) => void
}

export class Freshness {
  revision = 0
  /** Called while somebody waits and nothing comes. */
  onBehind: () => void = () => {}
  #waiters: Waiter[] = []
  #timer: NodeJS.Timeout | undefined

  /** 504 when it takes too long. */
  reach(revision: number): Promise<void> | undefined {
    if (revision <= this.revision) return undefined
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const untilMs = performance.now() + limits.freshTimeoutMs
    this.#waiters.push({ revision, untilMs, resolve, reject })
    this.#timer ??= setTimeout(() => this.#look(), limits.progressDelayMs)
    return promise
  }

  advance(revision: number): void {
    if (revision > this.revision) this.revision = revision
    if (this.#waiters.length === 0) return
    const waiting: Waiter[] = []
    for (const waiter of this.#waiters) {
      if (waiter.revision <= this.revision) waiter.resolve()
      else waiting.push(waiter)
    }
    this.#waiters = waiting
  }

  /** Back to an earlier revision: the store was restored. */
  reset(revision: number): void {
    this.revision = revision
    this.advance(revision)
  }

  close(): void {
    clearTimeout(this.#timer)
    for (const { reject } of this.#waiters.splice(0)) reject(new Error('the cache is closed'))
  }

  #look(): void {
    this.#timer = undefined
    const nowMs = performance.now()
    const waiting: Waiter[] = []
    for (const waiter of this.#waiters) {
      if (waiter.untilMs > nowMs) waiting.push(waiter)
      else waiter.reject(tooLargeRevision(waiter.revision, this.revision, 1))
    }
    this.#waiters = waiting
    if (waiting.length === 0) return
    this.onBehind()
    this.#timer = setTimeout(() => this.#look(), limits.progressDelayMs * 4)
  }
}
