// in: nothing → out: every bound of this room. Never: anything else.

export const limits = {
  slabBytes: 1024 * 1024,
  /** A larger object gets a slab of its own. */
  sharedSlabObjectMax: 128 * 1024,
  /** A full slab with less than this part in use is emptied into the current one. */
  slabUseMin: 0.5,
  leafItemsMax: 64,
  branchChildrenMax: 64,
  /** Labels whose values a leaf keeps side by side for selectors; one takes 8 bytes an item. */
  leafColumnsMax: 4,
  /** Events a resource remembers at least, at most, and how long; older ones come from etcd. */
  logEventsMin: 100,
  logEventsMax: 50_000,
  logAgeMs: 90_000,
  /** Bytes of replaced and deleted states kept for the logs of all resources. */
  logBytesMax: 48 * 1024 * 1024,
  /** Frames of events, kept for watchers that are a little behind. */
  frameBytesMax: 4 * 1024 * 1024,
  /** Objects whose parsed form is kept for the next write. */
  viewsMax: 256,
  /** Pages under way: snapshots kept for their continue tokens. */
  pinsMax: 64,
  pinAgeMs: 5 * 60_000,
  pinBytesMax: 64 * 1024 * 1024,
  /** How long a read waits for etcd to say what its newest revision is. */
  newestTimeoutMs: 9_000,
  /** How long a read waits for a revision this replica has not seen. */
  freshTimeoutMs: 3_000,
  /** A read that waits longer asks etcd for its progress. */
  progressDelayMs: 3,
  /** A watch stream that does not answer so long is opened anew. */
  progressTimeoutMs: 5_000,
  /** Keys read at once while priming: as many as make about so many bytes. */
  primePageKeysMin: 50,
  primePageKeysMax: 2_000,
  primePageBytes: 2 * 1024 * 1024,
  /** etcd is asked how far it is though nobody waits: bookmarks go on, a dead watch is noticed. */
  progressEveryMs: 10_000,
  retryDelayMinMs: 50,
  retryDelayMaxMs: 2_000,
  bookmarkEveryMs: 60_000,
  bookmarkBeforeEndMs: 2_000,
  /** Events read from etcd's history to resume one watch. */
  historyEventsMax: 100_000,
  historyTimeoutMs: 10_000,
  /** So long etcd is not asked again whether it still has a revision. */
  historyTrustMs: 5_000,
  /** Watchers woken before other work gets its turn. */
  wakeSliceMs: 4,
  joinBytes: 128 * 1024,
  /** Pieces of joined lists that are kept for the next one. */
  freePiecesMax: 32,
} as const
