// in: how many bindings → out: roles, bindings and accounts of a large cluster, made from numbers.
import type { KubeObject } from '@binnacle/meta'

export const namespaceCount = 250
export const callerCount = 500
/** A role is bound this often, on average. */
const bindingsPerRole = 25
const resourcesPerRole = 10

const everyone = 'system:authenticated'
const resources = Array.from({ length: 40 }, (_, i) => `things${i}`)
const namespaceOf = (i: number): string => `team-${i % namespaceCount}`
export const callerOf = (i: number): string => `caller-${i % callerCount}`
const accountOf = (i: number): string => `robot-${i % callerCount}`

export interface Rules {
  readonly clusterroles: readonly KubeObject[]
  readonly rolebindings: readonly KubeObject[]
  readonly clusterrolebindings: readonly KubeObject[]
}

const named = (kind: string, name: string, more: object, namespace?: string): KubeObject => ({
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind,
  metadata: { name, namespace },
  ...more,
})

function subjectOf(i: number): object {
  if (i % 10 === 0) return { kind: 'Group', name: everyone }
  if (i % 2 === 0) return { kind: 'User', name: callerOf(i) }
  return { kind: 'ServiceAccount', namespace: namespaceOf(0), name: accountOf(i) }
}

const roleCount = (bindings: number) => Math.ceil(bindings / bindingsPerRole)
const resourceOf = (role: number, at: number) => resources[(role * 7 + at) % resources.length]

/** What a binding for everyone allows or, of secrets, none does: another one for each number. */
export function questionOf(bindings: number, i: number, allowed: boolean): string {
  const binding = (i * 10) % bindings
  const resource = allowed
    ? resourceOf(binding % roleCount(bindings), i % resourcesPerRole)
    : 'secrets'
  return `/api/v1/namespaces/${namespaceOf(binding)}/${resource}/object-${i}`
}

/** Nine of ten bindings count in one namespace, for a person, a service account or everyone. */
export function rulesOf(bindings: number): Rules {
  const roles = roleCount(bindings)
  const rules: { [kind in keyof Rules]: KubeObject[] } = {
    clusterroles: [],
    rolebindings: [],
    clusterrolebindings: [],
  }
  for (let i = 0; i < roles; i++) {
    const given = Array.from({ length: resourcesPerRole }, (_, at) => ({
      verbs: ['get', 'list', 'watch'],
      apiGroups: [''],
      resources: [resourceOf(i, at)],
    }))
    rules.clusterroles.push(named('ClusterRole', `role-${i}`, { rules: given }))
  }
  for (let i = 0; i < bindings; i++) {
    const roleRef = {
      apiGroup: 'rbac.authorization.k8s.io',
      kind: 'ClusterRole',
      name: `role-${i % roles}`,
    }
    const more = { roleRef, subjects: [subjectOf(i)] }
    if (i % 10 === 1) rules.clusterrolebindings.push(named('ClusterRoleBinding', `b${i}`, more))
    else rules.rolebindings.push(named('RoleBinding', `b${i}`, more, namespaceOf(i)))
  }
  return rules
}

/** The account that a token is for, in the store. */
export function account(i: number): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { name: accountOf(i), namespace: namespaceOf(0), uid: `uid-${i % callerCount}` },
  }
}
