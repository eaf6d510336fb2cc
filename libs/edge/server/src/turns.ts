// in: requests as they arrive → out: each is begun, a few milliseconds of them a turn of the loop. Never: a lost one.
/**
 * Hundreds may arrive in one turn of the event loop. To begin them all would keep everything else
 * waiting: handshakes, answers of etcd, probes. Beyond its slice of a turn a request waits for the
 * next one, in the order of arrival.
 */
export class Turns {
  readonly #sliceMs: number
  #isOpen = false
  #untilMs = 0
  #waiting: (() => void)[] = []

  constructor(sliceMs: number) {
    this.#sliceMs = sliceMs
  }

  get waiting(): number {
    return this.#waiting.length
  }

  /** `begin` is called at once or later in a turn of its own; it must not throw. */
  enter(nowMs: number, begin: () => void): void {
    if (!this.#isOpen) {
      this.#isOpen = true
      this.#untilMs = nowMs + this.#sliceMs
      setImmediate(this.#next)
    } else if (this.#waiting.length > 0 || nowMs > this.#untilMs) {
      this.#waiting.push(begin)
      return
    }
    begin()
  }

  readonly #next = (): void => {
    if (this.#waiting.length === 0) {
      this.#isOpen = false
      return
    }
    this.#untilMs = performance.now() + this.#sliceMs
    this.#step()
  }

  /** By ticks: what one request goes on with at once belongs to its time. */
  readonly #step = (): void => {
    const begin = this.#waiting.shift()
    begin?.()
    if (this.#waiting.length > 0 && performance.now() < this.#untilMs) {
      process.nextTick(this.#step)
    } else setImmediate(this.#next)
  }
}
