// in: nothing → out: the bounds of the loops.

export const crdLimits = {
  /** What is taken from the watch of definitions at once. */
  eventBytesMax: 16 * 1024 * 1024,
  /** After a failure. */
  retryMs: 200,
  /** How often the objects of a definition that is to go are looked at. */
  finalizeEveryMs: 500,
} as const
