// in: the query of a list → out: the one name that its field selector asks for. Never: a refusal.
import { parseLabelSelector, pathSegmentName } from '@binnacle/meta'

/**
 * '' unless `metadata.name` is asked for exactly and everything else in the query can be read: a list that
 * cannot be read stays a list of everything, so that nobody is allowed more through a broken query.
 */
export function exactName(query: URLSearchParams): string {
  const selector = query.get('fieldSelector')
  if (selector === null || !selector.includes('metadata.name')) return ''
  if (!readable(query)) return ''
  let name: string | undefined
  for (const term of splitTerms(selector)) {
    const read = readTerm(term)
    if (read === undefined) return ''
    if (read.equal && read.field === 'metadata.name') name ??= read.value
  }
  return name === undefined || pathSegmentName(name).length > 0 ? '' : name
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

/** At commas that no backslash escapes. */
function splitTerms(selector: string): string[] {
  const terms: string[] = []
  let start = 0
  for (let at = 0; at < selector.length; at++) {
    if (selector[at] === '\\') at++
    else if (selector[at] === ',') {
      terms.push(selector.slice(start, at))
      start = at + 1
    }
  }
  terms.push(selector.slice(start))
  return terms.filter((term) => term !== '')
}

function readTerm(term: string): { field: string; equal: boolean; value: string } | undefined {
  const operator = /!=|==|=/.exec(term)
  if (!operator) return undefined
  const value = unescapeValue(term.slice(operator.index + operator[0].length))
  if (value === undefined) return undefined
  return { field: term.slice(0, operator.index), equal: operator[0] !== '!=', value }
}

function unescapeValue(raw: string): string | undefined {
  if (!/[\\,=]/.test(raw)) return raw
  let value = ''
  for (let at = 0; at < raw.length; at++) {
    const char = raw[at] as string
    if (char === ',' || char === '=') return undefined
    if (char !== '\\') {
      value += char
      continue
    }
    const next = raw[++at]
    if (next !== '\\' && next !== ',' && next !== '=') return undefined
    value += next
  }
  return value
}
