// in: a revision from the past → out: whether etcd still has it, asked seldom. Never: reading it.
import { EtcdError } from '@binnacle/etcd'
import type { StoreParts } from '@binnacle/objects'
import { limits } from './limits.ts'

/**
 * What etcd has compacted is gone for every replica alike, also where one could still tell it:
 * clients wait for that refusal, and no two replicas may answer differently.
 */
export class KeptHistory {
  readonly #parts: StoreParts
  #goneBelow = 0
  /** Known to be there, as of that moment. */
  #there = { from: Number.POSITIVE_INFINITY, untilMs: 0 }
  #samples: { readonly revision: number; readonly atMs: number }[] = []

  constructor(parts: StoreParts) {
    this.#parts = parts
  }

  /** Called once a second or so: what was the newest then needs no question for a while. */
  note(revision: number): void {
    const nowMs = performance.now()
    this.#samples.push({ revision, atMs: nowMs })
    while ((this.#samples[1]?.atMs ?? nowMs) < nowMs - limits.historyTrustMs) this.#samples.shift()
  }

  gone(below: number): void {
    this.#goneBelow = Math.max(this.#goneBelow, below)
  }

  /** True also when etcd cannot be asked: who has the revision then tells it. */
  async has(revision: number): Promise<boolean> {
    if (revision < this.#goneBelow) return false
    if (revision >= (this.#samples[0]?.revision ?? Number.POSITIVE_INFINITY)) return true
    const { from, untilMs } = this.#there
    const nowMs = performance.now()
    const known = nowMs < untilMs
    if (known && revision >= from) return true
    try {
      const { root, etcd } = this.#parts
      await etcd.range({ key: root, limit: 1, keysOnly: true, revision })
      const until = nowMs + limits.historyTrustMs
      this.#there = { from: known ? Math.min(from, revision) : revision, untilMs: until }
      return true
    } catch (error) {
      if (!(error instanceof EtcdError) || !error.compacted) return true
      this.gone(revision + 1)
      return false
    }
  }
}
