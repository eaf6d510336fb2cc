// in: a live object and a configuration of one shape → out: both merged. Never: ownership, or a changed input.
import { type Form, formOf, isEmptyMap, listOf, mapOf, settled } from './chosen-form.ts'
import { equalValues } from './equal-values.ts'
import { setMember } from './own-member.ts'
import { elementOf, elementText, isProblem, type PathElement, problemText } from './path-element.ts'
import { type ListShape, type MapShape, memberShape, type Shape } from './shape.ts'

/** What is wrong with a live object when a configuration meets it. */
export class MergeProblem extends Error {}

/** Undefined only for nothing at all. Parts that the configuration leaves alone are shared with `live`. */
export function mergeObjects(live: unknown, config: unknown, shape: Shape): unknown {
  if (config === undefined) return live
  // Where both could be taken in several forms, the configuration's counts.
  return mergeAs(formOf(shape, config), live, config, shape)
}

function mergeAs(form: Form, live: unknown, config: unknown, shape: Shape): unknown {
  switch (settled(form, shape)) {
    case 'map':
      return mergeMaps(live, config, shape.map as MapShape)
    case 'list':
      return mergeLists(live, config, shape.list as ListShape)
    default:
      return config
  }
}

/** What is the same stays the same object, so that a later comparison need not look into it. */
function whole(live: unknown, config: unknown): unknown {
  return equalValues(live, config) ? live : config
}

function mergeMaps(live: unknown, config: unknown, shape: MapShape): unknown {
  const left = mapOf(live)
  const right = mapOf(config)
  if (shape.atomic || (isEmptyMap(left) && isEmptyMap(right))) return whole(live, config)
  const merged: Record<string, unknown> = {}
  let changed = left === undefined
  for (const name in left) {
    const value = left[name]
    if (value === undefined) continue
    const other = right !== undefined && Object.hasOwn(right, name) ? right[name] : undefined
    const member = mergeMember(name, value, other, shape)
    changed ||= member !== value
    if (member !== undefined) setMember(merged, name, member)
  }
  for (const name in right) {
    if (right[name] === undefined) continue
    if (left !== undefined && Object.hasOwn(left, name) && left[name] !== undefined) continue
    const member = mergeMember(name, undefined, right[name], shape)
    if (member === undefined) continue
    changed = true
    setMember(merged, name, member)
  }
  if (!changed) return live
  return isEmptyMap(merged) ? undefined : merged
}

function mergeMember(name: string, live: unknown, config: unknown, shape: MapShape): unknown {
  if (config === undefined) return live
  const below = memberShape(shape, name)
  return below === undefined ? live : mergeObjects(live, config, below)
}

interface Indexed {
  readonly elements: PathElement[]
  /** Null for an element that comes more than once. */
  readonly items: Map<PathElement, unknown>
  readonly list: readonly unknown[]
}

function indexed(list: readonly unknown[], shape: ListShape, twinsAllowed: boolean): Indexed {
  const elements: PathElement[] = []
  const items = new Map<PathElement, unknown>()
  for (const [index, item] of list.entries()) {
    const element = elementOf(shape, item)
    if (isProblem(element)) throw new MergeProblem(`element ${index}: ${problemText(element)}`)
    if (items.has(element)) {
      if (!twinsAllowed) throw new MergeProblem(`duplicate entries for key ${elementText(element)}`)
      items.set(element, null)
    } else {
      items.set(element, item)
    }
    elements.push(element)
  }
  return { elements, items, list }
}

function mergeLists(live: unknown, config: unknown, shape: ListShape): unknown {
  const left = listOf(live)
  const right = listOf(config)
  const empty = (left ?? []).length === 0 && (right ?? []).length === 0
  if (shape.relation === 'atomic' || empty) return whole(live, config)
  const configured = indexed(right ?? [], shape, false)
  const merged = interleave(indexed(left ?? [], shape, true), configured, shape)
  if (left !== undefined && sameItems(left, merged)) return left
  return merged.length === 0 ? undefined : merged
}

function sameItems(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((item, index) => item === b[index])
}

/**
 * Items of both in one list: those of the configuration in its own order, those of the live list alone where
 * they stood, between the shared ones.
 */
function interleave(live: Indexed, config: Indexed, shape: ListShape): unknown[] {
  const merged: unknown[] = []
  const done = new Set<PathElement>()
  const shared = config.elements.filter((element) => live.items.has(element))
  let next = 0
  const take = (element: PathElement): void => {
    done.add(element)
    const item = mergeObjects(live.items.get(element), config.items.get(element), shape.items)
    if (item !== undefined) merged.push(item)
  }
  let l = 0
  let c = 0
  while (l < live.elements.length || c < config.elements.length) {
    const mine = live.elements[l]
    const other = config.elements[c]
    if (mine !== undefined && other !== undefined) {
      if (mine === other) {
        take(mine)
        l++
        c++
        next++
        continue
      }
      if (config.items.has(mine) && shared[next] !== undefined && shared[next] !== mine) {
        l++
        continue
      }
    }
    if (mine !== undefined) {
      if (!config.items.has(mine)) {
        merged.push(live.list[l])
        l++
        continue
      }
      if (done.has(mine)) l++
    }
    if (other !== undefined) {
      take(other)
      c++
      if (shared[next] === other) next++
    }
  }
  return merged
}
