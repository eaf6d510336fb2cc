// in: a write that quotas charge → out: the ways in which it can be stored, whatever others write meanwhile.
// Never: a usage that is not what is stored.
import type { ApiError, KubeObject } from '@binnacle/meta'
import type { Charge, Place, Step, Way, WayOutcome } from '@binnacle/objects'
import type { Admitted } from '../step.ts'
import { showAmounts, readAmounts } from './amounts.ts'
import { type Costs, noRoom, withCost } from './charge.ts'
import type { Flight, Ledger } from './ledger.ts'

/** How the quotas of one namespace are read, and who may mend them. */
export interface QuotaSource {
  readonly ledger: Ledger
  /** What this replica knows. */
  known(): KubeObject[]
  /** As etcd has them now. */
  fresh(): Promise<KubeObject[]>
  placeOf(name: string): Place
  /** Counts again what a quota holds; true: that changed something. */
  recount(name: string): Promise<boolean>
}

const waysMax = 16
const looksMax = 8

/** Quotas by name, all as they may be at one moment. */
type State = ReadonlyMap<string, KubeObject>

export interface Refused {
  readonly error: ApiError
  readonly quota: string
}

/** The first quota that has no room. */
export function refusedBy(write: Admitted, quotas: Iterable<KubeObject>, costs: Costs) {
  for (const quota of quotas) {
    const name = quota.metadata.name as string
    const cost = costs.get(name)
    const error = cost && noRoom(write, quota, cost)
    if (error) return { error, quota: name }
  }
  return undefined
}

export class QuotaCharge implements Charge {
  readonly #write: Admitted
  readonly #source: QuotaSource
  readonly #costsOf: (quotas: readonly KubeObject[]) => Costs
  /** It gives back. */
  readonly #back: boolean
  #flight: Flight | undefined
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
    if (this.#flight) ledger.flights.delete(this.#flight)
    this.#flight = undefined
    this.#again = true
    if (outcome !== undefined && 'taken' in outcome) this.#took(outcome.revision, outcome.taken)
    else {
      for (const quota of outcome?.found ?? []) if (quota) ledger.learn(quota.view())
      ledger.missed()
    }
    ledger.leave()
  }

  #took(revision: number, taken: number): void {
    const { ledger } = this.#source
    for (const { object } of this.#ways[taken] ?? []) {
      const metadata = { ...object.metadata, resourceVersion: String(revision) }
      ledger.learn({ ...object, metadata })
    }
    ledger.hit()
  }

  /** Throws the refusal when etcd's own state leaves no room. */
  async #look(): Promise<readonly Way[]> {
    let quotas = this.#source.known()
    for (let looks = 0; ; looks++) {
      const costs = this.#costsOf(quotas)
      const ways = this.#waysFrom(quotas, costs)
      if (ways.length > 0) {
        this.#flight = { costs, back: this.#back }
        this.#source.ledger.flights.add(this.#flight)
        return ways
      }
      const refused = refusedBy(this.#write, quotas, costs)
      const mended = looks > 0 && refused && (await this.#source.recount(refused.quota))
      if (refused && looks > 0 && (!mended || looks > looksMax)) throw refused.error
      quotas = await this.#source.fresh()
    }
  }

  #waysFrom(quotas: readonly KubeObject[], costs: Costs): Way[] {
    if (costs.size === 0) return [[]]
    const base: State = new Map(
      quotas
        .filter(({ metadata }) => costs.has(metadata.name as string))
        .map((quota) => [quota.metadata.name as string, quota]),
    )
    const ways: Way[] = []
    const seen = new Set<string>()
    for (const state of statesAround(base, costs, this.#source.ledger)) {
      const label = labelOf(state)
      if (seen.has(label)) continue
      seen.add(label)
      const way = this.#wayFrom(state, costs, state === base)
      // The first one is what is known: without it, nothing can be said for sure.
      if (way === undefined && state === base) return []
      if (way) ways.push(way)
      if (ways.length === waysMax) break
    }
    return ways
  }

  #wayFrom(state: State, costs: Costs, isBase: boolean): Way | undefined {
    if (!this.#back && refusedBy(this.#write, state.values(), costs)) return undefined
    const steps: Step[] = []
    for (const [name, quota] of state) {
      const from = isBase
        ? { revision: Number(quota.metadata.resourceVersion) }
        : { object: quota }
      const object = withCost(quota, costs.get(name) ?? new Map(), this.#back)
      steps.push({ place: this.#source.placeOf(name), from, object })
    }
    return steps
  }
}

/** What is known; that with what is under way; and each a few steps like this one further or back. */
function* statesAround(base: State, costs: Costs, ledger: Ledger): Generator<State> {
  yield base
  let sum = base
  const sums = [base]
  for (const flight of ledger.flights) {
    sum = moved(sum, flight.costs, flight.back)
    sums.push(sum)
    yield sum
  }
  for (const flight of ledger.flights) yield moved(base, flight.costs, flight.back)
  const { strangers } = ledger
  let [up, down] = [sum, base]
  for (let step = 0; step < strangers; step++) {
    up = moved(up, costs, false)
    yield up
    down = moved(down, costs, true)
    yield down
  }
}

function moved(state: State, costs: Costs, back: boolean): State {
  const next = new Map(state)
  for (const [name, quota] of state) {
    const cost = costs.get(name)
    if (cost) next.set(name, withCost(quota, cost, back))
  }
  return next
}

function labelOf(state: State): string {
  return [...state.values()]
    .map(({ status }) => showAmounts(readAmounts(status?.used)))
    .join('|')
}
