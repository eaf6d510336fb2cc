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
  readonly everyResource: boolean
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
    everyResource: rule.resources?.includes('*') ?? false,
    names: rule.resourceNames?.length ? new Set(rule.resourceNames) : undefined,
    paths: rule.nonResourceURLs ?? [],
  }
}

/** Resources are looked at first: most rules are about others. */
export function ruleAllows(rule: CompiledRule, asked: AccessQuestion): boolean {
  if (asked.path !== undefined) return allowsVerb(rule, asked) && pathsCover(rule.paths, asked.path)
  if (!rule.everyResource && !namesResource(rule.resources, asked)) return false
  if (!allowsVerb(rule, asked)) return false
  if (!rule.groups.has(asked.group) && !rule.groups.has('*')) return false
  return !rule.names || rule.names.has(asked.name)
}

function allowsVerb({ verbs }: CompiledRule, { verb }: AccessQuestion): boolean {
  return verbs.has(verb) || verbs.has('*')
}

function namesResource(
  resources: ReadonlySet<string>,
  { resource, subresource }: AccessQuestion,
): boolean {
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
