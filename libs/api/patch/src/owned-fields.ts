// in: an object and its shape → out: the set of fields that it sets. Never: a comparison.
import { formOf, isEmptyMap, listOf, mapOf, settled } from './chosen-form.ts'
import type { FieldSet } from './field-set.ts'
import {
  addMember,
  descend,
  type FieldSetDraft,
  finished,
  newDraft,
  type Trail,
} from './field-set-draft.ts'
import { elementOf, isProblem } from './path-element.ts'
import { type ListShape, type MapShape, memberShape, type Shape } from './shape.ts'

interface Walk extends Trail {
  readonly set: FieldSetDraft
}

export function ownedFields(object: unknown, shape: Shape): FieldSet {
  const set = newDraft()
  own({ set, path: [], drafts: [set] }, object, shape, 0)
  return finished(set)
}

function own(walk: Walk, value: unknown, shape: Shape, depth: number): void {
  const form = settled(formOf(shape, value), shape)
  if (form === 'map') ownMap(walk, value, shape.map as MapShape, depth)
  else if (form === 'list') ownList(walk, value, shape.list as ListShape, depth)
  else addMember(walk.set, walk, depth)
}

function ownMap(walk: Walk, value: unknown, shape: MapShape, depth: number): void {
  if (shape.atomic) {
    addMember(walk.set, walk, depth)
    return
  }
  const map = mapOf(value)
  if (map === undefined) return
  for (const name in map) {
    const member = map[name]
    if (member === undefined) continue
    descend(walk, depth, `f:${name}`)
    const below = memberShape(shape, name)
    if (below !== undefined) own(walk, member, below, depth + 1)
    const inner = mapOf(member)
    const empty = member === null || (inner !== undefined && isEmptyMap(inner))
    if (empty || !shape.fields.has(name)) addMember(walk.set, walk, depth + 1)
  }
}

function ownList(walk: Walk, value: unknown, shape: ListShape, depth: number): void {
  if (shape.relation === 'atomic') {
    addMember(walk.set, walk, depth)
    return
  }
  const list = listOf(value)
  if (list === undefined) return
  const elements = list.map((item) => elementOf(shape, item))
  const twins = repeated(elements)
  for (const [index, element] of elements.entries()) {
    if (isProblem(element)) continue
    descend(walk, depth, element)
    if (!twins.has(element)) own(walk, list[index], shape.items, depth + 1)
    addMember(walk.set, walk, depth + 1)
  }
}

function repeated(elements: readonly string[]): Set<string> {
  const twins = new Set<string>()
  if (new Set(elements).size === elements.length) return twins
  const seen = new Set<string>()
  for (const element of elements) {
    if (seen.has(element)) twins.add(element)
    seen.add(element)
  }
  return twins
}
