// in: the paths that a write does not own, or the only ones it does → out: sets of fields without the rest.
import {
  emptySet,
  type FieldSet,
  isEmptySet,
  isMember,
  recursiveDifference,
  self,
  setOfPaths,
} from './field-set.ts'
import type { Comparison } from './compare-objects.ts'

export type FieldFilter = (set: FieldSet) => FieldSet

type Paths = readonly (readonly string[])[]

/** Paths as field names: `[['status'], ['metadata', 'labels']]`. What is there and below is left out. */
export function leavingOut(paths: Paths): FieldFilter {
  const out = setOfPaths(paths.map((path) => path.map((name) => `f:${name}`)))
  return (set) => recursiveDifference(set, out)
}

/** Only what is at these paths and below, with `*` for any element, and what lies on the way. */
export function keepingOnly(paths: Paths): FieldFilter {
  return (set) => keep(set, paths)
}

function keep(set: FieldSet, paths: Paths): FieldSet {
  const result: Record<string, FieldSet> = {}
  for (const element in set) {
    if (element === self) continue
    const matching = paths.filter(([first]) => first === '*' || `f:${first}` === element)
    if (matching.length === 0) continue
    const node = set[element] as FieldSet
    const rests = matching.map((path) => path.slice(1))
    const below = rests.some((rest) => rest.length === 0) ? node : keepNode(node, rests)
    if (below !== undefined) result[element] = below
  }
  return result
}

function keepNode(node: FieldSet, paths: Paths): FieldSet | undefined {
  const below = keep(node, paths)
  if (isEmptySet(below)) return isMember(node) ? emptySet : undefined
  return isMember(node) ? { [self]: emptySet, ...below } : below
}

/** The filter of a resource or subresource, from what its kind says; undefined: everything is owned. */
export function fieldFilter(
  reset: Paths | undefined,
  kept: Paths | undefined,
): FieldFilter | undefined {
  if (kept !== undefined && kept.length > 0) return keepingOnly(kept)
  return reset === undefined || reset.length === 0 ? undefined : leavingOut(reset)
}

export function filtered(comparison: Comparison, filter: FieldFilter | undefined): Comparison {
  if (filter === undefined) return comparison
  const { added, modified, removed } = comparison
  return { added: filter(added), modified: filter(modified), removed: filter(removed) }
}
