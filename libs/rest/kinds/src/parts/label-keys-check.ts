// in: the label keys of a term about pods → out: what is wrong with them. Never: the rest of the term.
import { type Dict, type FieldError, forbidden, invalid, labelNameErrors } from '@binnacle/meta'
import { listOf } from './field-checks.ts'

function checkKeys(
  errors: FieldError[],
  path: string,
  keys: readonly string[],
  selector: Dict | undefined,
): void {
  if (keys.length === 0) return
  if (!selector) {
    errors.push(forbidden(path, 'must not be specified when labelSelector is not set'))
    return
  }
  for (const [i, key] of keys.entries()) errors.push(...labelNameErrors(key, `${path}[${i}]`))
}

/** Keys whose values the server adds to the selector may not stand there already. */
export function checkLabelKeys(errors: FieldError[], path: string, term: Dict): void {
  const match: string[] = term.matchLabelKeys ?? []
  const mismatch: string[] = term.mismatchLabelKeys ?? []
  if (match.length === 0 && mismatch.length === 0) return
  const selector: Dict | undefined = term.labelSelector
  checkKeys(errors, `${path}.matchLabelKeys`, match, selector)
  checkKeys(errors, `${path}.mismatchLabelKeys`, mismatch, selector)
  const seen = new Set(Object.keys(selector?.matchLabels ?? {}))
  for (const { key } of listOf(selector?.matchExpressions)) {
    if (match.includes(key) && seen.has(key)) {
      const text = 'exists in both matchLabelKeys and labelSelector'
      errors.push(invalid(`${path}[${match.lastIndexOf(key)}]`, key, text))
    }
    seen.add(key)
  }
  for (const [i, key] of match.entries()) {
    if (!mismatch.includes(key)) continue
    const text = 'exists in both matchLabelKeys and mismatchLabelKeys'
    errors.push(invalid(`${path}.matchLabelKeys[${i}]`, key, text))
  }
}
