// in: labels or a LabelSelector → out: its one-line text in tables and scales. Never: matching.
import type { Dict } from '@binnacle/meta'

/** `a=b,c=d`, sorted. */
export function labelsText(labels: Readonly<Record<string, string>> | undefined): string {
  return Object.entries(labels ?? {})
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `${key}=${value}`)
    .join(',')
}

/** As tables show them. */
export function showLabels(labels: Readonly<Record<string, string>> | undefined): string {
  return labelsText(labels) || '<none>'
}

function byKey(a: { key: string }, b: { key: string }): number {
  return a.key < b.key ? -1 : a.key > b.key ? 1 : 0
}

function showRequirement(
  key: string,
  operator: string,
  values: readonly string[],
): string | undefined {
  const list = [...values].sort().join(',')
  switch (operator) {
    case 'In':
      return `${key} in (${list})`
    case 'NotIn':
      return `${key} notin (${list})`
    case 'Exists':
      return key
    case 'DoesNotExist':
      return `!${key}`
    default:
      return undefined
  }
}

/** The parts of the text, requirements sorted by key; undefined for an operator that does not exist. */
export function selectorText(selector: Dict | null | undefined): string | undefined {
  const parts: { key: string; text: string }[] = []
  for (const [key, value] of Object.entries(
    (selector?.matchLabels ?? {}) as Record<string, string>,
  )) {
    parts.push({ key, text: `${key}=${value}` })
  }
  for (const wanted of (selector?.matchExpressions ?? []) as Dict[]) {
    const text = showRequirement(wanted.key, wanted.operator, wanted.values ?? [])
    if (text === undefined) return undefined
    parts.push({ key: wanted.key, text })
  }
  return parts
    .sort(byKey)
    .map((part) => part.text)
    .join(',')
}

/** As tables show it: nothing selected and everything selected both read `<none>`. */
export function showSelector(selector: Dict | null | undefined): string {
  const text = selectorText(selector)
  if (text === undefined) return '<error>'
  return text === '' ? '<none>' : text
}
