// in: a quota and a cost → out: the quota with it, each such state made once. Never: whose turn it is.
import type { KubeObject } from '@binnacle/meta'
import { type Amounts, readAmounts, showAmounts } from './amounts.ts'
import { hasRoom, withCost } from './charge.ts'

const statesMax = 500

/** What becomes of a state. */
interface Next {
  readonly room: boolean
  readonly quota: KubeObject
}

/**
 * Many writers walk through the same few usages: what one worked out, and its bytes, serve the
 * others. Equal states are the same object.
 */
export class UsageStates {
  readonly #states = new Map<string, KubeObject>()
  readonly #frames = new WeakMap<KubeObject, string>()
  readonly #shown = new WeakMap<Amounts, string>()
  readonly #next = new WeakMap<KubeObject, Map<string, Next>>()

  /** The one that stands for it. It has no resourceVersion. */
  of(quota: KubeObject): KubeObject {
    if (this.#frames.has(quota)) return quota
    const { resourceVersion: _, ...metadata } = quota.metadata
    const { used, ...rest } = quota.status ?? {}
    const frame = JSON.stringify([metadata, quota.spec, rest])
    return this.#intern({ ...quota, metadata } as KubeObject, frame)
  }

  after(quota: KubeObject, cost: Amounts, back: boolean): Next {
    const known = this.#next.get(quota) ?? new Map<string, Next>()
    this.#next.set(quota, known)
    let shown = this.#shown.get(cost)
    if (shown === undefined) {
      shown = showAmounts(cost)
      this.#shown.set(cost, shown)
    }
    const key = back ? `-${shown}` : shown
    let next = known.get(key)
    if (next === undefined) {
      const made = withCost(quota, cost, back)
      const frame = this.#frames.get(quota) ?? ''
      next = { room: back || hasRoom(quota, cost), quota: this.#intern(made, frame) }
      known.set(key, next)
    }
    return next
  }

  #intern(quota: KubeObject, frame: string): KubeObject {
    const label = `${showAmounts(readAmounts(quota.status?.used))} ${frame}`
    const known = this.#states.get(label)
    if (known !== undefined) return known
    if (this.#states.size >= statesMax) this.#states.clear()
    this.#states.set(label, quota)
    this.#frames.set(quota, frame)
    return quota
  }
}
