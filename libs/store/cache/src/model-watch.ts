// in: a watch of a replica → out: what it told, judged against the true history.
// Never: outside tests.
import { ApiError } from '@binnacle/meta'
import { matches, type ObjectStore, type Subscription, type WatchQuery } from '@binnacle/objects'
import { attributesOf, seenAs } from '@binnacle/objects'
import { things } from '@binnacle/objects/contract'
import type { Step, TrueHistory } from './model-history.ts'

interface Told {
  readonly type: string
  readonly revision: number
  /** `things/NAMESPACE/NAME`, or '' of a bookmark. */
  readonly key: string
  readonly value: string
}

/** The object as it lies in etcd: without the resourceVersion it must have. */
export function withoutRevision(bytes: Uint8Array, revision: number): string {
  return Buffer.from(bytes).toString().replace(`,"resourceVersion":"${revision}"`, '')
}

export function passes(query: Pick<WatchQuery, 'namespace' | 'selection'>, step: Step): boolean {
  return passesValue(query, step.key, step.value)
}

function passesValue(
  query: Pick<WatchQuery, 'namespace' | 'selection'>,
  key: string,
  value: string | undefined,
): boolean {
  if (value === undefined) return false
  if (query.namespace !== '' && !key.startsWith(`things/${query.namespace}/`)) return false
  return matches(query.selection, attributesOf(things, JSON.parse(value)))
}

export class WatchedRun {
  readonly #query: WatchQuery
  readonly #subscription: Subscription
  readonly #told: Told[] = []
  #ended = false

  private constructor(query: WatchQuery, subscription: Subscription) {
    this.#query = query
    this.#subscription = subscription
    this.#pump()
  }

  static async open(store: ObjectStore, query: WatchQuery): Promise<WatchedRun> {
    return new WatchedRun(query, await store.watch(query))
  }

  get count(): number {
    return this.#told.length
  }

  close(): void {
    this.#ended = true
    this.#subscription.close()
  }

  #pump(): void {
    try {
      for (const { type, revision, object } of this.#subscription.take(4_096)) {
        const key = object === undefined ? '' : `things/${object.namespace}/${object.name}`
        const value = object === undefined ? '' : withoutRevision(object.bytes, revision)
        this.#told.push({ type, revision, key, value })
      }
      this.#subscription.onReady(() => this.#pump())
    } catch (error) {
      this.close()
      if (!(error instanceof ApiError)) throw error
    }
  }

  /** Initial events up to the mark are the state at the mark's revision. */
  #judgeInitial(history: TrueHistory): { faults: string[]; from: number; rest: Told[] } {
    const query = this.#query
    if (query.sendInitialEvents !== true) {
      return { faults: [], from: Number(query.resourceVersion), rest: this.#told }
    }
    const end = this.#told.findIndex(({ type }) => type === 'BOOKMARK')
    if (end < 0) return { faults: [], from: Number.POSITIVE_INFINITY, rest: [] }
    const from = (this.#told[end] as Told).revision
    const expected = [...history.at(from).values()]
      .filter((step) => passes(query, step))
      .map(({ key, revision, value }) => `ADDED ${key} ${revision} ${value}`)
      .sort()
    const told = this.#told
      .slice(0, end)
      .map(({ type, key, revision, value }) => `${type} ${key} ${revision} ${value}`)
      .sort()
    const same = JSON.stringify(expected) === JSON.stringify(told)
    const faults = same ? [] : [`initial events at ${from}: ${told} instead of ${expected}`]
    return { faults, from, rest: this.#told.slice(end + 1) }
  }

  /** Ordered, unique, without a gap; a watch still open has told everything up to `upTo`. */
  judge(history: TrueHistory, upTo: number): string[] {
    const { faults, from, rest } = this.#judgeInitial(history)
    const expected: string[] = []
    for (const { key, revision, value, before } of history.steps) {
      if (revision <= from || revision > upTo) continue
      const was = passesValue(this.#query, key, before)
      const is = passesValue(this.#query, key, value)
      const type = seenAs(was, is)
      if (type === undefined) continue
      expected.push(`${type} ${key} ${revision} ${type === 'DELETED' ? before : value}`)
    }
    const told = rest
      .filter(({ type, revision }) => type !== 'BOOKMARK' && revision <= upTo)
      .map(({ type, key, revision, value }) => `${type} ${key} ${revision} ${value}`)
    const wrong = told.findIndex((text, index) => text !== expected[index])
    if (wrong >= 0) faults.push(`event ${wrong}: ${told[wrong]} instead of ${expected[wrong]}`)
    else if (!this.#ended && from < upTo && told.length < expected.length) {
      faults.push(`a watch from ${from} told ${told.length} of ${expected.length} events`)
    }
    return faults
  }
}
