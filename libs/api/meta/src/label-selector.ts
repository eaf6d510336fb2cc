// in: a parsed label selector and labels → out: whether they match. Never: parsing.

export type LabelOperator = 'in' | 'notin' | '=' | '==' | '!=' | 'exists' | '!' | 'gt' | 'lt'

export interface LabelRequirement {
  readonly key: string
  readonly operator: LabelOperator
  readonly values: readonly string[]
}

/** All requirements must hold, sorted by key; `nothing` matches no object at all. */
export interface LabelSelector {
  readonly requirements: readonly LabelRequirement[]
  readonly nothing?: boolean
}

export const everything: LabelSelector = { requirements: [] }
export const nothing: LabelSelector = { requirements: [], nothing: true }

type Labels = Readonly<Record<string, string>> | undefined

function valueOf(labels: Labels, key: string): string | undefined {
  return labels !== undefined && Object.hasOwn(labels, key) ? labels[key] : undefined
}

function compares(value: string, wanted: string | undefined, operator: 'gt' | 'lt'): boolean {
  if (!/^[-+]?\d+$/.test(value) || wanted === undefined) return false
  const left = BigInt(value)
  const right = BigInt(wanted)
  return operator === 'gt' ? left > right : left < right
}

/** Whether a label with this value does what is required; undefined: there is no such label. */
export function labelHolds(requirement: LabelRequirement, value: string | undefined): boolean {
  switch (requirement.operator) {
    case 'in':
    case '=':
    case '==':
      return value !== undefined && requirement.values.includes(value)
    case 'notin':
    case '!=':
      return value === undefined || !requirement.values.includes(value)
    case 'exists':
      return value !== undefined
    case '!':
      return value === undefined
    case 'gt':
    case 'lt':
      return value !== undefined && compares(value, requirement.values[0], requirement.operator)
  }
}

export function matchesLabels(selector: LabelSelector, labels: Labels): boolean {
  if (selector.nothing) return false
  for (const requirement of selector.requirements) {
    if (!labelHolds(requirement, valueOf(labels, requirement.key))) return false
  }
  return true
}

function show({ key, operator, values }: LabelRequirement): string {
  const list = [...values].sort().join(',')
  switch (operator) {
    case 'exists':
      return key
    case '!':
      return `!${key}`
    case 'in':
    case 'notin':
      return `${key} ${operator} (${list})`
    case 'gt':
      return `${key}>${list}`
    case 'lt':
      return `${key}<${list}`
    default:
      return `${key}${operator}${list}`
  }
}

/** The selector as text, as upstream prints it (scale's status.selector, printer columns). */
export function formatLabelSelector(selector: LabelSelector): string {
  return selector.requirements.map(show).join(',')
}
