// in: rules that somebody would give away and rules that he has → out: what he lacks. Never: a lookup.
import type { User } from '@binnacle/exchange'
import { goQuote } from '@binnacle/meta'
import { type PolicyRule, pathCovers } from './policy-rule.ts'

/** undefined: nothing is lacking. Else the text behind "is forbidden: ". */
export function whyEscalation(
  user: User,
  held: readonly PolicyRule[],
  wanted: readonly PolicyRule[],
  unresolved: readonly string[] = [],
): string | undefined {
  const missing = wanted.flatMap(breakDown).filter((part) => !held.some((own) => covers(own, part)))
  if (missing.length === 0) return undefined
  const texts = [...new Set(compact(missing).map(compactText))].sort()
  const groups = user.groups.map(goQuote).join(' ')
  const head =
    `user ${goQuote(user.name)} (groups=[${groups}]) is attempting to grant RBAC permissions ` +
    'not currently held:\n'
  const tail = unresolved.length === 0 ? '' : `; resolution errors: [${unresolved.join(' ')}]`
  return `${head}${texts.join('\n')}${tail}`
}

/** Parts with one verb, one resource, one name each. */
function breakDown(rule: PolicyRule): PolicyRule[] {
  const parts: PolicyRule[] = []
  const {
    verbs = [],
    apiGroups = [],
    resources = [],
    resourceNames = [],
    nonResourceURLs = [],
  } = rule
  for (const group of apiGroups) {
    for (const resource of resources) {
      for (const verb of verbs) {
        const part = { apiGroups: [group], resources: [resource], verbs: [verb] }
        if (resourceNames.length === 0) parts.push(part)
        for (const name of resourceNames) parts.push({ ...part, resourceNames: [name] })
      }
    }
  }
  for (const url of nonResourceURLs) {
    for (const verb of verbs) parts.push({ nonResourceURLs: [url], verbs: [verb] })
  }
  return parts
}

function covers(own: PolicyRule, part: PolicyRule): boolean {
  const {
    verbs = [],
    apiGroups = [],
    resources = [],
    resourceNames = [],
    nonResourceURLs = [],
  } = own
  const has = (all: readonly string[], wanted: readonly string[] = []) =>
    wanted.every((one) => all.includes(one))
  return (
    (verbs.includes('*') || has(verbs, part.verbs)) &&
    (apiGroups.includes('*') || has(apiGroups, part.apiGroups)) &&
    (resources.includes('*') ||
      (part.resources ?? []).every((one) => coversResource(resources, one))) &&
    (resourceNames.length === 0 ||
      (part.resourceNames !== undefined && has(resourceNames, part.resourceNames))) &&
    (part.nonResourceURLs ?? []).every((url) => nonResourceURLs.some((one) => pathCovers(one, url)))
  )
}

function coversResource(resources: readonly string[], wanted: string): boolean {
  if (resources.includes(wanted)) return true
  const slash = wanted.indexOf('/')
  return slash >= 0 && resources.includes(`*/${wanted.slice(slash + 1)}`)
}

/** Verbs of one resource and name come together; the rest stays as it is. */
function compact(rules: readonly PolicyRule[]): PolicyRule[] {
  const others: PolicyRule[] = []
  const simple = new Map<string, PolicyRule>()
  for (const rule of rules) {
    if (rule.nonResourceURLs) {
      others.push(rule)
      continue
    }
    const key = JSON.stringify([rule.apiGroups, rule.resources, rule.resourceNames])
    const known = simple.get(key)
    if (known) known.verbs?.push(...(rule.verbs ?? []))
    else simple.set(key, { ...rule, verbs: [...(rule.verbs ?? [])] })
  }
  return [...others, ...simple.values()]
}

export function compactText(rule: PolicyRule): string {
  const parts: string[] = []
  const add = (name: string, values: readonly string[] = []) => {
    if (values.length > 0) parts.push(`${name}:[${values.map(goQuote).join(' ')}]`)
  }
  add('APIGroups', rule.apiGroups)
  add('Resources', rule.resources)
  add('NonResourceURLs', rule.nonResourceURLs)
  add('ResourceNames', rule.resourceNames)
  add('Verbs', rule.verbs)
  return `{${parts.join(', ')}}`
}
