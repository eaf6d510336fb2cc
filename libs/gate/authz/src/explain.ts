// in: a question → out: why it is answered as it is, and the least that would change a no. Never: a change.
import type { AccessQuestion, User } from '@binnacle/exchange'
import type { Dict } from '@binnacle/meta'
import type { Authorizer } from './create-authorizer.ts'
import type { PolicyRule } from './policy-rule.ts'

const group = 'rbac.authorization.k8s.io'

export async function explain(authorizer: Authorizer, asked: AccessQuestion): Promise<Dict> {
  const { decision, reason, error } = await authorizer.decide(asked)
  const explanation: Dict = { allowed: decision === 'allow', decision, reason }
  if (error !== undefined) explanation.error = error
  if (decision === 'allow') return explanation
  const { rules, errors } = authorizer.heldRules(asked.user, asked.namespace)
  explanation.nearest = rules.filter((rule) => isNear(rule, asked))
  if (errors.length > 0) explanation.unresolved = errors
  explanation.smallestRule = smallestRule(asked)
  explanation.smallestGrant = smallestGrant(asked)
  return explanation
}

/** Rules of the user about the same thing, with other verbs or names. */
function isNear(rule: PolicyRule, { path, resource, subresource }: AccessQuestion): boolean {
  if (path !== undefined) return (rule.nonResourceURLs ?? []).includes(path)
  const full = subresource === '' ? resource : `${resource}/${subresource}`
  return (rule.resources ?? []).some((one) => one === full || one === resource)
}

export function smallestRule(asked: AccessQuestion): PolicyRule {
  const { verb, path, group: apiGroup, resource, subresource, name } = asked
  if (path !== undefined) return { verbs: [verb], nonResourceURLs: [path] }
  const full = subresource === '' ? resource : `${resource}/${subresource}`
  const rule: PolicyRule = { verbs: [verb], apiGroups: [apiGroup], resources: [full] }
  // A permission for a name does not cover what has no name yet, or many.
  const named = name !== '' && !['create', 'list', 'watch', 'deletecollection'].includes(verb)
  return named ? { ...rule, resourceNames: [name] } : rule
}

/** A role and a binding, ready to be applied. */
function smallestGrant(asked: AccessQuestion): Dict[] {
  const { user, namespace, path } = asked
  const inNamespace = namespace !== '' && path === undefined
  const kind = inNamespace ? 'Role' : 'ClusterRole'
  const name = `allow-${asked.verb}-${(path ?? asked.resource).replace(/[^a-z0-9]+/g, '-')}`
  const metadata = inNamespace ? { name, namespace } : { name }
  const apiVersion = `${group}/v1`
  return [
    { apiVersion, kind, metadata, rules: [smallestRule(asked)] },
    {
      apiVersion,
      kind: `${kind}Binding`,
      metadata,
      roleRef: { apiGroup: group, kind, name },
      subjects: [subjectOf(user)],
    },
  ]
}

function subjectOf({ name }: User): Dict {
  const account = /^system:serviceaccount:([^:]+):([^:]+)$/.exec(name)
  if (account) return { kind: 'ServiceAccount', namespace: account[1], name: account[2] }
  return { kind: 'User', apiGroup: group, name }
}
