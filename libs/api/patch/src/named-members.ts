// in: a set of fields and a shape → out: the set with each declared field on the way a member too.
import { emptySet, type FieldSet, isEmptySet, isMember, self } from './field-set.ts'
import { memberShape, type Shape } from './shape.ts'

/** `a.b.c` owns `a` as well when `a` is a declared field, but not `a.b` when `b` is a key of a map. */
export function withNamedMembers(set: FieldSet, shape: Shape | undefined): FieldSet {
  const result: Record<string, FieldSet> = {}
  for (const element in set) {
    const node = set[element] as FieldSet
    if (element === self || isEmptySet(node)) {
      result[element] = node
      continue
    }
    const below = withNamedMembers(node, shapeBelow(shape, element))
    const named = element.startsWith('f:') && shape?.map?.fields.has(element.slice(2)) === true
    result[element] = named && !isMember(below) ? { [self]: emptySet, ...below } : below
  }
  return result
}

function shapeBelow(shape: Shape | undefined, element: string): Shape | undefined {
  if (element.startsWith('f:')) return shape?.map && memberShape(shape.map, element.slice(2))
  return element.startsWith('k:') ? shape?.list?.items : undefined
}
