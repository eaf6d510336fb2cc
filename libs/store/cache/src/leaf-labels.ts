// in: a run of cached objects and label requirements → out: those that may match, found without
// looking at each object.
// Never: the last word.
import { type LabelRequirement, labelHolds } from '@binnacle/meta'
import type { ObjectSpan } from './cached-items.ts'
import type { CachedObject } from './cached-object.ts'
import { limits } from './limits.ts'
import type { Leaf } from './tree.ts'

/** The label's value of an object; undefined: it has none, null: its labels cannot be read. */
type Value = string | undefined | null

/** One label's values, in the order of a leaf's items. */
type Column = readonly Value[]

/** By the label's key, the one asked for first in front. */
type Columns = Map<string, Column>

function valueIn(object: CachedObject, key: string): Value {
  try {
    const labels = object.labels()
    return labels !== undefined && Object.hasOwn(labels, key) ? labels[key] : undefined
  } catch {
    return null
  }
}

/** Kept for as long as the leaf stays as it is. */
function columnOf(leaf: Leaf<CachedObject>, key: string): Column {
  leaf.labels ??= new Map()
  const columns = leaf.labels as Columns
  const known = columns.get(key)
  if (known !== undefined) return known
  const column = leaf.items.map((object) => valueIn(object, key))
  if (columns.size >= limits.leafColumnsMax) columns.delete(columns.keys().next().value as string)
  columns.set(key, column)
  return column
}

/** No object that matches is missing; each must still be matched. */
export function likelyItems(
  { leaf, start, end }: ObjectSpan,
  requirements: readonly LabelRequirement[],
): CachedObject[] {
  // A part of a leaf is not worth reading the labels of the rest.
  if (start > 0 || end < leaf.items.length) return leaf.items.slice(start, end)
  const asked = requirements.slice(0, limits.leafColumnsMax)
  let places = [...leaf.items.keys()]
  for (const requirement of asked) {
    const column = columnOf(leaf, requirement.key)
    places = places.filter((place) => {
      const value = column[place]
      return value === null || labelHolds(requirement, value)
    })
    if (places.length === 0) break
  }
  return places.map((place) => leaf.items[place] as CachedObject)
}
