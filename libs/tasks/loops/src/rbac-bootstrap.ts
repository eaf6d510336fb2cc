// in: a role or binding as it is and as it should be → out: what must change. Never: anything taken away.
import { type PolicyRule, whyEscalation } from '@binnacle/authz'
import type { User } from '@binnacle/exchange'
import type { KubeObject } from '@binnacle/meta'
import { bootstrapClusterRoles } from './rbac-bootstrap-cluster-roles.ts'
import { bootstrapBindings, bootstrapRoles } from './rbac-bootstrap-roles.ts'
import { bindingOf, roleOf } from './rbac-bootstrap-rows.ts'

export function bootstrapRbacObjects(): KubeObject[] {
  return [...bootstrapClusterRoles, ...bootstrapRoles]
    .map(roleOf)
    .concat(bootstrapBindings.map(bindingOf))
}

const autoupdate = 'rbac.authorization.kubernetes.io/autoupdate'
const nobody: User = { name: '', uid: '', groups: [], extra: {} }

/** Changes `object` in place; false when it is as it should be, or is not to be touched. */
export function reconcileRbac(object: KubeObject, wanted: KubeObject): boolean {
  if (object.metadata.annotations?.[autoupdate] === 'false') return false
  const labels = addMissing(object, wanted, 'labels')
  const annotations = addMissing(object, wanted, 'annotations')
  const own = object.kind.endsWith('Binding')
    ? addSubjects(object, wanted)
    : addRules(object, wanted) || addSelectors(object, wanted)
  return labels || annotations || own
}

/** A binding to another role must be made anew: its role cannot be changed. */
export function bindsAnotherRole(object: KubeObject, wanted: KubeObject): boolean {
  if (!object.kind.endsWith('Binding')) return false
  if (object.metadata.annotations?.[autoupdate] === 'false') return false
  return (
    object.roleRef?.kind !== wanted.roleRef.kind || object.roleRef?.name !== wanted.roleRef.name
  )
}

function addMissing(
  object: KubeObject,
  wanted: KubeObject,
  field: 'labels' | 'annotations',
): boolean {
  const has = object.metadata[field] ?? {}
  const missing = Object.entries(wanted.metadata[field] ?? {}).filter(
    ([key]) => !Object.hasOwn(has, key),
  )
  if (missing.length === 0) return false
  object.metadata[field] = { ...has, ...Object.fromEntries(missing) }
  return true
}

function addRules(object: KubeObject, wanted: KubeObject): boolean {
  const has: PolicyRule[] = object.rules ?? []
  const missing = ((wanted.rules ?? []) as PolicyRule[]).filter(
    (rule) => whyEscalation(nobody, has, [rule]) !== undefined,
  )
  if (missing.length === 0) return false
  object.rules = [...has, ...missing]
  return true
}

function addSelectors(object: KubeObject, wanted: KubeObject): boolean {
  return addToList(wanted.aggregationRule?.clusterRoleSelectors, () => {
    object.aggregationRule ??= {}
    object.aggregationRule.clusterRoleSelectors ??= []
    return object.aggregationRule.clusterRoleSelectors
  })
}

function addSubjects(object: KubeObject, wanted: KubeObject): boolean {
  return addToList(wanted.subjects, () => {
    object.subjects ??= []
    return object.subjects
  })
}

function addToList(wanted: object[] | undefined, listOf: () => object[]): boolean {
  if (!wanted || wanted.length === 0) return false
  const list = listOf()
  const key = (item: object) => JSON.stringify(Object.entries(item).sort())
  const known = new Set(list.map(key))
  const missing = wanted.filter((item) => !known.has(key(item)))
  list.push(...missing)
  return missing.length > 0
}
