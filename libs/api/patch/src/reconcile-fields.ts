// in: a set of fields written under an older schema → out: the set as the schema of today would have it.
import {
  type FieldSet,
  isEmptySet,
  isMember,
  recursiveDifference,
  self,
  setOfPaths,
  union,
} from './field-set.ts'
import type { PathElement } from './path-element.ts'
import { deducedShape, memberShape, type Shape } from './shape.ts'

const done = new WeakMap<FieldSet, { readonly shape: Shape; readonly result: FieldSet }>()

/**
 * What lies below a list or map that has become atomic turns into the list or map itself. Sets of stored objects
 * come by again and again, so the answer is remembered with the set.
 */
export function reconcileFields(set: FieldSet, shape: Shape): FieldSet {
  const known = done.get(set)
  if (known !== undefined && known.shape === shape) return known.result
  const atoms: PathElement[][] = []
  visit(set, shape, [], false, atoms)
  const roots = setOfPaths(atoms)
  const result = atoms.length === 0 ? set : union(recursiveDifference(set, roots), roots)
  done.set(set, { shape, result })
  return result
}

/** `leaf`: the path itself is owned and nothing below it. */
function visit(
  set: FieldSet | undefined,
  shape: Shape,
  path: PathElement[],
  leaf: boolean,
  atoms: PathElement[][],
): void {
  const { map, list } = shape
  if (map !== undefined) {
    if (map.rest === deducedShape && map.fields.size === 0) return
    if (!leaf && map.atomic) {
      if (set !== undefined && !isEmptySet(set) && path.length > 0) atoms.push([...path])
    } else if (set !== undefined) {
      below(set, (element) => memberShapeOf(shape, element), path, atoms)
    }
  } else if (shape.scalar === undefined && list !== undefined) {
    if (!leaf && list.relation === 'atomic') {
      if (path.length > 0) atoms.push([...path])
    } else if (set !== undefined) {
      below(set, () => list.items, path, atoms)
    }
  }
}

function memberShapeOf(shape: Shape, element: PathElement): Shape | undefined {
  if (shape.map === undefined) return undefined
  return element.startsWith('f:') ? memberShape(shape.map, element.slice(2)) : shape.map.rest
}

function below(
  set: FieldSet,
  shapeAt: (element: PathElement) => Shape | undefined,
  path: PathElement[],
  atoms: PathElement[][],
): void {
  for (const element in set) {
    if (element === self) continue
    const shape = shapeAt(element)
    if (shape === undefined) continue
    const node = set[element] as FieldSet
    const leaf = isMember(node) && isEmptySet(node)
    path.push(element)
    visit(leaf ? undefined : node, shape, path, leaf, atoms)
    path.pop()
  }
}
