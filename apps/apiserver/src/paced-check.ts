// in: a check and how often it may be made → out: the same for whoever asks. Never: two checks within that time.

/**
 * Whoever asks in between is told at once how the last check that was begun has ended: probes cost
 * the other side nothing and do not wait for it while it is busy. Upstream paces its checks of etcd
 * so. Whoever asks before the first answer waits for it, where upstream calls a replica ill that is
 * asked twice at once.
 */
export function pacedCheck(check: () => Promise<void>, everyMs: number): () => Promise<void> {
  let begunMs = Number.NEGATIVE_INFINITY
  let answeredMs = Number.NEGATIVE_INFINITY
  let last: unknown
  let first: Promise<void> | undefined
  return async () => {
    const nowMs = performance.now()
    if (nowMs - begunMs < everyMs) {
      if (answeredMs === Number.NEGATIVE_INFINITY) return first
      if (last !== undefined) throw last
      return
    }
    begunMs = nowMs
    const note = (outcome: unknown) => {
      // A check that was begun later knows better.
      if (nowMs < answeredMs) return
      answeredMs = nowMs
      last = outcome
    }
    const answer = check().then(note, (error: unknown) => {
      note(error)
      throw error
    })
    first ??= answer
    return answer
  }
}
