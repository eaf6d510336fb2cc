// in: a rule of a role and a question → out: whether the rule allows it. Never: who has the role.
import type { AccessQuestion } from '@binnacle/exchange'

/** As roles hold it. */
export interface PolicyRule {
  verbs?: string[]
  apiGroups?: string[]
  resources?: string[]
  resourceNames?: string[]
  nonResourceURLs?: string[]
}

/** The same, made for asking. */
export interface CompiledRule {
  readonly rule: PolicyRule
  readonly verbs: ReadonlySet<string>
  readonly groups: ReadonlySet<string>
  readonly resources: ReadonlySet<string>
  /** undefined: all names. */
  readonly names: ReadonlySet<string> | undefined
  readonly paths: readonly string[]
}

export function compileRule(rule: PolicyRule): CompiledRule {
  return {
    rule,
    verbs: new Set(rule.verbs),
    groups: new Set(rule.apiGroups),
    resources: new Set(rule.resources),
    names: rule.resourceNames?.length ? new Set(rule.resourceNames) : undefined,
    paths: rule.nonResourceURLs ?? [],
  }
}

export function ruleAllows(rule: CompiledRule, asked: AccessQuestion): boolean {
  if (!rule.verbs.has(asked.verb) && !rule.verbs.has('*')) return false
  if (asked.path !== undefined) return pathsCover(rule.paths, asked.path)
  if (!rule.groups.has(asked.group) && !rule.groups.has('*')) return false
  return resourceFits(rule.resources, asked) && (!rule.names || rule.names.has(asked.name))
}

function resourceFits(
  resources: ReadonlySet<string>,
  { resource, subresource }: AccessQuestion,
): boolean {
  if (resources.has('*')) return true
  if (subresource === '') return resources.has(resource)
  return resources.has(`${resource}/${subresource}`) || resources.has(`*/${subresource}`)
}

function pathsCover(paths: readonly string[], path: string): boolean {
  return paths.some((covering) => pathCovers(covering, path))
}

/** A star counts at the end only; every path is below `*`. */
export function pathCovers(covering: string, path: string): boolean {
  if (covering === path || covering === '*') return true
  return covering.endsWith('*') && path.startsWith(covering.replace(/\*+$/, ''))
}
