// in: watchers with news → out: each woken once, in slices so that other work is not held up.
// Never: their news.
import type { Reader } from './channel.ts'
import { limits } from './limits.ts'

export class Wakes {
  #waiting = new Set<Reader>()
  #running = false

  add(readers: Iterable<Reader>): void {
    for (const reader of readers) this.#waiting.add(reader)
    if (this.#running || this.#waiting.size === 0) return
    this.#running = true
    queueMicrotask(() => this.#run())
  }

  #run(): void {
    const untilMs = performance.now() + limits.wakeSliceMs
    let count = 0
    for (const reader of this.#waiting) {
      this.#waiting.delete(reader)
      reader.wake()
      if (++count % 16 === 0 && performance.now() > untilMs) break
    }
    if (this.#waiting.size > 0) setImmediate(() => this.#run())
    else this.#running = false
  }
}
