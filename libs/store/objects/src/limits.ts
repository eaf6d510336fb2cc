// in: nothing → out: every bound of this room. Never: anything else.

export const limits = {
  /** Tries of one read-change-write: a hundred writers of one object come through. */
  attemptsMax: 1_000,
  /** Bytes of one transaction with several ways. */
  chainBytesMax: 200_000,
  /** Others are served between the steps of a write of so many bytes. */
  turnFromBytes: 256 * 1024,
  /** Keys asked of etcd at once; doubled while a selector lets few of them through. */
  pageKeys: 500,
  pageKeysMax: 10_000,
  /** Objects that share one lease, and how long it is shared. */
  leaseObjectsMax: 1_000,
  leaseShareSecondsMax: 60,
  leaseSharePart: 0.05,
  bookmarkEveryMs: 60_000,
  watchRetryMs: 250,
  /** A plain watch that is not read fast enough ends. */
  watchEventsMax: 10_000,
} as const
