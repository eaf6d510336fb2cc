// in: rows of the bootstrap tables → out: the objects that they stand for. Never: a write.
import type { KubeObject } from '@binnacle/meta'

/** A rule is `VERBS GROUPS RESOURCES [NAMES]` (the core group: core) or `VERBS PATHS`, lists with commas. */
export interface RoleRow {
  readonly namespace?: string
  readonly name: string
  readonly aggregateTo?: readonly string[]
  /** Its rules are those of the roles that are aggregated to this; filled by whoever aggregates. */
  readonly aggregates?: string
  readonly rules?: readonly string[]
}

/** Subjects are `user:NAME`, `group:NAME` or `sa:NAMESPACE/NAME`. */
export interface BindingRow {
  readonly namespace?: string
  readonly name: string
  readonly role?: string
  readonly subjects: readonly string[]
}

const group = 'rbac.authorization.k8s.io'
const apiVersion = `${group}/v1`

function metadataOf(row: RoleRow | BindingRow, labels: Record<string, string> = {}) {
  return {
    name: row.name,
    ...(row.namespace !== undefined && { namespace: row.namespace }),
    labels: { 'kubernetes.io/bootstrapping': 'rbac-defaults', ...labels },
    annotations: { 'rbac.authorization.kubernetes.io/autoupdate': 'true' },
  }
}

function aggregateLabel(to: string): string {
  return `${group}/aggregate-to-${to}`
}

export function roleOf(row: RoleRow): KubeObject {
  const labels = Object.fromEntries(
    (row.aggregateTo ?? []).map((to) => [aggregateLabel(to), 'true']),
  )
  const role: KubeObject = {
    kind: row.namespace === undefined ? 'ClusterRole' : 'Role',
    apiVersion,
    metadata: metadataOf(row, labels),
    rules: row.rules?.map(ruleOf) ?? null,
  }
  if (row.aggregates !== undefined) {
    const matchLabels = { [aggregateLabel(row.aggregates)]: 'true' }
    role.aggregationRule = { clusterRoleSelectors: [{ matchLabels }] }
  }
  return role
}

function ruleOf(text: string): Record<string, string[]> {
  const [verbs = [], groupsOrPaths = [], resources, resourceNames] = text
    .split(' ')
    .map((list) => list.split(','))
  if (!resources) return { verbs, nonResourceURLs: groupsOrPaths }
  const apiGroups = groupsOrPaths.map((name) => (name === 'core' ? '' : name))
  return { verbs, apiGroups, resources, ...(resourceNames && { resourceNames }) }
}

export function bindingOf(row: BindingRow): KubeObject {
  const kind = row.namespace === undefined ? 'ClusterRole' : 'Role'
  const binding: KubeObject = {
    kind: `${kind}Binding`,
    apiVersion,
    metadata: metadataOf(row),
  }
  if (row.subjects.length > 0) binding.subjects = row.subjects.map(subjectOf)
  binding.roleRef = { apiGroup: group, kind, name: row.role ?? row.name }
  return binding
}

function subjectOf(text: string): Record<string, string> {
  const colon = text.indexOf(':')
  const name = text.slice(colon + 1)
  switch (text.slice(0, colon)) {
    case 'user':
      return { kind: 'User', apiGroup: group, name }
    case 'group':
      return { kind: 'Group', apiGroup: group, name }
    default: {
      const [namespace = '', account = ''] = name.split('/')
      return { kind: 'ServiceAccount', name: account, namespace }
    }
  }
}
