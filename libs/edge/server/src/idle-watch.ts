// in: a connection's requests as they begin and end → out: when it has had none for too long. Never: a timer a request.
export interface IdleTimes {
  /** From the start to the first request. */
  readonly firstMs: number
  /** From the end of one to the next. */
  readonly idleMs: number
}

/** Bytes that are no request (pings, the pieces of a head that never ends) count for nothing. */
export class IdleWatch {
  readonly #times: IdleTimes
  readonly #idle: () => void
  #open = 0
  #idleFromMs = performance.now()
  #allowedMs: number
  #timer: NodeJS.Timeout

  constructor(times: IdleTimes, idle: () => void) {
    this.#times = times
    this.#idle = idle
    this.#allowedMs = times.firstMs
    this.#timer = setTimeout(this.#look, times.firstMs).unref()
  }

  begin(): void {
    this.#open++
  }

  end(): void {
    this.#open--
    if (this.#open > 0) return
    this.#idleFromMs = performance.now()
    this.#allowedMs = this.#times.idleMs
  }

  stop(): void {
    clearTimeout(this.#timer)
  }

  readonly #look = (): void => {
    const left = this.#idleFromMs + this.#allowedMs - performance.now()
    if (this.#open === 0 && left <= 0) {
      this.#idle()
      return
    }
    const wait = this.#open === 0 ? left : this.#times.idleMs
    this.#timer = setTimeout(this.#look, Math.max(1, wait)).unref()
  }
}
