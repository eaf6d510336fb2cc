// in: a list of quantities → out: the same, in place, no finer than a thousandth. Never: what a resource means.
import type { Dict } from '@binnacle/meta'

const finer: Readonly<Record<string, bigint>> = { u: 1000n, n: 1000000n }

/** Canonical quantities finer than milli end in u or n. */
function roundUp(quantity: string): string {
  const match = /^(-?)(\d+)([un])$/.exec(quantity)
  if (match === null) return quantity
  const step = finer[match[3] as string] as bigint
  const count = BigInt(match[2] as string)
  // Away from zero, as upstream rounds.
  const milli = (count + step - 1n) / step
  if (milli % 1000n === 0n) return `${match[1]}${milli / 1000n}`
  return `${match[1]}${milli}m`
}

export function resourceListDefaults(list: Dict | null | undefined): void {
  if (!list) return
  for (const name of Object.keys(list)) {
    const quantity = list[name]
    if (typeof quantity !== 'string') continue
    const last = quantity.charCodeAt(quantity.length - 1)
    if (last === 0x75 || last === 0x6e) list[name] = roundUp(quantity)
  }
}

export function requirementsDefaults(resources: Dict | null | undefined): void {
  if (!resources) return
  resourceListDefaults(resources.limits)
  resourceListDefaults(resources.requests)
}
