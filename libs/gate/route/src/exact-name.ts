// in: the query of a list → out: the one name that its field selector asks for. Never: a refusal.
import { parseFieldSelector, parseLabelSelector, pathSegmentName } from '@binnacle/meta'

/**
 * '' unless `metadata.name` is asked for exactly and everything else in the query can be read: a list that
 * cannot be read stays a list of everything, so that nobody is allowed more through a broken query.
 */
export function exactName(query: URLSearchParams): string {
  const selector = query.get('fieldSelector')
  if (selector === null || !selector.includes('metadata.name')) return ''
  if (!readable(query)) return ''
  try {
    const { requirements } = parseFieldSelector(selector)
    const named = requirements.find(
      ({ field, operator }) => field === 'metadata.name' && operator === '=',
    )
    return named === undefined || pathSegmentName(named.value).length > 0 ? '' : named.value
  } catch {
    return ''
  }
}

function readable(query: URLSearchParams): boolean {
  for (const key of ['limit', 'timeoutSeconds']) {
    const value = query.get(key)
    if (value !== null && !isInt64(value)) return false
  }
  const labels = query.get('labelSelector')
  if (labels === null || labels === '') return true
  try {
    parseLabelSelector(labels)
    return true
  } catch {
    return false
  }
}

function isInt64(value: string): boolean {
  if (!/^[+-]?[0-9]+$/.test(value)) return false
  const wide = BigInt(value.startsWith('+') ? value.slice(1) : value)
  return BigInt.asIntN(64, wide) === wide
}
