// in: keys → out: each worked off, one key never twice at once, failures again later.
// Never: more than a bounded number at once.
import { ApiError } from '@binnacle/meta'

export interface QueueTools {
  /** Resolves to the milliseconds after which the key is to be worked off again, if at all. */
  work(key: string): Promise<number | undefined>
  readonly atOnce: number
  onTrouble(key: string, error: unknown): void
}

const firstRetryMs = 20
const retryMsMax = 30_000
/** Somebody was faster: that is no failure. */
const conflictMsMax = 200
/** A failure is told when it did not pass by itself. */
const tellAfter = 4

export class WorkQueue {
  readonly #tools: QueueTools
  readonly #waiting = new Set<string>()
  readonly #running = new Set<string>()
  readonly #later = new Map<string, { readonly timer: NodeJS.Timeout; readonly atMs: number }>()
  readonly #failures = new Map<string, number>()
  #closed = false
  #woken = false

  constructor(tools: QueueTools) {
    this.#tools = tools
  }

  add(key: string): void {
    if (this.#closed) return
    clearTimeout(this.#later.get(key)?.timer)
    this.#later.delete(key)
    this.#waiting.add(key)
    this.#wake()
  }

  /** Not before so many milliseconds; an earlier wish stands. */
  addLater(key: string, ms: number): void {
    if (this.#closed || this.#waiting.has(key)) return
    const atMs = performance.now() + ms
    const before = this.#later.get(key)
    if (before !== undefined && before.atMs <= atMs) return
    clearTimeout(before?.timer)
    const timer = setTimeout(() => this.add(key), ms).unref()
    this.#later.set(key, { timer, atMs })
  }

  close(): void {
    this.#closed = true
    for (const { timer } of this.#later.values()) clearTimeout(timer)
    this.#waiting.clear()
    this.#later.clear()
  }

  #wake(): void {
    if (this.#woken) return
    this.#woken = true
    queueMicrotask(() => {
      this.#woken = false
      for (const key of this.#waiting) {
        if (this.#closed || this.#running.size >= this.#tools.atOnce) return
        if (this.#running.has(key)) continue
        this.#waiting.delete(key)
        void this.#run(key)
      }
    })
  }

  async #run(key: string): Promise<void> {
    this.#running.add(key)
    try {
      const again = await this.#tools.work(key)
      this.#failures.delete(key)
      if (again !== undefined) this.addLater(key, again)
    } catch (error) {
      this.#failed(key, error)
    } finally {
      this.#running.delete(key)
      this.#wake()
    }
  }

  #failed(key: string, error: unknown): void {
    if (this.#closed) return
    const count = (this.#failures.get(key) ?? 0) + 1
    this.#failures.set(key, count)
    const usual = error instanceof ApiError && error.reason === 'Conflict'
    if (count === tellAfter && !usual) this.#tools.onTrouble(key, error)
    const most = usual ? conflictMsMax : retryMsMax
    this.addLater(key, Math.min(firstRetryMs * 2 ** Math.min(count - 1, 20), most))
  }
}
