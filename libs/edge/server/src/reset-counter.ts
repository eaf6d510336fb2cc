// in: moments → out: whether there were too many of them within a window.
export class ResetCounter {
  #count = 0
  #since = 0
  readonly #max: number
  readonly #windowMs: number

  constructor(max: number, windowMs: number) {
    this.#max = max
    this.#windowMs = windowMs
  }

  /** true: one too many. */
  add(nowMs: number = performance.now()): boolean {
    if (nowMs - this.#since > this.#windowMs) {
      this.#since = nowMs
      this.#count = 0
    }
    this.#count++
    return this.#count > this.#max
  }
}
