// in: a JSON value → out: YAML text as the reference writes it: sorted keys, blocks, folded at 80.
import { writeScalar } from './write-yaml-scalar.ts'

const simpleKeyMax = 128

export function toYaml(value: unknown): string {
  const lines = new Output()
  writeNode(lines, value, -2, 'root')
  return `${lines.text}\n`
}

/** Text with the column that folding needs. */
export class Output {
  text = ''
  column = 0

  put(part: string): void {
    this.text += part
    const lastBreak = part.lastIndexOf('\n')
    this.column = lastBreak < 0 ? this.column + part.length : part.length - lastBreak - 1
  }

  breakTo(indent: number): void {
    this.put(`\n${' '.repeat(Math.max(indent, 0))}`)
  }
}

type Place = 'root' | 'value' | 'item'

function writeNode(out: Output, value: unknown, indent: number, place: Place): void {
  if (value === undefined || value === null) return putInline(out, 'null', place)
  if (typeof value === 'string') {
    if (place === 'value') out.put(' ')
    return writeScalar(out, value, { indent: indent + 2, key: false })
  }
  if (typeof value !== 'object') return putInline(out, String(value), place)
  const plain = typeof (value as { toJSON?: unknown }).toJSON === 'function'
  if (plain) return putInline(out, JSON.stringify(value), place)
  if (Array.isArray(value)) return writeList(out, value, indent, place)
  return writeMap(out, value as Record<string, unknown>, indent, place)
}

function putInline(out: Output, text: string, place: Place): void {
  out.put(place === 'value' ? ` ${text}` : text)
}

function writeList(out: Output, list: readonly unknown[], indent: number, place: Place): void {
  if (list.length === 0) return putInline(out, '[]', place)
  // Below a key a list stands at the key's own column.
  const own = place === 'value' ? indent : indent + 2
  for (const [at, item] of list.entries()) {
    if (at > 0 || place === 'value') out.breakTo(own)
    out.put('- ')
    writeNode(out, item, own, 'item')
  }
}

function writeMap(out: Output, map: Record<string, unknown>, indent: number, place: Place): void {
  const keys = Object.keys(map).filter((key) => map[key] !== undefined)
  if (keys.length === 0) return putInline(out, '{}', place)
  const own = indent + 2
  for (const [at, key] of keys.sort(compareKeys).entries()) {
    if (at > 0 || place === 'value') out.breakTo(own)
    if (key.length > simpleKeyMax) {
      out.put('? ')
      writeScalar(out, key, { indent: own + 2, key: false })
      out.breakTo(own)
    } else writeScalar(out, key, { indent: own, key: true })
    out.put(':')
    writeNode(out, map[key], own, 'value')
  }
}

const letter = /\p{L}/u
const digit = /\d/

/** Letters by code, numbers by size, other signs before letters. */
function compareKeys(a: string, b: string): number {
  const left = [...a]
  const right = [...b]
  for (let at = 0; at < left.length && at < right.length; at++) {
    const [x, y] = [left[at], right[at]] as [string, string]
    if (x === y) continue
    const [isLeft, isRight] = [letter.test(x), letter.test(y)]
    if (isLeft && isRight) return x < y ? -1 : 1
    if (isLeft || isRight) return isRight ? -1 : 1
    const zeros = x === '0' || y === '0' ? leadingNumber(left, at) : 0
    const [m, mEnd] = numberAt(left, at, zeros)
    const [n, nEnd] = numberAt(right, at, zeros)
    if (m !== n) return m < n ? -1 : 1
    if (mEnd !== nEnd) return mEnd - nEnd
    return x < y ? -1 : 1
  }
  return left.length - right.length
}

function leadingNumber(letters: readonly string[], at: number): number {
  for (let i = at - 1; i >= 0 && digit.test(letters[i] ?? ''); i--) {
    if (letters[i] !== '0') return 1
  }
  return 0
}

function numberAt(letters: readonly string[], at: number, start: number): [number, number] {
  let value = start
  let end = at
  while (digit.test(letters[end] ?? '')) {
    value = value * 10 + Number(letters[end])
    end++
  }
  return [value, end]
}
