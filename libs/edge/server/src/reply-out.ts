// in: nothing → out: what a reply's body is written to, whatever the protocol. Never: a head.

/** As much of a Writable as streams need. */
export interface ReplyOut {
  /** false: more would wait here; a `drain` follows. `sent`: the socket has taken it. */
  write(chunk: Uint8Array, sent?: (error?: Error | null) => void): boolean
  end(): void
  on(event: 'drain', listener: () => void): unknown
  readonly writableNeedDrain: boolean
  /** Bytes that wait. */
  readonly writableLength: number
}
