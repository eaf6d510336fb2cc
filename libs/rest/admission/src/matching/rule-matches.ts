// in: a rule of a webhook or policy and what a write is about → out: whether it applies. Never: selectors.
import type { Dict } from '@binnacle/meta'
import type { Admitted } from '../step.ts'

/** What rules look at; the resource may be an equivalent of the one that was asked for. */
export interface RuleSubject {
  readonly group: string
  readonly version: string
  readonly resource: string
}

function listed(items: readonly string[] | undefined, wanted: string): boolean {
  return items !== undefined && (items.includes(wanted) || items.includes('*'))
}

function inScope(scope: string | undefined, write: Admitted, subject: RuleSubject): boolean {
  if (scope === undefined || scope === '*') return true
  const isNamespace =
    subject.group === '' && subject.version === 'v1' && subject.resource === 'namespaces'
  const namespaced = !isNamespace && write.namespace !== ''
  return scope === 'Namespaced' ? namespaced : scope === 'Cluster' && !namespaced
}

function ofResource(
  resources: readonly string[] | undefined,
  resource: string,
  part: string,
): boolean {
  for (const item of resources ?? []) {
    const slash = item.indexOf('/')
    const name = slash < 0 ? item : item.slice(0, slash)
    const sub = slash < 0 ? '' : item.slice(slash + 1)
    if ((name === '*' || name === resource) && (sub === '*' || sub === part)) return true
  }
  return false
}

export function ruleMatches(rule: Dict, write: Admitted, subject: RuleSubject): boolean {
  return (
    ofResource(rule.resources, subject.resource, write.subresource) &&
    listed(rule.apiGroups, subject.group) &&
    listed(rule.operations, write.operation) &&
    listed(rule.apiVersions, subject.version) &&
    inScope(rule.scope, write, subject)
  )
}
