// in: a write that quotas charge → out: the ways in which it can be stored, whatever others write meanwhile.
// Never: a usage that is not what is stored.
import type { KubeObject } from '@binnacle/meta'
import type { Charge, Place, Step, Way, WayOutcome } from '@binnacle/objects'
import type { Admitted } from '../step.ts'
import { readAmounts } from './amounts.ts'
import { type Costs, refusedBy } from './charge.ts'
import type { Flight, KnownQuota, Ledger } from './ledger.ts'

/** How the quotas of one namespace are read, and who may mend them. */
export interface QuotaSource {
  readonly ledger: Ledger
  /** What this replica knows. */
  known(): KnownQuota[]
  /** As etcd has them now. */
  fresh(): Promise<KnownQuota[]>
  placeOf(name: string): Place
  /** Counts again what a quota holds; true: that changed something. */
  recount(name: string): Promise<boolean>
}

const waysMax = 24
const looksMax = 8

/** Quotas by name, all as they may be at one moment. */
type State = ReadonlyMap<string, KubeObject>

export class QuotaCharge implements Charge {
  readonly #write: Admitted
  readonly #source: QuotaSource
  readonly #costsOf: (quotas: readonly KubeObject[]) => Costs
  /** It gives back. */
  readonly #back: boolean
  #flight: Flight | undefined
  #base: State = new Map()
  #ways: readonly Way[] = []
  #again = false

  constructor(
    write: Admitted,
    source: QuotaSource,
    costsOf: (quotas: readonly KubeObject[]) => Costs,
    back: boolean,
  ) {
    this.#write = write
    this.#source = source
    this.#costsOf = costsOf
    this.#back = back
  }

  async ways(): Promise<readonly Way[]> {
    const { ledger } = this.#source
    const pending = ledger.turn(this.#again)
    if (pending) await pending
    try {
      this.#ways = await this.#look()
      return this.#ways
    } catch (error) {
      ledger.leave()
      throw error
    }
  }

  settle(outcome: WayOutcome): void {
    const { ledger } = this.#source
    if (outcome !== undefined && 'taken' in outcome) {
      for (const { object } of this.#ways[outcome.taken] ?? []) {
        ledger.learn(outcome.revision, object)
      }
      ledger.hit()
    } else {
      for (const stored of outcome?.found ?? []) {
        if (stored === undefined) continue
        const quota = stored.view()
        ledger.missed(this.#stepsTo(quota))
        ledger.learn(stored.revision, quota)
      }
    }
    if (this.#flight) ledger.flights.delete(this.#flight)
    this.#flight = undefined
    this.#again = true
    ledger.leave()
  }

  /** How often something like this write happened since what was known. */
  #stepsTo(quota: KubeObject): number {
    const name = quota.metadata.name as string
    const [cost] = this.#flight?.costs.get(name) ?? []
    if (cost === undefined) return 0
    const [resource, { nanos }] = cost
    const usedIn = (one: KubeObject | undefined) =>
      readAmounts(one?.status?.used).get(resource)?.nanos ?? 0n
    return Number((usedIn(quota) - usedIn(this.#base.get(name))) / nanos)
  }

  /** Throws the refusal when etcd's own state leaves no room. */
  async #look(): Promise<readonly Way[]> {
    let known = this.#source.known()
    for (let looks = 0; ; looks++) {
      const quotas = known.map(({ quota }) => quota)
      const costs = this.#costsOf(quotas)
      const ways = this.#waysFrom(known, costs)
      if (ways.length > 0) {
        this.#flight = { costs, back: this.#back }
        this.#source.ledger.flights.add(this.#flight)
        return ways
      }
      const refused = refusedBy(this.#write, quotas, costs)
      const mended = looks > 0 && refused && (await this.#source.recount(refused.quota))
      if (refused && looks > 0 && (!mended || looks > looksMax)) throw refused.error
      known = await this.#source.fresh()
    }
  }

  /** None when there is no room in what is known. */
  #waysFrom(known: readonly KnownQuota[], costs: Costs): Way[] {
    const concerned = known.filter(({ quota }) => costs.has(quota.metadata.name as string))
    if (concerned.length === 0) return [[]]
    const base: State = new Map(
      concerned.map(({ quota }) => [quota.metadata.name as string, quota]),
    )
    this.#base = base
    const first = this.#wayFrom(base, costs, concerned)
    if (first === undefined) return []
    const ways = [first]
    const seen = new Set([keyOf(base)])
    for (const state of statesAround(base, costs, this.#source.ledger)) {
      const key = keyOf(state)
      if (seen.has(key)) continue
      seen.add(key)
      const way = this.#wayFrom(state, costs)
      if (way) ways.push(way)
      if (ways.length === waysMax) break
    }
    return ways
  }

  #wayFrom(state: State, costs: Costs, known?: readonly KnownQuota[]): Way | undefined {
    const { ledger, placeOf } = this.#source
    const unlimited = this.#back || this.#write.subresource === 'status'
    const steps: Step[] = []
    for (const [name, quota] of state) {
      const { room, quota: object } = ledger.states.after(
        quota,
        costs.get(name) ?? new Map(),
        this.#back,
      )
      if (!room && !unlimited) return undefined
      const revision = known?.find((one) => one.quota === quota)?.revision
      const from = revision === undefined ? { object: quota } : { revision }
      steps.push({ place: placeOf(name), from, object })
    }
    return steps
  }
}

/** What is known with what is under way; and that a few steps like this one further or back. */
function* statesAround(base: State, costs: Costs, ledger: Ledger): Generator<State> {
  const moved = (state: State, by: Costs, back: boolean): State => {
    const next = new Map(state)
    for (const [name, quota] of state) {
      const cost = by.get(name)
      if (cost) next.set(name, ledger.states.after(quota, cost, back).quota)
    }
    return next
  }
  let sum = base
  for (const flight of ledger.flights) {
    sum = moved(sum, flight.costs, flight.back)
    yield sum
  }
  for (const flight of ledger.flights) yield moved(base, flight.costs, flight.back)
  const { ahead, behind } = ledger
  let [up, down] = [sum, base]
  for (let step = 0; step < Math.max(ahead, behind); step++) {
    up = moved(up, costs, false)
    if (step < ahead) yield up
    down = moved(down, costs, true)
    if (step < behind) yield down
  }
}

const numbers = new WeakMap<KubeObject, number>()
let last = 0

/** Equal states are made of the same objects. */
function keyOf(state: State): string {
  let key = ''
  for (const quota of state.values()) {
    let number = numbers.get(quota)
    if (number === undefined) {
      number = ++last
      numbers.set(quota, number)
    }
    key += `${number} `
  }
  return key
}
