// in: a FlowSchema → out: which requests it takes, and how it tells their flows apart. Never: state.
import type { RequestInfo, User } from '@binnacle/exchange'
import type { Dict, KubeObject } from '@binnacle/meta'

export interface SchemaMatch {
  readonly name: string
  readonly uid: string
  readonly level: string
  readonly precedence: number
  readonly distinguish: 'ByUser' | 'ByNamespace' | undefined
  matches(info: RequestInfo, user: User): boolean
}

export function schemaMatch(object: KubeObject): SchemaMatch {
  const spec: Dict = object.spec ?? {}
  const rules: Dict[] = spec.rules ?? []
  return {
    name: object.metadata.name ?? '',
    uid: object.metadata.uid ?? '',
    level: spec.priorityLevelConfiguration?.name ?? '',
    precedence: spec.matchingPrecedence ?? 1000,
    distinguish: spec.distinguisherMethod?.type,
    matches: (info, user) => rules.some((rule) => ruleMatches(rule, info, user)),
  }
}

function ruleMatches(rule: Dict, info: RequestInfo, user: User): boolean {
  if (!(rule.subjects ?? []).some((subject: Dict) => subjectMatches(subject, user))) return false
  return info.isResourceRequest
    ? (rule.resourceRules ?? []).some((one: Dict) => resourceMatches(one, info))
    : (rule.nonResourceRules ?? []).some((one: Dict) => pathMatches(one, info))
}

function subjectMatches(subject: Dict, { name, groups }: User): boolean {
  if (subject.kind === 'User') return subject.user?.name === '*' || subject.user?.name === name
  if (subject.kind === 'Group') {
    return subject.group?.name === '*' || groups.includes(subject.group?.name)
  }
  if (subject.kind !== 'ServiceAccount' || !subject.serviceAccount) return false
  const { namespace, name: account } = subject.serviceAccount
  const prefix = `system:serviceaccount:${namespace}:`
  return account === '*' ? name.startsWith(prefix) : name === prefix + account
}

/** A wildcard counts when it stands alone, as validation demands. */
function has(list: readonly string[] | undefined, value: string): boolean {
  if (list === undefined) return false
  return (list.length === 1 && list[0] === '*') || list.includes(value)
}

function resourceMatches(rule: Dict, info: RequestInfo): boolean {
  const { resource, subresource, namespace } = info
  const full = subresource === '' ? resource : `${resource}/${subresource}`
  if (!has(rule.verbs, info.verb) || !has(rule.apiGroups, info.group)) return false
  if (!has(rule.resources, full)) return false
  return namespace === '' ? rule.clusterScope === true : has(rule.namespaces, namespace)
}

/** Upstream takes every path below a rule's path, with or without its star. */
function pathMatches(rule: Dict, info: RequestInfo): boolean {
  if (!has(rule.verbs, info.verb)) return false
  return (rule.nonResourceURLs ?? []).some((path: string) => {
    if (path === '*' || path === info.path) return true
    const stem = path.endsWith('*') ? path.slice(0, -1) : path
    return info.path.startsWith(stem.endsWith('/') ? stem : `${stem}/`)
  })
}
