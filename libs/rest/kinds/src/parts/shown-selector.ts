// in: labels or a selector → out: the same with its keys in order, as refusals show it. Never: a rule.
import type { Dict } from '@binnacle/meta'

export function shownLabels(labels: Dict | null | undefined): Dict | null {
  if (!labels) return null
  return Object.fromEntries(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)))
}

export function shownSelector(selector: Dict | null | undefined): Dict | null {
  if (!selector) return null
  const { matchLabels, ...rest } = selector
  return matchLabels ? { matchLabels: shownLabels(matchLabels), ...rest } : rest
}
