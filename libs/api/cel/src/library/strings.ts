// in: nothing → out: functions of strings. Never: regular expressions.
import { type Overload, overload } from '../declare.ts'
import { ArrayList, type CelList, type CelValue, Failure } from '../values.ts'
import { formatText } from './string-format.ts'

function outOfRange(index: bigint): Failure {
  return new Failure(`index out of range: ${index}`)
}

function charAt(text: string, index: bigint): CelValue {
  const runes = [...text]
  if (index < 0n || index > runes.length) return outOfRange(index)
  return runes[Number(index)] ?? ''
}

function found(runes: readonly string[], wanted: readonly string[], at: number): boolean {
  return wanted.every((rune, index) => runes[at + index] === rune)
}

function indexOf(text: string, wanted: string, from: bigint): CelValue {
  if (from < 0n) return outOfRange(from)
  const runes = [...text]
  const start = Number(from)
  if (wanted === '') return BigInt(Math.min(start, runes.length))
  const parts = [...wanted]
  for (let at = start; at + parts.length <= runes.length; at += 1) {
    if (found(runes, parts, at)) return BigInt(at)
  }
  return -1n
}

function lastIndexOf(text: string, wanted: string, from: bigint | undefined): CelValue {
  const runes = [...text]
  if (from === undefined) {
    if (wanted === '') return BigInt(runes.length)
    if (text.length < wanted.length) return -1n
    return lastIndexOf(text, wanted, BigInt(runes.length - 1))
  }
  if (from < 0n) return outOfRange(from)
  if (wanted === '') return BigInt(Math.min(Number(from), runes.length))
  const parts = [...wanted]
  if (from >= runes.length) return -1n
  for (let at = Math.min(Number(from), runes.length - parts.length); at >= 0; at -= 1) {
    if (found(runes, parts, at)) return BigInt(at)
  }
  return -1n
}

function substring(text: string, start: bigint, end: bigint | undefined): CelValue {
  const runes = [...text]
  const to = end ?? BigInt(runes.length)
  if (end !== undefined && start > end) {
    return new Failure(`invalid substring range. start: ${start}, end: ${end}`)
  }
  if (start < 0n || start > runes.length) return outOfRange(start)
  if (to < 0n || to > runes.length) return outOfRange(to)
  return runes.slice(Number(start), Number(to)).join('')
}

function split(text: string, separator: string, limit: number): CelValue {
  if (limit === 0) return new ArrayList([])
  const parts = separator === '' ? [...text] : text.split(separator)
  if (limit < 0 || parts.length <= limit) return new ArrayList(parts)
  const rest = parts.slice(limit - 1).join(separator)
  return new ArrayList([...parts.slice(0, limit - 1), rest])
}

function replace(text: string, old: string, by: string, limit: number): string {
  if (limit === 0 || old === by) return text
  const pieces = old === '' ? ['', ...text] : text.split(old)
  if (old === '') pieces.push('')
  const count = limit < 0 ? pieces.length - 1 : Math.min(limit, pieces.length - 1)
  if (count === pieces.length - 1) return pieces.join(by)
  return pieces.slice(0, count + 1).join(by) + old + pieces.slice(count + 1).join(old)
}

function join(list: CelList, separator: string): CelValue {
  const parts: string[] = []
  for (const element of list) {
    if (typeof element !== 'string') return new Failure(`join: invalid input: ${String(element)}`)
    parts.push(element)
  }
  return parts.join(separator)
}

const quoteEscapes: Readonly<Record<string, string>> = {
  '\u0007': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
  '\\': '\\\\',
  '"': '\\"',
}

function quote(text: string): string {
  return `"${text.toWellFormed().replace(/[\u0007\b\f\n\r\t\v\\"]/g, (c) => quoteEscapes[c] ?? c)}"`
}

const goSpace =
  /^[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+|[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+$/g

type Text = [string, string, string]

export const strings: readonly Overload[] = [
  overload('contains_string', 'string.contains(string): bool', (a, b) =>
    (a as string).includes(b as string),
  ),
  overload('ends_with_string', 'string.endsWith(string): bool', (a, b) =>
    (a as string).endsWith(b as string),
  ),
  overload('starts_with_string', 'string.startsWith(string): bool', (a, b) =>
    (a as string).startsWith(b as string),
  ),
  overload('string_char_at_int', 'string.charAt(int): string', (a, at) =>
    charAt(a as string, at as bigint),
  ),
  overload('string_index_of_string', 'string.indexOf(string): int', (a, b) =>
    indexOf(a as string, b as string, 0n),
  ),
  overload('string_index_of_string_int', 'string.indexOf(string, int): int', (a, b, from) =>
    indexOf(a as string, b as string, from as bigint),
  ),
  overload('string_last_index_of_string', 'string.lastIndexOf(string): int', (a, b) =>
    lastIndexOf(a as string, b as string, undefined),
  ),
  overload(
    'string_last_index_of_string_int',
    'string.lastIndexOf(string, int): int',
    (a, b, from) => lastIndexOf(a as string, b as string, from as bigint),
  ),
  overload('string_lower_ascii', 'string.lowerAscii(): string', (a) =>
    (a as string).replace(/[A-Z]+/g, (upper) => upper.toLowerCase()),
  ),
  overload('string_upper_ascii', 'string.upperAscii(): string', (a) =>
    (a as string).replace(/[a-z]+/g, (lower) => lower.toUpperCase()),
  ),
  overload('string_replace_string_string', 'string.replace(string, string): string', (...args) =>
    replace(...(args as Text), -1),
  ),
  overload(
    'string_replace_string_string_int',
    'string.replace(string, string, int): string',
    (a, b, c, limit) => replace(a as string, b as string, c as string, Number(limit)),
  ),
  overload('string_split_string', 'string.split(string): list(string)', (a, b) =>
    split(a as string, b as string, -1),
  ),
  overload('string_split_string_int', 'string.split(string, int): list(string)', (a, b, limit) =>
    split(a as string, b as string, Number(limit)),
  ),
  overload('string_substring_int', 'string.substring(int): string', (a, start) =>
    substring(a as string, start as bigint, undefined),
  ),
  overload('string_substring_int_int', 'string.substring(int, int): string', (a, start, end) =>
    substring(a as string, start as bigint, end as bigint),
  ),
  overload('string_trim', 'string.trim(): string', (a) => (a as string).replace(goSpace, '')),
  overload('string_format', 'string.format(list(dyn)): string', (a, list) =>
    formatText(a as string, list as CelList),
  ),
  overload('strings_quote', 'strings~quote(string): string', (a) => quote(a as string)),
  overload('list_join', 'list(string).join(): string', (list) => join(list as CelList, '')),
  overload('list_join_string', 'list(string).join(string): string', (list, separator) =>
    join(list as CelList, separator as string),
  ),
]
