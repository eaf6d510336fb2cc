// in: two objects of one shape → out: which paths were added, changed and removed. Never: who owns them.
import { type Form, formOf, isEmptyMap, listOf, mapOf, settled } from './chosen-form.ts'
import { equalValues } from './equal-values.ts'
import type { FieldSet } from './field-set.ts'
import {
  addMember,
  descend,
  type FieldSetDraft,
  finished,
  newDraft,
  type Trail,
} from './field-set-draft.ts'
import { elementOf, isProblem, type PathElement } from './path-element.ts'
import { type ListShape, type MapShape, memberShape, type Shape } from './shape.ts'

export interface Comparison {
  readonly added: FieldSet
  readonly modified: FieldSet
  readonly removed: FieldSet
}

interface Walk extends Trail {
  readonly added: FieldSetDraft
  readonly modified: FieldSetDraft
  readonly removed: FieldSetDraft
}

export function compareObjects(was: unknown, now: unknown, shape: Shape): Comparison {
  const [added, modified, removed] = [newDraft(), newDraft(), newDraft()]
  const walk = { added, modified, removed, path: [], drafts: [added, modified, removed] }
  compare(walk, was, now, shape, 0)
  return { added: finished(added), modified: finished(modified), removed: finished(removed) }
}

/** `undefined` stands for absent, which is not null. */
function compare(walk: Walk, was: unknown, now: unknown, shape: Shape, depth: number): void {
  if (was === now) return
  const formWas = formOf(shape, was)
  const formNow = formOf(shape, now)
  let leaf: boolean
  if (now === undefined) leaf = compareAs(walk, formWas, was, now, shape, depth)
  else if (was === undefined || formWas === formNow) {
    leaf = compareAs(walk, formNow, was, now, shape, depth)
  } else {
    compareAs(walk, formWas, was, now, shape, depth)
    leaf = compareAs(walk, formNow, was, now, shape, depth)
  }
  if (leaf) return
  if (was === undefined) addMember(walk.added, walk, depth)
  else if (now === undefined) addMember(walk.removed, walk, depth)
}

/** True when the value was taken as a leaf. */
function compareAs(
  walk: Walk,
  form: Form,
  was: unknown,
  now: unknown,
  shape: Shape,
  depth: number,
): boolean {
  switch (settled(form, shape)) {
    case 'map':
      return compareMaps(walk, was, now, shape.map as MapShape, depth)
    case 'list':
      return compareLists(walk, was, now, shape.list as ListShape, depth)
    default:
      compareLeaf(walk, was, now, depth)
      return true
  }
}

function compareLeaf(walk: Walk, was: unknown, now: unknown, depth: number): void {
  if (was === undefined) addMember(walk.added, walk, depth)
  else if (now === undefined) addMember(walk.removed, walk, depth)
  else if (!equalValues(was, now)) addMember(walk.modified, walk, depth)
}

function compareMaps(
  walk: Walk,
  was: unknown,
  now: unknown,
  shape: MapShape,
  depth: number,
): boolean {
  const left = mapOf(was)
  const right = mapOf(now)
  if (shape.atomic || (isEmptyMap(left) && isEmptyMap(right))) {
    compareLeaf(walk, was, now, depth)
    return true
  }
  if (left !== undefined) {
    for (const name in left) {
      const value = left[name]
      if (value === undefined) continue
      const other = right !== undefined && Object.hasOwn(right, name) ? right[name] : undefined
      compareMember(walk, name, value, other, shape, depth)
    }
  }
  if (right !== undefined) {
    for (const name in right) {
      const value = right[name]
      if (value === undefined) continue
      if (left !== undefined && Object.hasOwn(left, name) && left[name] !== undefined) continue
      compareMember(walk, name, undefined, value, shape, depth)
    }
  }
  return false
}

function compareMember(
  walk: Walk,
  name: string,
  was: unknown,
  now: unknown,
  shape: MapShape,
  depth: number,
): void {
  if (was === now) return
  const below = memberShape(shape, name)
  // A member without a shape was refused when the object was typed.
  if (below === undefined) return
  descend(walk, depth, `f:${name}`)
  compare(walk, was, now, below, depth + 1)
}

function compareLists(
  walk: Walk,
  was: unknown,
  now: unknown,
  shape: ListShape,
  depth: number,
): boolean {
  const left = listOf(was)
  const right = listOf(now)
  const empty = (left ?? []).length === 0 && (right ?? []).length === 0
  if (shape.relation === 'atomic' || empty) {
    compareLeaf(walk, was, now, depth)
    return true
  }
  const before = byElement(left ?? [], shape)
  const after = byElement(right ?? [], shape)
  for (const [element, items] of before) {
    compareItems(walk, element, items, after.get(element), shape, depth)
  }
  for (const [element, items] of after) {
    if (!before.has(element)) compareItems(walk, element, undefined, items, shape, depth)
  }
  return false
}

/** Several items under one element, which only objects from before such lists were checked have. */
class Duplicates {
  readonly items: unknown[]
  constructor(items: unknown[]) {
    this.items = items
  }
}

function byElement(list: readonly unknown[], shape: ListShape): Map<PathElement, unknown> {
  const items = new Map<PathElement, unknown>()
  for (const item of list) {
    const element = elementOf(shape, item)
    if (isProblem(element)) continue
    const known = items.get(element)
    if (known === undefined) items.set(element, item)
    else if (known instanceof Duplicates) known.items.push(item)
    else items.set(element, new Duplicates([known, item]))
  }
  return items
}

/** Duplicates are one leaf; an item that gains or loses a twin goes from one form to the other. */
function compareItems(
  walk: Walk,
  element: PathElement,
  was: unknown,
  now: unknown,
  shape: ListShape,
  depth: number,
): void {
  descend(walk, depth, element)
  if (!(was instanceof Duplicates) && !(now instanceof Duplicates)) {
    compare(walk, was, now, shape.items, depth + 1)
  } else if (was instanceof Duplicates && now instanceof Duplicates) {
    if (!equalValues(was.items, now.items)) addMember(walk.modified, walk, depth + 1)
  } else if (was instanceof Duplicates) {
    if (now !== undefined) compare(walk, undefined, now, shape.items, depth + 1)
    addMember(walk.removed, walk, depth + 1)
  } else {
    if (was !== undefined) compare(walk, was, undefined, shape.items, depth + 1)
    addMember(walk.added, walk, depth + 1)
  }
}
