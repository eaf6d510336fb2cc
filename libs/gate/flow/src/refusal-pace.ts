// in: refusals as they are decided → out: when each may be told. Never: more at a time than the loop has time for.
/**
 * A client that is refused comes again at once, and its next request costs about as much as the
 * refusal: told without delay, refusals would take the time of those who have a seat. They get what
 * the loop leaves idle and a little of the rest; meanwhile the stream or connection of who is to be
 * refused is taken, which keeps a client from offering more.
 */
const busyPart = 0.03
/** What a refusal costs with the request that it answers. */
const costMs = 0.25
/** They are told in one turn of the loop, which others wait for. */
const burst = 25
const lookMs = 5
const heldMax = 4096

export class RefusalPace {
  #tokens = burst
  #held: (() => void)[] = []
  #timer: NodeJS.Timeout | undefined
  #lastUse = performance.eventLoopUtilization()
  #lastCpu = process.threadCpuUsage()

  get held(): number {
    return this.#held.length
  }

  /** undefined: at once. */
  turn(): Promise<void> | undefined {
    if (this.#held.length === 0) {
      if (this.#tokens < 1) this.#refill()
      if (this.#tokens >= 1) {
        this.#tokens--
        return undefined
      }
    }
    // To hold them all would hold memory: the rest is told, whatever it costs.
    if (this.#held.length >= heldMax) return undefined
    this.#timer ??= setTimeout(this.#release, lookMs).unref()
    return new Promise((resolve) => this.#held.push(resolve))
  }

  /** All may go. */
  stop(): void {
    clearTimeout(this.#timer)
    for (const tell of this.#held.splice(0)) tell()
  }

  #refill(): void {
    const use = performance.eventLoopUtilization()
    const { idle } = performance.eventLoopUtilization(use, this.#lastUse)
    this.#lastUse = use
    // Not the time since: while another process had the processor, nothing was earned.
    const cpu = process.threadCpuUsage()
    const { user, system } = this.#lastCpu
    const activeMs = (cpu.user - user + (cpu.system - system)) / 1000
    this.#lastCpu = cpu
    this.#tokens = Math.min(burst, this.#tokens + (idle + activeMs * busyPart) / costMs)
  }

  readonly #release = (): void => {
    this.#refill()
    const ready = Math.floor(this.#tokens)
    this.#tokens -= Math.min(ready, this.#held.length)
    for (const tell of this.#held.splice(0, ready)) tell()
    this.#timer = this.#held.length === 0 ? undefined : setTimeout(this.#release, lookMs).unref()
  }
}
