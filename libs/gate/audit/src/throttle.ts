// in: a rate → out: a wait for whose turn it is. Never: what is done then.
import { setTimeout as sleep } from 'node:timers/promises'

export interface Throttle {
  readonly perSecond: number
  /** So many at one moment, where there were fewer before. */
  readonly burst: number
}

/** Resolves when one more may begin; for callers that wait one after another. */
export function throttled(throttle: Throttle | undefined): () => Promise<void> {
  if (throttle === undefined) return async () => undefined
  const { perSecond, burst } = throttle
  let tokens = burst
  let atMs = performance.now()
  return async () => {
    const nowMs = performance.now()
    tokens = Math.min(burst, tokens + ((nowMs - atMs) / 1000) * perSecond) - 1
    atMs = nowMs
    if (tokens < 0) await sleep((-tokens / perSecond) * 1000)
  }
}
