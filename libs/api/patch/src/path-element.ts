// in: a list item or a serialised path element → out: its canonical text, order and wording. Never: sets.
import { goQuote } from '@binnacle/meta'
import { goNumber } from './go-text.ts'
import { isDict, ownMember } from './own-member.ts'
import type { ListShape } from './shape.ts'

/** Elements are kept as FieldsV1 spells them: `f:name`, `k:{"name":"a"}`, `v:"a"`, `i:0`. */
export type PathElement = string

/** First character of what elementOf answers when an item cannot be told apart. */
const problemMark = '!'

export function isProblem(element: string): boolean {
  return element[0] === problemMark
}

export function problemText(element: string): string {
  return element.slice(1)
}

/** Elements of items met in the operation under way, which meets each of them several times. */
let met: Map<object, PathElement> | undefined

/** Runs something synchronous that changes no object, and remembers the elements of items meanwhile. */
export function rememberingElements<T>(run: () => T): T {
  if (met !== undefined) return run()
  met = new Map()
  try {
    return run()
  } finally {
    met = undefined
  }
}

/** The element that names an item of a set or keyed list, or a problem. */
export function elementOf(list: ListShape, item: unknown): PathElement {
  if (list.relation !== 'map' || list.keys.length === 0) return valueElement(item)
  if (met === undefined || typeof item !== 'object' || item === null) return keyElement(list, item)
  const known = met.get(item)
  if (known !== undefined) return known
  const element = keyElement(list, item)
  met.set(item, element)
  return element
}

function keyElement(list: ListShape, item: unknown): string {
  if (item === null) return '!associative list with keys may not have a null element'
  if (!isDict(item)) return '!associative list with keys may not have non-map elements'
  let text = ''
  for (const { name, fallback } of list.sortedKeys) {
    const own = ownMember(item, name)
    const value = own === undefined ? fallback : own
    if (value === undefined) continue
    text += `${text === '' ? '' : ','}${jsonText(name)}:${jsonText(value)}`
  }
  if (text === '') {
    const keys = `[${list.keys.map(goQuote).join(' ')}]`
    return `!associative list with keys has an element that omits all key fields ${keys} (and doesn't have default values for any key fields)`
  }
  return `k:{${text}}`
}

function valueElement(item: unknown): string {
  if (item === null) return "!associative list without keys has an element that's an explicit null"
  if (Array.isArray(item)) return '!not supported: associative list with lists as elements'
  if (isDict(item)) return "!associative list without keys has an element that's a map type"
  return `v:${jsonText(item)}`
}

const simple = /^[^"\\<>&\u0000-\u001f\u007f-\uffff]*$/

/** JSON as the reference writes it inside an element: no spaces, `<>&` escaped, sorted members. */
export function jsonText(value: unknown): string {
  if (typeof value === 'string' && simple.test(value)) return `"${value}"`
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  if (typeof value === 'bigint') return value.toString()
  return escaped(JSON.stringify(sortedDeep(value)))
}

function escaped(text: string): string {
  return text.replace(/[<>&\u2028\u2029]|\\[bf]/g, (found) => {
    if (found === '\\b') return '\\u0008'
    if (found === '\\f') return '\\u000c'
    return `\\u${found.charCodeAt(0).toString(16).padStart(4, '0')}`
  })
}

function sortedDeep(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortedDeep)
  if (!isDict(value)) return value
  const names = Object.keys(value).sort(compareText)
  return Object.fromEntries(names.map((name) => [name, sortedDeep(value[name])]))
}

/** Elements of the usual kind, in the only spelling that they have. */
const canonical =
  /^(?:v:("[^"\\<>&\u0000-\u001f\u007f-\uffff]*"|0|[1-9]\d{0,14})|k:\{"[A-Za-z]+":("[^"\\<>&\u0000-\u001f\u007f-\uffff]*"|0|[1-9]\d{0,14})\})$/

/**
 * The canonical spelling of an element that somebody else wrote; undefined for a kind of element that is not
 * known, which is left out, and null for one that cannot be read.
 */
export function readElement(text: string): PathElement | undefined | null {
  if (text.length < 2 || text[1] !== ':') return null
  if (text.startsWith('f:')) return text
  if (text.startsWith('i:')) return /^i:[+-]?\d+$/.test(text) ? `i:${Number(text.slice(2))}` : null
  if (!text.startsWith('k:') && !text.startsWith('v:')) return undefined
  if (canonical.test(text)) return text
  try {
    const value: unknown = JSON.parse(text.slice(2))
    if (text.startsWith('v:')) return `v:${jsonText(value)}`
    return isDict(value) ? `k:${jsonText(value)}` : null
  } catch {
    return null
  }
}

/** `.name`, `[name="a"]`, `[="a"]`, `[0]`. */
export function elementText(element: PathElement): string {
  const body = element.slice(2)
  if (element.startsWith('f:')) return `.${body}`
  if (element.startsWith('i:')) return `[${body}]`
  const value: unknown = JSON.parse(body)
  if (element.startsWith('v:')) return `[=${valueText(value)}]`
  const pairs = Object.entries(value as object).map(([name, key]) => `${name}=${valueText(key)}`)
  return `[${pairs.join(',')}]`
}

export function pathText(path: readonly PathElement[]): string {
  return path.map(elementText).join('')
}

function valueText(value: unknown): string {
  if (value === null) return 'null'
  if (typeof value === 'string') return goQuote(value)
  if (typeof value === 'number') return goNumber(value)
  if (typeof value !== 'object') return String(value)
  if (Array.isArray(value)) return `[${value.map(valueText).join(',')}]`
  return Object.entries(value)
    .map(([name, member]) => `${name}=${valueText(member)}`)
    .join('')
}

/** Order of code points, which is Go's order of bytes. */
export function compareText(a: string, b: string): number {
  const length = Math.min(a.length, b.length)
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i)
    const y = b.charCodeAt(i)
    if (x === y) continue
    // Halves of surrogate pairs stand for code points above all others.
    const highX = x >= 0xd800 && x < 0xe000
    const highY = y >= 0xd800 && y < 0xe000
    if (highX !== highY) return highX ? 1 : -1
    return x - y
  }
  return a.length - b.length
}

const ranks: Readonly<Record<string, number>> = { f: 0, k: 1, v: 2, i: 3 }

interface Sortable {
  readonly element: PathElement
  readonly rank: number
  /** Of a keyed item names and values in turn, otherwise the one value. */
  readonly parts: readonly unknown[]
}

/** Sorted as the reference keeps them: fields, keys, values, indexes. */
export function sortElements(elements: readonly PathElement[]): PathElement[] {
  if (elements.length < 2) return [...elements]
  if (elements.every((element) => element.startsWith('f:'))) return sortTexts(elements)
  const sortable = elements.map(toSortable)
  if (!inOrderAlready(sortable)) sortable.sort(compareSortable)
  return sortable.map(({ element }) => element)
}

function sortTexts(elements: readonly PathElement[]): PathElement[] {
  for (let i = 1; i < elements.length; i++) {
    if (compareText(elements[i - 1] as string, elements[i] as string) > 0) {
      return [...elements].sort(compareText)
    }
  }
  return [...elements]
}

function toSortable(element: PathElement): Sortable {
  const rank = ranks[element[0] as string] ?? 4
  if (rank === 0) return { element, rank, parts: [element] }
  const value: unknown = JSON.parse(element.slice(2))
  return { element, rank, parts: rank === 1 ? Object.entries(value as object).flat() : [value] }
}

function inOrderAlready(sortable: readonly Sortable[]): boolean {
  for (let i = 1; i < sortable.length; i++) {
    if (compareSortable(sortable[i - 1] as Sortable, sortable[i] as Sortable) > 0) return false
  }
  return true
}

function compareSortable(a: Sortable, b: Sortable): number {
  if (a.rank !== b.rank) return a.rank - b.rank
  const length = Math.min(a.parts.length, b.parts.length)
  for (let i = 0; i < length; i++) {
    const order = compareValues(a.parts[i], b.parts[i])
    if (order !== 0) return order
  }
  return a.parts.length - b.parts.length
}

const typeOrder = ['number', 'string', 'boolean', 'list', 'map', 'null']

function typeRank(value: unknown): number {
  if (value === null) return 5
  if (Array.isArray(value)) return 3
  if (typeof value === 'object') return 4
  return typeOrder.indexOf(typeof value === 'bigint' ? 'number' : typeof value)
}

function compareValues(a: unknown, b: unknown): number {
  if (typeof a === 'string' && typeof b === 'string') return compareText(a, b)
  const order = typeRank(a) - typeRank(b)
  if (order !== 0) return order
  if (typeof a === 'object') return compareText(jsonText(a), jsonText(b))
  return (a as number) < (b as number) ? -1 : (a as number) > (b as number) ? 1 : 0
}
