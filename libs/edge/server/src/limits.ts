// in: nothing → out: every bound of the edge, with its default. Never: a bound written elsewhere.

/** What one client, one connection or one request may take. */
export interface EdgeLimits {
  /** A body beyond this is refused with 413; upstream's --max-resource-write-bytes. */
  readonly bodyBytesMax: number
  /** Request line and headers together. */
  readonly headerBytesMax: number
  readonly headerPairsMax: number
  readonly handshakeTimeoutMs: number
  readonly headersTimeoutMs: number
  /** From the first byte of a request to the last byte of its body. */
  readonly requestTimeoutMs: number
  /** A connection without any request is closed after this. */
  readonly idleTimeoutMs: number
  readonly streamsPerConnectionMax: number
  /** Streams that a client resets before they were answered, within the window: more ends the connection. */
  readonly rapidResetsMax: number
  readonly rapidResetWindowMs: number
  readonly connectionsMax: number
  /** Of one address, when most of `connectionsMax` are taken. */
  readonly connectionsPerAddressMax: number
  /** A body that comes slower than this, over ten seconds, is given up. */
  readonly bodyBytesPerSecondMin: number
  /** Bytes an HTTP/2 client may send ahead on one stream. */
  readonly streamWindowBytes: number
  readonly sessionMemoryMiBMax: number
}

export const defaultLimits: EdgeLimits = {
  bodyBytesMax: 3 * 1024 * 1024,
  headerBytesMax: 128 * 1024,
  headerPairsMax: 2000,
  handshakeTimeoutMs: 10_000,
  headersTimeoutMs: 10_000,
  requestTimeoutMs: 60_000,
  idleTimeoutMs: 90_000,
  streamsPerConnectionMax: 100,
  rapidResetsMax: 100,
  rapidResetWindowMs: 10_000,
  connectionsMax: 20_000,
  connectionsPerAddressMax: 1_000,
  bodyBytesPerSecondMin: 1024,
  streamWindowBytes: 256 * 1024,
  sessionMemoryMiBMax: 64,
}
