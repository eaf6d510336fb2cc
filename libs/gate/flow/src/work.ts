// in: nothing → out: what a request is expected to occupy.
export interface Work {
  /** While it is performed. */
  readonly initialSeats: number
  /** After it, for what it causes. */
  readonly finalSeats: number
  readonly finalMs: number
}
