// in: the store → out: what flow control may know of a resource, at next to no cost. Never: a walk over all objects.
import type { FairFlowSettings } from '@binnacle/flow'
import type { KnownNow } from '@binnacle/objects'
import type { Shapes } from './shapes.ts'

interface Fact {
  readonly count: number
  readonly bytesMean: number
  readonly takenMs: number
}

/** Seats are an estimate: what was true a moment ago will do. */
const freshMs = 2_000
const sampleMax = 32

export function resourceFacts({
  store,
  shapes,
}: {
  readonly store: KnownNow
  readonly shapes: Shapes
}): FairFlowSettings['facts'] {
  const facts = new Map<string, Fact>()
  return {
    objects(group, resource) {
      const nowMs = performance.now()
      const key = `${group}/${resource}`
      const known = facts.get(key)
      if (known !== undefined && nowMs - known.takenMs < freshMs) return known
      const shape = shapes.find({ group, resource })
      // Names that nobody serves are not kept: clients may send any.
      if (shape === undefined) return undefined
      let sampled = 0
      let bytes = 0
      for (const { bytes: stored } of store.peekAll(shape, '')) {
        bytes += stored.length
        if (++sampled === sampleMax) break
      }
      const bytesMean = sampled === 0 ? 0 : bytes / sampled
      const fact = { count: store.countAll(shape, ''), bytesMean, takenMs: nowMs }
      facts.set(key, fact)
      return fact
    },
    watchers(group, resource, namespace) {
      const shape = shapes.find({ group, resource })
      return shape === undefined ? 0 : store.watchersOf(shape, namespace)
    },
  }
}
