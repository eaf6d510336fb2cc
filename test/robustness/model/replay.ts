// in: etcd's own history, in order → out: what was there at any revision, and what a watcher must have seen.

export interface Stored {
  readonly namespace: string
  readonly name: string
  readonly uid: string
  readonly mark: string
  readonly tier: string
}

export interface Fact {
  readonly revision: number
  /** `namespace/name` */
  readonly key: string
  /** undefined: deleted. */
  readonly now: Stored | undefined
}

export interface Sight {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED'
  readonly revision: number
  readonly name: string
  readonly mark: string
}

export interface Filter {
  readonly namespace: string
  /** '' for all. */
  readonly tier: string
}

export class Replay {
  readonly facts: readonly Fact[]
  readonly #byKey = new Map<string, Fact[]>()
  readonly #byMark = new Map<string, Fact[]>()
  readonly #sights = new Map<string, readonly Sight[]>()

  constructor(facts: readonly Fact[]) {
    this.facts = facts
    for (const fact of facts) {
      append(this.#byKey, fact.key, fact)
      if (fact.now !== undefined) append(this.#byMark, fact.now.mark, fact)
    }
  }

  get last(): number {
    return this.facts.at(-1)?.revision ?? 0
  }

  /** Every time that this mark was written. */
  written(mark: string): readonly Fact[] {
    return this.#byMark.get(mark) ?? []
  }

  of(key: string): readonly Fact[] {
    return this.#byKey.get(key) ?? []
  }

  /** The last change of a key up to a revision. */
  at(key: string, revision: number): Fact | undefined {
    const facts = this.of(key)
    return facts[firstAbove(facts, revision) - 1]
  }

  /** name → what is there. */
  stateAt(namespace: string, revision: number): Map<string, Fact> {
    const state = new Map<string, Fact>()
    for (const [key, facts] of this.#byKey) {
      if (!key.startsWith(`${namespace}/`)) continue
      const last = facts[firstAbove(facts, revision) - 1]
      if (last?.now !== undefined) state.set(last.now.name, last)
    }
    return state
  }

  /** All that a watcher with this filter has to be told, in order. */
  sights(filter: Filter): readonly Sight[] {
    const id = `${filter.namespace}?${filter.tier}`
    const known = this.#sights.get(id)
    if (known !== undefined) return known
    const before = new Map<string, Stored>()
    const sights: Sight[] = []
    const fits = (one: Stored | undefined): boolean =>
      one !== undefined && (filter.tier === '' || one.tier === filter.tier)
    for (const { key, now, revision } of this.facts) {
      if (!key.startsWith(`${filter.namespace}/`)) continue
      const was = before.get(key)
      if (now === undefined) before.delete(key)
      else before.set(key, now)
      const [had, has] = [fits(was), fits(now)]
      if (!had && !has) continue
      const type = !had ? 'ADDED' : has ? 'MODIFIED' : 'DELETED'
      // Of one that is gone the last state that fitted is told.
      const shown = (has ? now : was) as Stored
      sights.push({ type, revision, name: shown.name, mark: shown.mark })
    }
    this.#sights.set(id, sights)
    return sights
  }
}

function append<T>(map: Map<string, T[]>, key: string, value: T): void {
  const list = map.get(key)
  if (list === undefined) map.set(key, [value])
  else list.push(value)
}

/** The index of the first with a higher revision. */
export function firstAbove(
  list: readonly { readonly revision: number }[],
  revision: number,
): number {
  let low = 0
  let high = list.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((list[middle] as { revision: number }).revision <= revision) low = middle + 1
    else high = middle
  }
  return low
}
