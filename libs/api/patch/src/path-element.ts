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
  return element.startsWith(problemMark)
}

export function problemText(element: string): string {
  return element.slice(1)
}

/** The element that names an item of a set or keyed list, or a problem. */
export function elementOf(list: ListShape, item: unknown): PathElement {
  return list.relation === 'map' && list.keys.length > 0
    ? keyElement(list, item)
    : valueElement(item)
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

/**
 * The canonical spelling of an element that somebody else wrote; undefined for a kind of element that is not
 * known, which is left out, and null for one that cannot be read.
 */
export function readElement(text: string): PathElement | undefined | null {
  if (text.length < 2 || text[1] !== ':') return null
  if (text.startsWith('f:')) return text
  if (text.startsWith('i:')) return /^i:[+-]?\d+$/.test(text) ? `i:${Number(text.slice(2))}` : null
  if (!text.startsWith('k:') && !text.startsWith('v:')) return undefined
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

/** Sorted as the reference keeps them: fields, keys, values, indexes. */
export function sortElements(elements: readonly PathElement[]): PathElement[] {
  if (elements.every((element) => element.startsWith('f:'))) return [...elements].sort(compareText)
  const read = elements.map((element) => ({
    element,
    rank: ranks[element[0] as string] ?? 4,
    value: element.startsWith('f:') ? element : (JSON.parse(element.slice(2)) as unknown),
  }))
  read.sort((a, b) => a.rank - b.rank || compareOf(a.rank, a.value, b.value))
  return read.map(({ element }) => element)
}

function compareOf(rank: number, a: unknown, b: unknown): number {
  if (rank === 0) return compareText(a as string, b as string)
  return rank === 1 ? compareKeys(a as object, b as object) : compareValues(a, b)
}

function compareKeys(a: object, b: object): number {
  const left = Object.entries(a)
  const right = Object.entries(b)
  for (let i = 0; i < left.length && i < right.length; i++) {
    const [nameA, valueA] = left[i] as [string, unknown]
    const [nameB, valueB] = right[i] as [string, unknown]
    const order = compareText(nameA, nameB) || compareValues(valueA, valueB)
    if (order !== 0) return order
  }
  return left.length - right.length
}

const typeOrder = ['number', 'string', 'boolean', 'list', 'map', 'null']

function typeRank(value: unknown): number {
  if (value === null) return 5
  if (Array.isArray(value)) return 3
  if (typeof value === 'object') return 4
  return typeOrder.indexOf(typeof value === 'bigint' ? 'number' : typeof value)
}

function compareValues(a: unknown, b: unknown): number {
  const order = typeRank(a) - typeRank(b)
  if (order !== 0) return order
  if (typeof a === 'string') return compareText(a, b as string)
  if (typeof a === 'object') return compareText(jsonText(a), jsonText(b))
  return (a as number) < (b as number) ? -1 : (a as number) > (b as number) ? 1 : 0
}
