// in: a LabelSelector → out: its text as Go's generated String writes the struct. Never: matching.
import type { Dict } from '@binnacle/meta'
import { listOf } from './field-checks.ts'

export function showSelectorAsGo(selector: Dict): string {
  const labels = Object.entries((selector.matchLabels ?? {}) as Record<string, string>)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `${key}: ${value},`)
    .join('')
  const rules = listOf(selector.matchExpressions)
    .map(
      ({ key = '', operator = '', values = [] }) =>
        `LabelSelectorRequirement{Key:${key},Operator:${operator},Values:[${values.join(' ')}],},`,
    )
    .join('')
  const list = `[]LabelSelectorRequirement{${rules}}`
  return `&LabelSelector{MatchLabels:map[string]string{${labels}},MatchExpressions:${list},}`
}
