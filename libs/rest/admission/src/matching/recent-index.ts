// in: policies or webhooks with their rules → out: those that may concern a resource, looked up at once.
import type { Surroundings } from '@binnacle/kinds'
import type { Dict } from '@binnacle/meta'

/** A change that another replica took counts after this at the latest; one of our own at once. */
const freshMs = 20

export interface Indexed<T> {
  /** In their order. */
  for(resource: string): readonly T[]
}

interface Kept {
  readonly until: number
  readonly index: Indexed<unknown>
}

const kept = new WeakMap<Surroundings, Map<string, Kept>>()

/** undefined: any resource. */
function namesOf(rules: readonly Dict[] | undefined): ReadonlySet<string> | undefined {
  const names = new Set<string>()
  for (const { resources } of rules ?? []) {
    for (const one of (resources ?? []) as string[]) {
      const name = one.split('/', 1)[0] as string
      if (name === '*') return undefined
      names.add(name)
    }
  }
  return names.size === 0 ? undefined : names
}

export function indexByRules<T>(
  items: readonly T[],
  rulesOf: (item: T) => readonly Dict[] | undefined,
): Indexed<T> {
  const named = items.map((item) => ({ item, names: namesOf(rulesOf(item)) }))
  const found = new Map<string, readonly T[]>()
  return {
    for(resource) {
      let some = found.get(resource)
      if (some === undefined) {
        const wanted = named.filter(({ names }) => names === undefined || names.has(resource))
        some = wanted.map(({ item }) => item)
        found.set(resource, some)
      }
      return some
    },
  }
}

export function recentIndex<T>(
  surroundings: Surroundings,
  key: string,
  build: () => Indexed<T>,
): Indexed<T> {
  let mine = kept.get(surroundings)
  if (mine === undefined) {
    mine = new Map()
    kept.set(surroundings, mine)
  }
  const there = mine.get(key)
  const now = performance.now()
  if (there && there.until > now) return there.index as Indexed<T>
  const index = build()
  mine.set(key, { until: now + freshMs, index })
  return index
}

/** Policies or webhooks are about to change. */
export function forgetIndexes(surroundings: Surroundings): void {
  kept.delete(surroundings)
}
