// in: a list and its part of a strategic merge patch → out: the merged list. Never: a changed list.
import { ApiError, failure, unknownError } from '@binnacle/meta'
import { goText, goTypeName } from './go-text.ts'
import { isDict, ownMember } from './own-member.ts'
import { directive, mergeMaps, wrongType } from './strategic-merge.ts'
import { goKind, type MergeRule } from './strategic-meta.ts'
import { inMergedOrder, splitByPresence } from './strategic-order.ts'

type Dict = Record<string, unknown>
const dictType = 'map[string]interface {}'

/** `deletes`: the patch lists what goes, of a list of primitive values. */
export function mergeLists(
  list: readonly unknown[],
  patch: readonly unknown[],
  rule: MergeRule,
  deletes: boolean,
): readonly unknown[] {
  if (rule.strategy !== 'merge' && !deletes) return patch
  if (list.length === 0 && patch.length === 0) return list
  const type = itemType(list, patch)
  if (type !== dictType) return mergeValues(list, patch, rule, type, deletes)
  if (rule.mergeKey === '') {
    throw unknownError(`cannot merge lists without merge key for ${goKind(rule.type)}`)
  }
  const { kept, sent } = special(list, patch, rule.mergeKey)
  const merged = mergeItems(kept, sent, rule)
  const { present, rest } = splitByPresence(merged, sent, rule.mergeKey)
  return inMergedOrder(present, rest, sent, kept, rule.mergeKey, true)
}

function mergeValues(
  list: readonly unknown[],
  patch: readonly unknown[],
  rule: MergeRule,
  type: string,
  deletes: boolean,
): readonly unknown[] {
  if (deletes) {
    const gone = new Set(patch)
    return list.filter((value) => !gone.has(value))
  }
  const merged = [...new Set([...list, ...patch])]
  const { present, rest } = splitByPresence(merged, patch, rule.mergeKey)
  return inMergedOrder(present, rest, patch, list, rule.mergeKey, type === dictType)
}

/** The Go type of all the items. */
export function itemType(...lists: (readonly unknown[])[]): string {
  let type: string | undefined
  for (const item of lists.flat()) {
    const own = Array.isArray(item) ? 'list' : goTypeName(item)
    if (type === undefined && own === 'list') throw noListOfLists()
    type ??= own
    if (type !== own) {
      const shown = lists.map(goText).join(' ')
      throw unknownError(`list element types are not identical: [${shown}]`)
    }
  }
  if (type === undefined) throw unknownError('no elements in any of the given slices')
  return type
}

function noListOfLists(): ApiError {
  const message = 'the server rejected our request due to an error in our request'
  return new ApiError(failure(422, 'Invalid', message, {}))
}

export function noMergeKey(item: unknown, mergeKey: string): ApiError {
  return unknownError(`map: ${goText(item)} does not contain declared merge key: ${mergeKey}`)
}

/** Items with a directive take effect and go; after a `replace` nothing of the list is left. */
function special(
  list: readonly unknown[],
  patch: readonly unknown[],
  mergeKey: string,
): { kept: readonly unknown[]; sent: readonly unknown[] } {
  const sent: unknown[] = []
  const gone = new Set<unknown>()
  let replace = false
  for (const item of patch as Dict[]) {
    const asked = ownMember(item, directive)
    if (asked === undefined) {
      sent.push(item)
    } else if (asked === 'delete') {
      const value = ownMember(item, mergeKey)
      if (value === undefined) throw noMergeKey(item, mergeKey)
      gone.add(value)
    } else if (asked === 'replace') {
      replace = true
    } else if (asked === 'merge') {
      throw unknownError('merging lists cannot yet be specified in the patch')
    } else {
      throw unknownError(`unknown patch type: ${goText(asked)} in map: ${goText(item)}`)
    }
  }
  if (replace) return { kept: sent, sent: [] }
  const kept = gone.size === 0 ? list : list.filter((item) => !gone.has(keyOf(item, mergeKey)))
  return { kept, sent }
}

function keyOf(item: unknown, mergeKey: string): unknown {
  return isDict(item) ? ownMember(item, mergeKey) : undefined
}

/** Items of the patch merged into those of the same key, or put behind them. */
function mergeItems(
  list: readonly unknown[],
  patch: readonly unknown[],
  rule: MergeRule,
): unknown[] {
  const merged = [...list]
  const places = new Map<unknown, number>()
  for (const [place, item] of merged.entries()) {
    const key = keyOf(item, rule.mergeKey)
    if (key !== undefined && !places.has(key)) places.set(key, place)
  }
  for (const item of patch as Dict[]) {
    const key = ownMember(item, rule.mergeKey)
    if (key === undefined) throw noMergeKey(item, rule.mergeKey)
    const place = places.get(key)
    if (place === undefined) {
      places.set(key, merged.length)
      merged.push(item)
    } else {
      merged[place] = mergeMaps(merged[place] as Dict, item, rule.type)
    }
  }
  return merged
}

/** The items as objects with a merge key, or the error that says which is not. */
export function requireKeys(items: readonly unknown[], mergeKey: string): void {
  for (const item of items) {
    if (!isDict(item)) throw wrongType(dictType, item)
    if (ownMember(item, mergeKey) === undefined) throw noMergeKey(item, mergeKey)
  }
}
