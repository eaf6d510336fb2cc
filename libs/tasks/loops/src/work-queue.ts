// in: keys → out: each worked off, one key never twice at once, failures again later.
// Never: more than a bounded number at once.
import { ApiError } from '@binnacle/meta'

export interface WorkQueue {
  add(key: string): void
  /** Not before so many milliseconds; an earlier wish stands. */
  addLater(key: string, ms: number): void
  close(): void
}

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

export function createWorkQueue(tools: QueueTools): WorkQueue {
  const waiting = new Set<string>()
  const running = new Set<string>()
  const later = new Map<string, { readonly timer: NodeJS.Timeout; readonly atMs: number }>()
  const failures = new Map<string, number>()
  let closed = false
  let woken = false

  function wake(): void {
    if (woken) return
    woken = true
    queueMicrotask(() => {
      woken = false
      for (const key of waiting) {
        if (closed || running.size >= tools.atOnce) return
        if (running.has(key)) continue
        waiting.delete(key)
        void run(key)
      }
    })
  }

  async function run(key: string): Promise<void> {
    running.add(key)
    try {
      const again = await tools.work(key)
      failures.delete(key)
      if (again !== undefined) addLater(key, again)
    } catch (error) {
      failed(key, error)
    } finally {
      running.delete(key)
      wake()
    }
  }

  function failed(key: string, error: unknown): void {
    if (closed) return
    const count = (failures.get(key) ?? 0) + 1
    failures.set(key, count)
    const usual = error instanceof ApiError && error.reason === 'Conflict'
    if (count === tellAfter && !usual) tools.onTrouble(key, error)
    const most = usual ? conflictMsMax : retryMsMax
    addLater(key, Math.min(firstRetryMs * 2 ** Math.min(count - 1, 20), most))
  }

  function add(key: string): void {
    if (closed) return
    clearTimeout(later.get(key)?.timer)
    later.delete(key)
    waiting.add(key)
    wake()
  }

  function addLater(key: string, ms: number): void {
    if (closed || waiting.has(key)) return
    const atMs = performance.now() + ms
    const before = later.get(key)
    if (before !== undefined && before.atMs <= atMs) return
    clearTimeout(before?.timer)
    const timer = setTimeout(() => add(key), ms).unref()
    later.set(key, { timer, atMs })
  }

  return {
    add,
    addLater,
    close() {
      closed = true
      for (const { timer } of later.values()) clearTimeout(timer)
      waiting.clear()
      later.clear()
    },
  }
}
