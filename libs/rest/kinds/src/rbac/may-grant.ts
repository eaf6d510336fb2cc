// in: a role or binding that somebody writes → out: nothing, or 403: nobody gives away more than he has.
import { type PolicyRule, whyEscalation } from '@binnacle/authz'
import {
  forbiddenError,
  type GroupResource,
  type KubeObject,
  notFoundError,
  unknownError,
} from '@binnacle/meta'
import { sameValue } from '../parts/same-value.ts'
import type { WriteContext } from '../kind.ts'

const group = 'rbac.authorization.k8s.io'

const everything: readonly PolicyRule[] = [
  { verbs: ['*'], apiGroups: ['*'], resources: ['*'] },
  { verbs: ['*'], nonResourceURLs: ['*'] },
]

/** For roles: the verb escalate lets somebody write any rule. */
export async function mayWriteRole(
  role: KubeObject,
  was: KubeObject | undefined,
  context: WriteContext,
): Promise<void> {
  const { def, namespace } = context
  if (isSuperuser(context)) return
  // A new object has no name yet that a permission could be limited to.
  const name = context.verb === 'create' ? '' : (role.metadata.name ?? '')
  if (await isAllowed(context, 'escalate', def.resource, name, namespace)) return
  if (was && onlyHousekeeping(role, was)) return
  const why = whyTooMuch(context, role.rules ?? [])
  if (why !== undefined) throw forbiddenError(def, role.metadata.name ?? '', why)
  if (!aggregates(role) && !(was && aggregates(was))) return
  if (whyTooMuch(context, everything) === undefined) return
  const text = 'must have cluster-admin privileges to use the aggregationRule'
  throw forbiddenError(def, role.metadata.name ?? '', text)
}

/** For bindings: the verb bind lets somebody bind a role that he does not have himself. */
export async function mayWriteBinding(
  binding: KubeObject,
  was: KubeObject | undefined,
  context: WriteContext,
): Promise<void> {
  const { def, namespace } = context
  if (isSuperuser(context) || (was && onlyHousekeeping(binding, was))) return
  const { kind = '', name = '' } = binding.roleRef ?? {}
  const resource = kind === 'ClusterRole' ? 'clusterroles' : kind === 'Role' ? 'roles' : ''
  if (resource !== '' && (await isAllowed(context, 'bind', resource, name, namespace))) return
  if (resource === '')
    throw unknownError(`unsupported role reference kind: ${JSON.stringify(kind)}`)
  const rules = await rulesOf({ group, resource }, kind, name, context)
  if (!rules) throw notFoundError(def, name)
  const why = whyTooMuch(context, rules)
  if (why !== undefined) throw forbiddenError(def, binding.metadata.name ?? '', why)
}

function isSuperuser({ user }: WriteContext): boolean {
  return user.groups.includes('system:masters')
}

async function isAllowed(
  { user, surroundings }: WriteContext,
  verb: string,
  resource: string,
  name: string,
  namespace: string,
): Promise<boolean> {
  const asked = { user, verb, group, version: '*', resource, subresource: '', namespace, name }
  return (await surroundings.authorize(asked)).decision === 'allow'
}

function whyTooMuch(context: WriteContext, wanted: readonly PolicyRule[]): string | undefined {
  const { user, namespace, surroundings } = context
  const { rules, errors } = surroundings.access.heldRules(user, namespace)
  return whyEscalation(user, rules, wanted, errors)
}

/** From the store where the index is not so far yet. */
async function rulesOf(
  resource: GroupResource,
  kind: string,
  name: string,
  { namespace, surroundings }: WriteContext,
): Promise<readonly PolicyRule[] | undefined> {
  const known = surroundings.access.rulesOfRole(kind, name, namespace)
  if (known) return known
  const { catalogue, store, shapeOf } = surroundings
  const def = catalogue.current().resource({ group, version: 'v1' }, resource.resource)
  const home = kind === 'Role' ? namespace : ''
  if (!def || name === '') return undefined
  const stored = await store.get({ shape: shapeOf(def), namespace: home, name })
  return stored && (stored.view().rules ?? [])
}

function aggregates(role: KubeObject): boolean {
  return (role.aggregationRule?.clusterRoleSelectors ?? []).length > 0
}

/** Only what garbage collection needs was changed. */
function onlyHousekeeping(object: KubeObject, was: KubeObject): boolean {
  const { ownerReferences, finalizers, selfLink, managedFields, ...rest } = object.metadata
  const before = was.metadata
  const metadata = {
    ...rest,
    ownerReferences: before.ownerReferences,
    finalizers: before.finalizers,
    selfLink: before.selfLink,
    managedFields: before.managedFields,
  }
  const plain = (value: KubeObject) => JSON.parse(JSON.stringify(value))
  return sameValue(plain({ ...object, metadata }), plain(was))
}
