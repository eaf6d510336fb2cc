// in: open watches → out: how many there are of each resource, and how far the slowest is behind.
import type { CachedSubscription } from './cached-subscription.ts'

export interface WatchSum {
  readonly group: string
  readonly resource: string
  open: number
  /** Watches for which something waits. */
  behind: number
  /** Events that wait, of the watch with the most. */
  eventsMax: number
  /** For how long the oldest of them has waited. */
  lagMsMax: number
}

export function sumWatches(subscriptions: Iterable<CachedSubscription>): WatchSum[] {
  const nowMs = performance.now()
  const sums = new Map<string, WatchSum>()
  for (const subscription of subscriptions) {
    const { group, resource } = subscription.resource
    const key = `${resource}.${group}`
    let sum = sums.get(key)
    if (sum === undefined) {
      sum = { group, resource, open: 0, behind: 0, eventsMax: 0, lagMsMax: 0 }
      sums.set(key, sum)
    }
    const { events, ms } = subscription.lag(nowMs)
    sum.open++
    if (events > 0) sum.behind++
    sum.eventsMax = Math.max(sum.eventsMax, events)
    sum.lagMsMax = Math.max(sum.lagMsMax, ms)
  }
  return [...sums.values()]
}
