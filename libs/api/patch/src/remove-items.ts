// in: an object and a set of paths → out: the object without them. Never: a changed input.
import { formOf, isEmptyMap, listOf, mapOf, settled } from './chosen-form.ts'
import { type FieldSet, isEmptySet, isMember, self } from './field-set.ts'
import { setMember } from './own-member.ts'
import { elementOf } from './path-element.ts'
import { type ListShape, type MapShape, memberShape, type Shape } from './shape.ts'

/** Containers that lose everything become null, as they do on the reference. */
export function removeItems(value: unknown, gone: FieldSet, shape: Shape): unknown {
  const form = settled(formOf(shape, value), shape)
  if (form === 'map') return removeFromMap(value, gone, shape.map as MapShape)
  if (form === 'list') return removeFromList(value, gone, shape.list as ListShape)
  return value
}

function hasBelow(node: FieldSet): boolean {
  if (isEmptySet(node)) return false
  for (const element in node) if (element !== self) return true
  return false
}

function removeFromMap(value: unknown, gone: FieldSet, shape: MapShape): unknown {
  const map = mapOf(value)
  if (map === undefined || isEmptyMap(map) || shape.atomic) return null
  const kept: Record<string, unknown> = {}
  for (const name in map) {
    if (map[name] === undefined) continue
    const node = gone[`f:${name}`]
    if (node === undefined) {
      setMember(kept, name, map[name])
      continue
    }
    if (isMember(node)) continue
    const below = memberShape(shape, name)
    setMember(kept, name, below ? removeItems(map[name], node, below) : map[name])
  }
  return isEmptyMap(kept) ? null : kept
}

function removeFromList(value: unknown, gone: FieldSet, shape: ListShape): unknown {
  const list = listOf(value)
  if (list === undefined || list.length === 0 || shape.relation === 'atomic') return null
  const kept: unknown[] = []
  for (const item of list) {
    const node = gone[elementOf(shape, item)]
    if (node === undefined) kept.push(item)
    else if (!isMember(node)) {
      kept.push(hasBelow(node) ? removeItems(item, node, shape.items) : item)
    }
  }
  return kept.length === 0 ? null : kept
}
