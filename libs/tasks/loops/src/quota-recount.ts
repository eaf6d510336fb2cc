// in: the step that charges quotas → out: the same, which counts again before it refuses.
// Never: a refusal while there is room; only where the loops run.
import type { AdmissionStep } from '@binnacle/admission'
import { ApiError } from '@binnacle/meta'
import type { LocalClient } from '@binnacle/verbs'
import { untilCounted } from './quota-count.ts'

const triesMax = 8
/** Counts that take longer are not made for every refusal. */
const cheapMs = 10
const restsPerCount = 10
const quotasMax = 1_000

interface Count {
  readonly running: Promise<boolean> | undefined
  readonly restUntilMs: number
}

/** What was deleted is given back a moment later: whoever comes in between is not turned away. */
export function recounting(step: AdmissionStep, client: () => LocalClient): AdmissionStep {
  const counts = new Map<string, Count>()

  function count(namespace: string, name: string): Promise<boolean> {
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
  }

  return {
    ...step,
    async validate(write) {
      for (let tries = 1; ; tries++) {
        try {
          return await step.validate?.(write)
        } catch (error) {
          const name = refusingQuota(error)
          if (name === undefined || tries === triesMax) throw error
          // The first refusal may rest on what another's count has mended since.
          const mended = await count(write.namespace, name)
          if (!mended && tries > 1) throw error
        }
      }
    },
  }
}

/** Somebody else changed the quota meanwhile: it is worth another try. */
function wasLost(error: unknown): boolean {
  if (error instanceof ApiError && error.reason === 'Conflict') return true
  throw error
}

function refusingQuota(error: unknown): string | undefined {
  if (!(error instanceof ApiError) || error.code !== 403) return undefined
  return /(?:exceeded|status unknown for) quota: ([^,\s]+),/.exec(error.message)?.[1]
}
