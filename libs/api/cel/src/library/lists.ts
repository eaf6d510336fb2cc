// in: nothing → out: functions of lists and sets, and what macros need to build maps. Never: their cost.
import { add } from '../arithmetic.ts'
import { runtimeType } from '../conversions.ts'
import { type Overload, overload, type Run } from '../declare.ts'
import { compare, equal, noOverload } from '../equality.ts'
import {
  ArrayList,
  type CelKey,
  CelList,
  type CelMap,
  type CelValue,
  Duration,
  EntryMap,
  Failure,
  indexKey,
  Uint,
} from '../values.ts'

const comparable = ['int', 'uint', 'double', 'bool', 'duration', 'timestamp', 'string', 'bytes']
const sortable = ['int', 'uint', 'double', 'bool', 'duration', 'timestamp', 'string', 'bytes']
const zeros: Readonly<Record<string, CelValue>> = {
  int: 0n,
  uint: new Uint(0n),
  double: 0,
  duration: new Duration(0n),
}

function isSorted(list: CelList): CelValue {
  for (let index = 1; index < list.size; index += 1) {
    const order = compare(list.get(index - 1), list.get(index))
    if (order instanceof Failure) return order
    if (order > 0n) return false
  }
  return true
}

function sum(list: CelList, zero: CelValue): CelValue {
  let total = zero
  for (const element of list) {
    if (element instanceof Failure) return element
    total = add(total, element)
    if (total instanceof Failure) return total
  }
  return total
}

function extreme(list: CelList, name: string, wanted: bigint): CelValue {
  if (list.size === 0) return new Failure(`${name} called on empty list`)
  let best = list.get(0)
  for (const element of list) {
    const order = compare(best, element)
    if (order === wanted) best = element
    else if (order instanceof Failure) return order
  }
  return best
}

function position(list: CelList, value: CelValue, last: boolean): bigint {
  let found = -1n
  for (let index = 0; index < list.size; index += 1) {
    if (equal(list.get(index), value) !== true) continue
    found = BigInt(index)
    if (!last) break
  }
  return found
}

function slice(list: CelList, start: bigint, end: bigint): CelValue {
  const head = `cannot slice(${start}, ${end}),`
  if (start < 0n || end < 0n) return new Failure(`${head} negative indexes not supported`)
  if (start > end) {
    return new Failure(`${head} start index must be less than or equal to end index`)
  }
  if (list.size < end) return new Failure(`${head} list is length ${list.size}`)
  return new ArrayList([...list].slice(Number(start), Number(end)))
}

function flatten(list: CelList, depth: bigint, into: CelValue[]): void {
  for (const element of list) {
    if (element instanceof CelList && depth > 0n) flatten(element, depth - 1n, into)
    else into.push(element)
  }
}

function flattened(list: CelList, depth: bigint): CelValue {
  if (depth < 0n) return new Failure('level must be non-negative')
  const into: CelValue[] = []
  flatten(list, depth, into)
  return new ArrayList(into)
}

function sortBy(list: CelList, keys: CelList): CelValue {
  if (list.size !== keys.size) {
    const sizes = `${list.size} and ${keys.size} elements respectively`
    const text = 'expected a list of the same size as the associated keys list, but got'
    return new Failure(`@sortByAssociatedKeys() ${text} ${sizes}`)
  }
  if (list.size === 0) return list
  const pairs = [...list].map((element, index) => ({ element, key: keys.get(index) }))
  const kind = runtimeType(keys.get(0)).kind
  if (pairs.some(({ key }) => runtimeType(key).kind !== kind)) {
    return new Failure('list elements must have the same type')
  }
  if (compare(keys.get(0), keys.get(0)) instanceof Failure) {
    return new Failure('list elements must be comparable')
  }
  pairs.sort((a, b) => Number(compare(a.key, b.key)))
  return new ArrayList(pairs.map(({ element }) => element))
}

const rangeMax = 1_000_000n

function range(count: bigint): CelValue {
  if (count < 0n) return new Failure(`lists.range: size must be non-negative, got ${count}`)
  if (count > rangeMax) {
    return new Failure(`lists.range: size ${count} exceeds maximum allowed (${rangeMax})`)
  }
  return new ArrayList(Array.from({ length: Number(count) }, (_, index) => BigInt(index)))
}

function distinct(list: CelList): CelValue {
  const kept: CelValue[] = []
  for (const element of list) {
    if (!kept.some((other) => equal(element, other) === true)) kept.push(element)
  }
  return new ArrayList(kept)
}

function holds(list: CelList, value: CelValue): boolean {
  return position(list, value, false) >= 0n
}

function containsAll(list: CelList, others: CelList): boolean {
  return [...others].every((other) => holds(list, other))
}

function insert(map: CelMap, key: CelKey, value: CelValue): EntryMap | Failure {
  const index = indexKey(key)
  if (index === undefined) return new Failure('unsupported key type')
  const base = map instanceof EntryMap ? map : copied(map)
  if (base.entries.has(index)) {
    return new Failure(`insert failed: key ${key instanceof Uint ? key.value : key} already exists`)
  }
  base.entries.set(index, [key, value])
  return base
}

function copied(map: CelMap): EntryMap {
  const entries: EntryMap['entries'] = new Map()
  for (const key of map.keys()) {
    entries.set(indexKey(key) as string, [key, map.find(key) as CelValue])
  }
  return new EntryMap(entries)
}

function insertAll(map: CelMap, more: CelMap): CelValue {
  let result: EntryMap | Failure = map instanceof EntryMap ? map : copied(map)
  for (const key of more.keys()) {
    if (result instanceof Failure) return result
    result = insert(result, key, more.find(key) as CelValue)
  }
  return result
}

/** `run` for lists; anything else has no such function. */
function onList(run: (list: CelList, ...rest: CelValue[]) => CelValue): Run {
  return (list, ...rest) => (list instanceof CelList ? run(list, ...rest) : noOverload)
}

export const lists: readonly Overload[] = [
  ...comparable.flatMap((type) => [
    overload(`list_${type}_is_sorted_bool`, `list(${type}).isSorted(): bool`, onList(isSorted)),
    overload(
      `list_${type}_max_${type}`,
      `list(${type}).max(): ${type}`,
      onList((list) => extreme(list, 'max', -1n)),
    ),
    overload(
      `list_${type}_min_${type}`,
      `list(${type}).min(): ${type}`,
      onList((list) => extreme(list, 'min', 1n)),
    ),
  ]),
  ...Object.entries(zeros).map(([type, zero]) =>
    overload(
      `list_${type}_sum_${type}`,
      `list(${type}).sum(): ${type}`,
      onList((list) => sum(list, zero)),
    ),
  ),
  overload(
    'list_a_index_of_int',
    'list(A).indexOf(A): int',
    onList((list, value) => position(list, value as CelValue, false)),
  ),
  overload(
    'list_a_last_index_of_int',
    'list(A).lastIndexOf(A): int',
    onList((list, value) => position(list, value as CelValue, true)),
  ),
  overload(
    'list_slice',
    'list(T).slice(int, int): list(T)',
    onList((list, start, end) => slice(list, start as bigint, end as bigint)),
  ),
  overload(
    'list_flatten',
    'list(list(T)).flatten(): list(T)',
    onList((list) => flattened(list, 1n)),
  ),
  overload(
    'list_flatten_int',
    'list(dyn).flatten(int): list(dyn)',
    onList((list, depth) => flattened(list, depth as bigint)),
  ),
  ...sortable.map((type) =>
    overload(
      `list_${type}_sort`,
      `list(${type}).sort(): list(${type})`,
      onList((list) => sortBy(list, list)),
    ),
  ),
  ...sortable.map((type) =>
    overload(
      `list_${type}_sortByAssociatedKeys`,
      `list(T).@sortByAssociatedKeys(list(${type})): list(T)`,
      onList((list, keys) => sortBy(list, keys as CelList)),
    ),
  ),
  overload('lists_range', 'lists~range(int): list(int)', (count) => range(count as bigint)),
  overload(
    'list_reverse',
    'list(T).reverse(): list(T)',
    onList((list) => new ArrayList([...list].reverse())),
  ),
  overload('list_distinct', 'list(T).distinct(): list(T)', onList(distinct)),
  overload('list_sets_contains_list', 'sets~contains(list(T), list(T)): bool', (a, b) =>
    containsAll(a as CelList, b as CelList),
  ),
  overload(
    'list_sets_equivalent_list',
    'sets~equivalent(list(T), list(T)): bool',
    (a, b) => containsAll(a as CelList, b as CelList) && containsAll(b as CelList, a as CelList),
  ),
  overload('list_sets_intersects_list', 'sets~intersects(list(T), list(T)): bool', (a, b) =>
    [...(a as CelList)].some((value) => holds(b as CelList, value)),
  ),
  overload(
    '@mapInsert_map_key_value',
    'cel~@mapInsert(map(K, V), K, V): map(K, V)',
    (map, key, value) => insert(map as CelMap, key as CelKey, value as CelValue),
  ),
  overload('@mapInsert_map_map', 'cel~@mapInsert(map(K, V), map(K, V)): map(K, V)', (map, more) =>
    insertAll(map as CelMap, more as CelMap),
  ),
]
