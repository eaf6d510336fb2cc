// in: a call that was made → out: its cost in units. Never: who counts them.
import type { Overload } from './declare.ts'
import type { Format } from './library/formats.ts'
import { runeCount } from './library/operators.ts'
import { CelList, CelMap, type CelValue, isOpaque, Optional } from './values.ts'

/** What functions of strings cost by character. */
export const perCharacter = 0.1
export const perPatternCharacter = 0.25
export const listCost = 10
export const mapCost = 30
export const structCost = 40
/** Allows no more than two questions to the authorizer for each expression. */
export const checkCost = 350_000

export function actualSize(value: CelValue | undefined): number {
  if (typeof value === 'string') return runeCount(value)
  if (typeof value !== 'object' || value === null) return 1
  if (value instanceof CelList || value instanceof CelMap) return value.size
  if (value instanceof Uint8Array) return value.length
  if (value instanceof Optional) return value.value === undefined ? 1 : actualSize(value.value)
  return isOpaque(value) ? (value.size ?? 1) : 1
}

function traversal(value: CelValue | undefined): number {
  if (typeof value === 'string') return Math.floor(Buffer.byteLength(value) * perCharacter)
  if (value instanceof Uint8Array) return Math.floor(value.length * perCharacter)
  let cost = 0
  if (value instanceof CelList) {
    for (const element of value) cost += traversal(element)
    return cost
  }
  if (!(value instanceof CelMap)) return 1
  for (const key of value.keys()) cost += traversal(key) + traversal(value.find(key))
  return cost
}

function read(value: CelValue | undefined, times = 1): number {
  return Math.ceil(actualSize(value) * times * perCharacter)
}

function pattern(text: CelValue | undefined, patternSize: number): number {
  return (
    Math.ceil((1 + actualSize(text)) * perCharacter) * Math.ceil(patternSize * perPatternCharacter)
  )
}

type Cost = (args: readonly CelValue[], result: CelValue, overload: Overload) => number

const one: Cost = () => 1
const readFirst: Cost = ([first]) => read(first)
const readFirstTwice: Cost = ([first]) => read(first, 2)
const traverseFirst: Cost = ([first]) => traversal(first)

function selectorCost([, selector]: readonly CelValue[]): number {
  const length = actualSize(selector)
  const requirements = Math.ceil(Math.ceil(length * 0.5) * (listCost + structCost))
  return listCost + read(selector) + requirements
}

function containsCost([cidr, other]: readonly CelValue[], textual: boolean): number {
  return Math.ceil(actualSize(cidr) * 2 * perCharacter) + (textual ? read(other) : 0)
}

const smaller: Cost = ([a, b]) => {
  if (isOpaque(a)) return 1
  return Math.ceil(Math.min(actualSize(a), actualSize(b)) * perCharacter)
}

function sets(factor: number): Cost {
  return ([a, b]) => 1 + Math.floor(actualSize(a) * actualSize(b) * factor)
}

function allocating(factor: number, size: number): number {
  return Math.floor(size * factor) + 1 + listCost
}

function selfCompare(list: CelValue | undefined): number {
  const size = actualSize(list)
  const first = list instanceof CelList && list.size > 0 ? list.get(0) : undefined
  const textual = typeof first === 'string' || first instanceof Uint8Array
  return allocating(textual ? 2 + perCharacter : 2, size * size)
}

const byName: Readonly<Record<string, Cost>> = {
  check: () => checkCost,
  fieldSelector: (args) => selectorCost(args),
  labelSelector: (args) => selectorCost(args),
  isSorted: traverseFirst,
  sum: traverseFirst,
  max: traverseFirst,
  min: traverseFirst,
  indexOf: traverseFirst,
  lastIndexOf: traverseFirst,
  includes: traverseFirst,
  url: readFirst,
  lowerAscii: readFirst,
  upperAscii: readFirst,
  substring: readFirst,
  trim: readFirst,
  'jsonpatch.escapeKey': readFirst,
  replace: readFirstTwice,
  split: readFirstTwice,
  join: (_, result) => read(result, 2),
  find: ([text, regex]) => pattern(text, actualSize(regex)),
  findAll: ([text, regex]) => pattern(text, actualSize(regex)),
  cidr: readFirst,
  isIP: readFirst,
  isCIDR: readFirst,
  ip: ([first], _, { id }) => (id === 'cidr_ip' ? 1 : read(first)),
  'ip.isCanonical': readFirstTwice,
  containsIP: (args, _, { id }) => containsCost(args, id === 'cidr_contains_ip_string'),
  containsCIDR: (args, _, { id }) =>
    containsCost(args, id === 'cidr_contains_cidr_string') + read(args[0]) + 1,
  quantity: readFirst,
  isQuantity: readFirst,
  semver: readFirst,
  isSemver: readFirst,
  validate: ([format, text]) => pattern(text, (format as Format).regexSize),
  startsWith: ([, part]) => read(part),
  endsWith: ([, part]) => read(part),
  'strings.quote': readFirst,
  format: readFirst,
  matches: ([text, regex]) => pattern(text, actualSize(regex)),
  contains: ([text, part]) => read(text) * read(part),
  '_==_': smaller,
  '_!=_': smaller,
}

const byId: Readonly<Record<string, Cost>> = {
  string_to_bytes: readFirst,
  bytes_to_string: readFirst,
  in_list: ([, list]) => actualSize(list),
  add_string: ([a, b]) => Math.ceil((actualSize(a) + actualSize(b)) * perCharacter),
  add_bytes: ([a, b]) => Math.ceil((actualSize(a) + actualSize(b)) * perCharacter),
  ...Object.fromEntries(
    ['less', 'less_equals', 'greater', 'greater_equals'].flatMap((word) => [
      [`${word}_string`, smaller],
      [`${word}_bytes`, smaller],
    ]),
  ),
  list_slice: (_, result) => allocating(1, actualSize(result)),
  lists_range: (_, result) => allocating(1, actualSize(result)),
  list_reverse: (_, result) => allocating(1, actualSize(result)),
  list_flatten: ([list]) => allocating(1, actualSize(list)),
  list_flatten_int: ([list, depth]) => allocating(Math.max(Number(depth), 0), actualSize(list)),
  list_distinct: ([list]) => selfCompare(list),
  list_sets_contains_list: sets(1),
  list_sets_intersects_list: sets(1),
  list_sets_equivalent_list: sets(2),
}

/** How calls of an overload are charged. */
export function costOf(overload: Overload): Cost {
  const special = Object.hasOwn(byId, overload.id) ? byId[overload.id] : undefined
  if (special !== undefined) return special
  if (overload.id.endsWith('_sort')) return ([list]) => selfCompare(list)
  if (overload.id.endsWith('_sortByAssociatedKeys')) return ([, keys]) => selfCompare(keys)
  return (Object.hasOwn(byName, overload.name) ? byName[overload.name] : undefined) ?? one
}
