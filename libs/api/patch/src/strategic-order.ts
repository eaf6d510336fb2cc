// in: the items of a merged list, the order of the patch and of the live list → out: the items in order.
// Never: their contents.
import { unknownError } from '@binnacle/meta'
import { goText } from './go-text.ts'
import { isDict, ownMember } from './own-member.ts'
import { itemType, mergeLists, noMergeKey, requireKeys } from './strategic-lists.ts'
import { directive, orderPrefix, withoutDirectives, wrongType } from './strategic-merge.ts'
import type { MergeRule } from './strategic-meta.ts'

type Items = readonly unknown[]
const dictType = 'map[string]interface {}'

/** A list with `$setElementOrder`; undefined when neither side has the list. */
export function mergeOrdered(
  own: Items | undefined,
  sent: Items | undefined,
  order: Items,
  rule: MergeRule,
): Items | undefined {
  checkOrder(sent ?? [], order, rule.mergeKey)
  let merged: Items
  if (own === undefined) {
    if (sent === undefined) return undefined
    merged = withoutDirectives(sent) as Items
  } else {
    merged = sent === undefined ? own : mergeLists(own, sent, rule, false)
  }
  const { present, rest } = splitByPresence(merged, order, rule.mergeKey)
  const type = itemType(own ?? [], sent ?? [])
  return inMergedOrder(present, rest, order, own ?? [], rule.mergeKey, type === dictType)
}

/** What the patch sets must come in the order that it asks for. */
function checkOrder(sent: Items, order: Items, mergeKey: string): void {
  if (sent.length === 0 || order.length === 0) return
  const items = mergeKey === '' ? sent : sent.filter((item) => !isDeletion(item))
  let next = 0
  let place = 0
  while (next < items.length && place < order.length) {
    const item = items[next]
    if (isDict(item) && Object.hasOwn(item, directive)) {
      next++
      continue
    }
    if (keyFor(item, mergeKey) === keyFor(order[place], mergeKey)) next++
    place++
  }
  if (next >= items.length) return
  throw unknownError(
    `The order in patch list:\n${goText(sent)}\n doesn't match ${orderPrefix} list:\n${goText(order)}\n`,
  )
}

function isDeletion(item: unknown): boolean {
  if (!isDict(item)) throw wrongType(dictType, item)
  return ownMember(item, directive) === 'delete'
}

function keyFor(item: unknown, mergeKey: string): unknown {
  if (mergeKey === '') return item
  if (!isDict(item)) throw wrongType(dictType, item)
  const key = ownMember(item, mergeKey)
  if (key === undefined) throw noMergeKey(item, mergeKey)
  return key
}

/** The items that `by` names too, and the others. */
export function splitByPresence(
  items: Items,
  by: Items,
  mergeKey: string,
): { present: unknown[]; rest: unknown[] } {
  const present: unknown[] = []
  const rest: unknown[] = []
  if (mergeKey !== '') requireKeys(items, mergeKey)
  const names = new Set<unknown>()
  for (const [index, item] of by.entries()) {
    if (mergeKey === '') names.add(item)
    else if (isDict(item)) names.add(ownMember(item, mergeKey))
    else if (items.length > 0) throw unknownError(`value for key ${index} is not a map`)
  }
  for (const item of items) {
    const key = mergeKey === '' ? item : ownMember(item as object, mergeKey)
    ;(names.has(key) ? present : rest).push(item)
  }
  return { present, rest }
}

/**
 * Items of the patch in its order, the others in the live list's order. An item of the live list stays in front of
 * one of the patch only when it stood in front of it there, so that new items come first.
 */
export function inMergedOrder(
  present: Items,
  rest: Items,
  patchOrder: Items,
  liveOrder: Items,
  mergeKey: string,
  dicts: boolean,
): unknown[] {
  const placesInPatch = placesOf(patchOrder, mergeKey, dicts)
  const placesInLive = placesOf(liveOrder, mergeKey, dicts)
  const right = sorted(present, patchOrder, placesInPatch, mergeKey, dicts)
  const left = sorted(rest, liveOrder, placesInLive, mergeKey, dicts)
  const merged: unknown[] = []
  let l = 0
  let r = 0
  while (l < left.length && r < right.length) {
    const mine = placesInLive.get(nameOf(left[l], mergeKey, dicts))
    const other = placesInLive.get(nameOf(right[r], mergeKey, dicts))
    const first = mine !== undefined && other !== undefined && mine < other
    merged.push(first ? left[l++] : right[r++])
  }
  return [...merged, ...left.slice(l), ...right.slice(r)]
}

function nameOf(item: unknown, mergeKey: string, dicts: boolean): unknown {
  if (!dicts) return item
  return isDict(item) ? ownMember(item, mergeKey) : undefined
}

function placesOf(items: Items, mergeKey: string, dicts: boolean): Map<unknown, number> {
  const places = new Map<unknown, number>()
  for (const [place, item] of items.entries()) {
    const name = nameOf(item, mergeKey, dicts)
    if (!places.has(name)) places.set(name, place)
  }
  return places
}

function sorted(
  items: Items,
  order: Items,
  places: Map<unknown, number>,
  mergeKey: string,
  dicts: boolean,
): unknown[] {
  if (!dicts) return byPlace(items, places, mergeKey, dicts)
  requireKeys(items, mergeKey)
  requireKeys(order, mergeKey)
  const deletions = items.filter((item) => isDeletion(item))
  const others = items.filter((item) => !isDeletion(item))
  return [...byPlace(others, places, mergeKey, dicts), ...deletions]
}

function byPlace(
  items: Items,
  places: Map<unknown, number>,
  mergeKey: string,
  dicts: boolean,
): unknown[] {
  const placed = items.map((item) => ({
    item,
    place: places.get(nameOf(item, mergeKey, dicts)) ?? -1,
  }))
  return placed.sort((a, b) => a.place - b.place).map(({ item }) => item)
}
