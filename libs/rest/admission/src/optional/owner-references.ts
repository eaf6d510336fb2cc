// in: a write that names owners → out: the refusal of who may not delete it, or not hold the owner back.
import { isDeepStrictEqual } from 'node:util'
import { type Dict, type KubeObject, parseApiVersion } from '@binnacle/meta'
import { refusal } from '../refuse.ts'
import type { AdmissionStep, Admitted } from '../step.ts'

function ownersOf(object: KubeObject | undefined): readonly Dict[] {
  return object?.metadata?.ownerReferences ?? []
}

/** Those that hold their owner back now and did not before. */
function newlyBlocking({ object, oldObject }: Admitted): Dict[] {
  const before = ownersOf(oldObject)
  return ownersOf(object).filter(
    ({ blockOwnerDeletion, uid }) =>
      blockOwnerDeletion && !before.some((old) => old.uid === uid && old.blockOwnerDeletion),
  )
}

async function mayDelete(write: Admitted): Promise<void> {
  const { def, user, subresource, namespace, name, surroundings } = write
  const { group, version, resource } = def
  const question = { user, verb: 'delete', group, version, resource, subresource, namespace, name }
  const { decision, reason, error } = await surroundings.authorize(question)
  if (decision === 'allow') return
  const why = `${reason}, ${error ?? '<nil>'}`
  throw refusal(write, `cannot set an ownerRef on a resource you can't delete: ${why}`)
}

async function mayHoldBack(write: Admitted, { apiVersion, kind, name }: Dict): Promise<void> {
  const { user, namespace, surroundings } = write
  const def = surroundings.catalogue.current().byKind(parseApiVersion(apiVersion ?? ''), kind ?? '')
  if (def === undefined) {
    const why = `no matches for kind ${JSON.stringify(kind)} in version ${JSON.stringify(apiVersion)}`
    const head = `cannot set blockOwnerDeletion in this case because cannot find RESTMapping for APIVersion ${apiVersion} Kind ${kind}`
    throw refusal(write, `${head}: ${why}`)
  }
  const { group, version, resource, namespaced } = def
  const { decision, reason, error } = await surroundings.authorize({
    user,
    verb: 'update',
    group,
    version,
    resource,
    subresource: 'finalizers',
    namespace: namespaced ? namespace : '',
    name: name ?? '',
  })
  if (decision === 'allow') return
  const head =
    "cannot set blockOwnerDeletion if an ownerReference refers to a resource you can't set finalizers on"
  throw refusal(write, `${head}: ${reason}, ${error ?? '<nil>'}`)
}

export const ownerReferencesPermission: AdmissionStep = {
  name: 'OwnerReferencesPermissionEnforcement',
  handles: ['CREATE', 'UPDATE'],
  async validate(write) {
    const { def, subresource, object, oldObject, operation, user, surroundings } = write
    // Kubelets write the status of pods whose owners they may know nothing of.
    if (def.group === '' && def.resource === 'pods' && subresource === 'status') return
    if (isDeepStrictEqual(ownersOf(object), ownersOf(oldObject))) return
    if (operation !== 'CREATE') await mayDelete(write)
    const blocking = newlyBlocking(write)
    if (blocking.length === 0) return
    const anything = await surroundings.authorize({
      user,
      verb: 'update',
      group: '*',
      version: '*',
      resource: '*',
      subresource: 'finalizers',
      namespace: '',
      name: '*',
    })
    if (anything.decision === 'allow') return
    for (const owner of blocking) await mayHoldBack(write, owner)
  },
}
