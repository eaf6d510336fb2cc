// in: requests as they arrive → out: each is begun, a few milliseconds of them a turn of the loop. Never: a lost one.
/**
 * Hundreds may arrive in one turn of the event loop. To begin them all would keep everything else
 * waiting: handshakes, answers of etcd, probes. Beyond its slice of a turn a request waits for a
 * later one. Connections take turns, so that who sends one request does not wait for who sends
 * hundreds; those of one connection keep their order.
 */
export class Turns {
  readonly #sliceMs: number
  #isOpen = false
  #untilMs = 0
  /** Requests of each connection; whose turn is next stands first. */
  readonly #waiting = new Map<object, (() => void)[]>()

  constructor(sliceMs: number) {
    this.#sliceMs = sliceMs
  }

  get waiting(): number {
    let count = 0
    for (const requests of this.#waiting.values()) count += requests.length
    return count
  }

  /** `begin` is called at once or later in a turn of its own; it must not throw. */
  enter(nowMs: number, connection: object, begin: () => void): void {
    if (!this.#isOpen) {
      this.#isOpen = true
      this.#untilMs = nowMs + this.#sliceMs
      setImmediate(this.#next)
    } else if (this.#waiting.size > 0 || nowMs > this.#untilMs) {
      const requests = this.#waiting.get(connection)
      if (requests === undefined) this.#waiting.set(connection, [begin])
      else requests.push(begin)
      return
    }
    begin()
  }

  readonly #next = (): void => {
    if (this.#waiting.size === 0) {
      this.#isOpen = false
      return
    }
    this.#untilMs = performance.now() + this.#sliceMs
    this.#step()
  }

  /** By ticks: what one request goes on with at once belongs to its time. */
  readonly #step = (): void => {
    this.#take()?.()
    if (this.#waiting.size > 0 && performance.now() < this.#untilMs) {
      process.nextTick(this.#step)
    } else setImmediate(this.#next)
  }

  #take(): (() => void) | undefined {
    for (const [connection, requests] of this.#waiting) {
      const begin = requests.shift()
      this.#waiting.delete(connection)
      if (requests.length > 0) this.#waiting.set(connection, requests)
      return begin
    }
    return undefined
  }
}
