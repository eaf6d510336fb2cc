// in: a quota's name → out: it counted again, before it refuses. Never: two counts at once; only where the loops run.
import type { QuotaKeeper } from '@binnacle/admission'
import { ApiError } from '@binnacle/meta'
import type { LocalClient } from '@binnacle/verbs'
import { untilCounted } from './quota-count.ts'

/** Counts that take longer are not made for every refusal. */
const cheapMs = 10
const restsPerCount = 10
const quotasMax = 1_000

interface Count {
  readonly running: Promise<boolean> | undefined
  readonly restUntilMs: number
}

/** What finished is given back a moment later: whoever comes in between is not turned away. */
export function quotaKeeper(client: () => LocalClient): QuotaKeeper {
  const counts = new Map<string, Count>()
  return {
    recount(namespace, name) {
      const key = `${namespace}/${name}`
      const known = counts.get(key)
      if (known?.running) return known.running
      if (known && performance.now() < known.restUntilMs) return Promise.resolve(false)
      let spentMs = 0
      const spent = (ms: number) => {
        spentMs += ms
      }
      const running = untilCounted(client(), namespace, name, spent).catch(wasLost)
      const done = running.finally(() => {
        counts.delete(key)
        if (spentMs < cheapMs || counts.size > quotasMax) return
        const restUntilMs = performance.now() + spentMs * restsPerCount
        counts.set(key, { running: undefined, restUntilMs })
      })
      counts.set(key, { running: done, restUntilMs: 0 })
      return done
    },
  }
}

/** Somebody else changed the quota meanwhile: it is worth another try. */
function wasLost(error: unknown): boolean {
  if (error instanceof ApiError && error.reason === 'Conflict') return true
  throw error
}
