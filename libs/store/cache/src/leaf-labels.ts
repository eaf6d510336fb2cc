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

function narrow(places: number[], column: Column, requirement: LabelRequirement): number[] {
  return places.filter((place) => {
    const value = column[place]
    return value === null || labelHolds(requirement, value)
  })
}

function placesIn(column: Column, requirement: LabelRequirement): number[] {
  const { operator, values } = requirement
  const places: number[] = []
  const only = values.length === 1 ? values[0] : undefined
  if (only === undefined || (operator !== '=' && operator !== '==' && operator !== 'in')) {
    for (let place = 0; place < column.length; place++) places.push(place)
    return narrow(places, column, requirement)
  }
  for (let place = 0; place < column.length; place++) {
    const value = column[place]
    if (value === only || value === null) places.push(place)
  }
  return places
}

/** No object that matches is missing; each must still be matched. */
export function likelyItems(
  { leaf, start, end }: ObjectSpan,
  requirements: readonly LabelRequirement[],
): CachedObject[] {
  const { items } = leaf
  const whole = start === 0 && end === items.length
  const [first, ...more] = requirements
  // The labels of a part of a leaf are not worth reading those of the rest.
  if (!whole || first === undefined) return items.slice(start, end)
  let places = placesIn(columnOf(leaf, first.key), first)
  for (const requirement of more.slice(0, limits.leafColumnsMax - 1)) {
    if (places.length === 0) break
    places = narrow(places, columnOf(leaf, requirement.key), requirement)
  }
  return places.map((place) => items[place] as CachedObject)
}
