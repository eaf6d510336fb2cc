// in: what became of charges → out: the newest that is known of a namespace's quotas, and whose turn it is.
// Never: what something costs.
import type { KubeObject } from '@binnacle/meta'
import type { Costs } from './charge.ts'

/** Sent and not yet answered. */
export interface Flight {
  readonly costs: Costs
  readonly back: boolean
}

/** So many at once: the store takes them in one go, and each has to carry what the others may do. */
const flightsMax = 8
/** How many steps of others' writes are reckoned with. */
const strangersMax = 8

const revisionOf = (quota: KubeObject) => Number(quota.metadata.resourceVersion)

export class Ledger {
  readonly flights = new Set<Flight>()
  readonly #known = new Map<string, KubeObject>()
  readonly #waiting: (() => void)[] = []
  #taken = 0
  #strangers = 0

  /** Whoever came first is first; who lost goes before all that wait. */
  turn(again: boolean): Promise<void> | undefined {
    if (this.#taken < flightsMax && (again || this.#waiting.length === 0)) {
      this.#taken++
      return undefined
    }
    const { promise, resolve } = Promise.withResolvers<void>()
    if (again) this.#waiting.unshift(resolve)
    else this.#waiting.push(resolve)
    return promise
  }

  leave(): void {
    const next = this.#waiting.shift()
    if (next) next()
    else this.#taken--
  }

  get idle(): boolean {
    return this.#taken === 0
  }

  learn(quota: KubeObject): void {
    const name = quota.metadata.name as string
    const known = this.#known.get(name)
    if (known === undefined || revisionOf(known) < revisionOf(quota)) this.#known.set(name, quota)
  }

  /** As new as anything this replica was told. */
  newest(cached: Iterable<KubeObject>): KubeObject[] {
    const quotas: KubeObject[] = []
    for (const quota of cached) {
      const name = quota.metadata.name as string
      const known = this.#known.get(name)
      if (known !== undefined && revisionOf(known) > revisionOf(quota)) quotas.push(known)
      else {
        this.#known.delete(name)
        quotas.push(quota)
      }
    }
    return quotas
  }

  /** How many steps somebody else may have made meanwhile, as it was lately. */
  get strangers(): number {
    return Math.ceil(this.#strangers)
  }

  missed(): void {
    this.#strangers = Math.min(strangersMax, this.#strangers * 2 + 1)
  }

  hit(): void {
    this.#strangers = Math.max(0, this.#strangers - 0.05)
  }
}
