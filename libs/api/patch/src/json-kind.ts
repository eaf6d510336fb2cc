// in: a parsed JSON value → out: what Go's decoder calls it in errors. Never: types of the API.
import { NumberLiteral } from '@binnacle/schema'

export function jsonKind(value: unknown): string {
  if (Array.isArray(value)) return 'array'
  if (typeof value === 'boolean') return 'bool'
  return typeof value === 'bigint' || value instanceof NumberLiteral ? 'number' : typeof value
}
