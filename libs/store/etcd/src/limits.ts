// in: nothing → out: every bound of this room. Never: anything else.

export const limits = {
  /** A call that has no answer by then fails; the reference gives a request 60 s. */
  callTimeoutMs: 30_000,
  connectTimeoutMs: 3_000,
  /** A ping that is not answered so long ends the connection. */
  pingTimeoutMs: 3_000,
  pingEveryMs: 3_000,
  /** A process that was held up itself looks once more before it blames the other side. */
  pingGraceMs: 250,
  retryDelayMinMs: 25,
  retryDelayMaxMs: 2_000,
  /** The reference's client refuses to send more. */
  requestBytesMax: 2 * 1024 * 1024,
  streamWindowBytes: 4 * 1024 * 1024,
  sessionWindowBytes: 16 * 1024 * 1024,
  /** Of one answer. */
  headerBytesMax: 64 * 1024,
  /** How often calls are looked at that may be too late. */
  sweepEveryMs: 250,
  /** Oldest etcd whose watches and progress notices can be trusted. */
  versionMin: [3, 5, 13],
} as const
