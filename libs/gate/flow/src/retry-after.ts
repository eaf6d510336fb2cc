// in: refusals as they happen → out: after how many seconds to come again. Never: more than 32.
const secondsMax = 32

/** Doubles while refusals go on, falls by one a second when they end. */
export class RetryAfter {
  seconds = 1
  #history: { readonly second: number; readonly refused: number }[] = []
  #second = 0
  #refused = 0
  #changed = 0

  refused(nowMs: number): void {
    const second = Math.floor(nowMs / 1000)
    if (second === this.#second) {
      this.#refused++
      return
    }
    this.#history.push({ second: this.#second, refused: this.#refused })
    const oldest = this.#second - Math.min(secondsMax, 2 * this.seconds)
    this.#history = this.#history.filter((entry) => entry.second >= oldest)
    this.#second = second
    this.#refused = 1
    this.#adjust(second)
  }

  #adjust(second: number): void {
    let lately = 0
    for (const entry of this.#history) {
      if (second - entry.second <= this.seconds) lately += entry.refused
    }
    if (second - this.#changed >= this.seconds && lately >= 3 * this.seconds) {
      this.seconds = Math.min(secondsMax, this.seconds * 2)
      this.#changed = second
    } else if (lately < this.seconds && this.seconds > 1) this.seconds--
  }
}
