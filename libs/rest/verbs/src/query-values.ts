// in: query parameters → out: their values as the reference reads them. Never: what they mean.
import { badRequest, goQuote } from '@binnacle/meta'

/** `false` and `0` are false, everything else is true, `banana` too. */
export function queryBoolean(query: URLSearchParams, name: string): boolean | undefined {
  const value = query.get(name)
  if (value === null) return undefined
  const lower = value.toLowerCase()
  return lower !== 'false' && lower !== '0'
}

const int64Max = 2n ** 63n - 1n

export function queryInteger(query: URLSearchParams, name: string): number | undefined {
  const value = query.get(name)
  if (value === null) return undefined
  if (!/^[-+]?\d+$/.test(value)) {
    throw badRequest(`strconv.ParseInt: parsing ${goQuote(value)}: invalid syntax`)
  }
  const exact = BigInt(value.startsWith('+') ? value.slice(1) : value)
  if (exact > int64Max || exact < -int64Max - 1n) {
    throw badRequest(`strconv.ParseInt: parsing ${goQuote(value)}: value out of range`)
  }
  return Number(exact)
}

export function queryText(query: URLSearchParams, name: string): string {
  return query.get(name) ?? ''
}
