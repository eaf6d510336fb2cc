// in: a value → out: whether it is a JSON object. Never: numbers, times and bytes that are objects here.
import type { Dict } from '@binnacle/meta'

export function isPlainDict(value: unknown): value is Dict {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  const prototype = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}
