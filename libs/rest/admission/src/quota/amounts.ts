// in: lists of resource amounts → out: sums, differences, comparisons of them. Never: what is counted.
import {
  addQuantities,
  compareQuantities,
  formatQuantity,
  parseQuantity,
  type Quantity,
  subtractQuantities,
  zeroQuantity,
} from '@binnacle/meta'

/** Amounts by resource name. */
export type Amounts = ReadonlyMap<string, Quantity>

export function readAmounts(list: Record<string, string> | undefined): Amounts {
  return new Map(Object.entries(list ?? {}).map(([name, text]) => [name, parseQuantity(text)]))
}

export function writeAmounts(amounts: Amounts): Record<string, string> {
  return Object.fromEntries([...amounts].map(([name, amount]) => [name, formatQuantity(amount)]))
}

export function addAmounts(a: Amounts, b: Amounts): Amounts {
  const sum = new Map(a)
  for (const [name, amount] of b)
    sum.set(name, addQuantities(sum.get(name) ?? zeroQuantity, amount))
  return sum
}

/** What `a` has more than `b`; never below zero. */
export function increase(a: Amounts, b: Amounts): Amounts {
  const more = new Map<string, Quantity>()
  for (const [name, amount] of a) {
    const left = subtractQuantities(amount, b.get(name) ?? zeroQuantity)
    more.set(name, left.nanos < 0n ? { ...left, nanos: 0n } : left)
  }
  return more
}

/** `a` less `b`, name by name of `b`; never below zero. */
export function decrease(a: Amounts, b: Amounts): Amounts {
  const less = new Map(a)
  for (const [name, amount] of b) {
    const had = a.get(name)
    if (had === undefined) continue
    const left = subtractQuantities(had, amount)
    less.set(name, left.nanos < 0n ? { ...left, nanos: 0n } : left)
  }
  return less
}

export function onlyNames(amounts: Amounts, names: ReadonlySet<string>): Amounts {
  return new Map([...amounts].filter(([name]) => names.has(name)))
}

export function withoutZeros(amounts: Amounts): Amounts {
  return new Map([...amounts].filter(([, amount]) => amount.nanos !== 0n))
}

export function negative(amounts: Amounts): string[] {
  return [...amounts].filter(([, { nanos }]) => nanos < 0n).map(([name]) => name)
}

/** Names whose amount is more than the bound. */
export function beyond(amounts: Amounts, bounds: Amounts): Set<string> {
  const names = new Set<string>()
  for (const [name, amount] of amounts) {
    const bound = bounds.get(name)
    if (bound && compareQuantities(amount, bound) > 0) names.add(name)
  }
  return names
}

/** `cpu=1,pods=2`, sorted. */
export function showAmounts(amounts: Amounts): string {
  return [...amounts]
    .map(([name, amount]) => `${name}=${formatQuantity(amount)}`)
    .sort()
    .join(',')
}
