// in: what became of charges → out: the newest that is known of a namespace's quotas, and whose turn it is.
// Never: what something costs.
import type { KubeObject } from '@binnacle/meta'
import type { Costs } from './charge.ts'
import { UsageStates } from './usage-states.ts'

/** Sent and not yet answered. */
export interface Flight {
  readonly costs: Costs
  readonly back: boolean
}

export interface KnownQuota {
  readonly revision: number
  /** One of the states of the ledger. */
  readonly quota: KubeObject
}

/** So many at once: each has to carry what the others may do. */
const flightsMax = 8
/** How many steps of others' writes are reckoned with. */
const strangersMax = 12
const forgets = 0.05

export class Ledger {
  readonly flights = new Set<Flight>()
  readonly states = new UsageStates()
  readonly #known = new Map<string, KnownQuota>()
  readonly #waiting: (() => void)[] = []
  #taken = 0
  #ahead = 0
  #behind = 0

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

  learn(revision: number, quota: KubeObject): void {
    const name = quota.metadata.name as string
    const known = this.#known.get(name)
    if (known !== undefined && known.revision >= revision) return
    this.#known.set(name, { revision, quota: this.states.of(quota) })
  }

  /** As new as anything this replica was told. */
  newest(cached: Iterable<KubeObject>): KnownQuota[] {
    const quotas: KnownQuota[] = []
    for (const quota of cached) {
      const name = quota.metadata.name as string
      const revision = Number(quota.metadata.resourceVersion)
      const known = this.#known.get(name)
      if (known === undefined || known.revision < revision) this.learn(revision, quota)
      quotas.push(this.#known.get(name) as KnownQuota)
    }
    if (this.#known.size > quotas.length) this.#forgetOthers(quotas)
    return quotas
  }

  #forgetOthers(quotas: readonly KnownQuota[]): void {
    this.#known.clear()
    for (const known of quotas) this.#known.set(known.quota.metadata.name as string, known)
  }

  /** How many steps others may have gone on, or back, meanwhile: as it was lately. */
  get ahead(): number {
    return Math.ceil(this.#ahead)
  }

  get behind(): number {
    return Math.ceil(this.#behind)
  }

  /** Somebody had gone so many steps: more than was reckoned with. */
  missed(steps: number): void {
    const beyond = steps - this.flights.size
    if (beyond > 0) this.#ahead = Math.min(strangersMax, Math.max(this.#ahead, beyond) + 2)
    if (steps < 0) this.#behind = Math.min(strangersMax, Math.max(this.#behind, -steps) + 2)
  }

  hit(): void {
    this.#ahead = Math.max(0, this.#ahead - forgets)
    this.#behind = Math.max(0, this.#behind - forgets)
  }
}
