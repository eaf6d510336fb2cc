// in: a JSON value → out: how Go's fmt shows it (%v, %#v, %T), which error texts carry. Never: JSON.
import { goQuote } from '@binnacle/meta'

/** `%T` of a decoded JSON value. */
export function goTypeName(value: unknown): string {
  if (value === null || value === undefined) return '<nil>'
  if (typeof value === 'string') return 'string'
  if (typeof value === 'boolean') return 'bool'
  if (typeof value === 'bigint') return 'int64'
  if (typeof value === 'number') return Number.isInteger(value) ? 'int64' : 'float64'
  return Array.isArray(value) ? '[]interface {}' : 'map[string]interface {}'
}

/** `%v`: maps with sorted keys, strings bare. */
export function goText(value: unknown): string {
  if (value === null || value === undefined) return '<nil>'
  if (typeof value === 'number') return goNumber(value)
  if (typeof value !== 'object') return String(value)
  if (Array.isArray(value)) return `[${value.map(goText).join(' ')}]`
  const pairs = sortedEntries(value).map(([name, member]) => `${name}:${goText(member)}`)
  return `map[${pairs.join(' ')}]`
}

/** `%#v`: as Go source. */
export function goSource(value: unknown): string {
  if (value === null || value === undefined) return 'interface {}(nil)'
  if (typeof value === 'string') return goQuote(value)
  if (typeof value === 'number') return goNumber(value)
  if (typeof value !== 'object') return String(value)
  if (Array.isArray(value)) return `[]interface {}{${value.map(goSource).join(', ')}}`
  const pairs = sortedEntries(value).map(([name, member]) => `${goQuote(name)}:${goSource(member)}`)
  return `map[string]interface {}{${pairs.join(', ')}}`
}

/** `%v` of a float64 or int64: exponents only from 1e21 on and below 1e-4, with two digits. */
export function goNumber(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e21) return value.toFixed(0)
  if (Math.abs(value) >= 1e-4 && Math.abs(value) < 1e21) return String(value)
  return value.toExponential().replace(/e([+-])(\d)$/, 'e$10$2')
}

function sortedEntries(value: object): [string, unknown][] {
  return Object.entries(value).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
}
