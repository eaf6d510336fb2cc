// in: seats wanted as they change → out: their average, deviation and peak over a period. Never: a sample.
const smoothing = 0.977

export class SeatDemand {
  highWatermark = 0
  average = 0
  deviation = 0
  smoothed = 0
  #now = 0
  #peak = 0
  #since: number
  #start: number
  #area = 0
  #square = 0

  constructor(nowMs: number) {
    this.#since = nowMs
    this.#start = nowMs
  }

  set(seats: number, nowMs: number): void {
    this.#add(nowMs)
    this.#now = seats
    if (seats > this.#peak) this.#peak = seats
  }

  /** Ends a period and starts the next. */
  turn(nowMs: number): void {
    this.#add(nowMs)
    const lasted = nowMs - this.#start
    this.highWatermark = Math.round(this.#peak)
    if (lasted > 0) {
      this.average = this.#area / lasted
      this.deviation = Math.sqrt(Math.max(0, this.#square / lasted - this.average ** 2))
      const envelope = this.average + this.deviation
      const faded = smoothing * this.smoothed + (1 - smoothing) * envelope
      this.smoothed = Math.max(envelope, faded)
    }
    this.#start = nowMs
    this.#area = 0
    this.#square = 0
    this.#peak = this.#now
  }

  #add(nowMs: number): void {
    const lasted = nowMs - this.#since
    this.#since = nowMs
    this.#area += this.#now * lasted
    this.#square += this.#now * this.#now * lasted
  }
}
