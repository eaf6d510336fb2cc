// in: what a node does to pods and tokens → out: the refusal of what is not its own. Never: other resources.
import { isDeepStrictEqual } from 'node:util'
import { type Dict, goQuote, type KubeObject, notFoundError } from '@binnacle/meta'
import { visitSecretNames } from '../visit-secrets.ts'
import { refusal } from '../refuse.ts'
import type { Admitted } from '../step.ts'

const mirrorAnnotation = 'kubernetes.io/config.mirror'
const podsResource = { group: '', resource: 'pods' }
const nodesResource = { group: '', resource: 'nodes' }

function podNamed(write: Admitted, name: string): KubeObject {
  const pod = write.surroundings.lookUp(podsResource, write.namespace, name)
  if (pod === undefined) throw notFoundError(podsResource, name)
  return pod
}

/** What else a pod of a node's own may not name. */
function referenceOf({ spec }: KubeObject): string | undefined {
  if (spec.serviceAccountName) return 'serviceaccounts'
  const volumes: readonly Dict[] = spec.volumes ?? []
  if (spec.imagePullSecrets?.length) return 'secrets'
  for (const volume of volumes) {
    if (volume.configMap) return 'configmaps'
    if (volume.persistentVolumeClaim || volume.ephemeral) return 'persistentvolumeclaims'
    if (volume.projected) return 'projected volumes'
  }
  const containers: readonly Dict[] = [...(spec.initContainers ?? []), ...(spec.containers ?? [])]
  const froms = containers.flatMap(({ env = [], envFrom = [] }) => [
    ...envFrom,
    ...env.map((one: Dict) => one.valueFrom ?? {}),
  ])
  if (froms.some((from) => from.configMapRef || from.configMapKeyRef)) return 'configmaps'
  if (spec.resourceClaims?.length) return 'resourceclaims'
  return undefined
}

function checkOwner(write: Admitted, pod: KubeObject, node: string): void {
  const shown = goQuote(node)
  const owners = pod.metadata.ownerReferences ?? []
  if (owners.length > 1) {
    throw refusal(
      write,
      `node ${shown} can only create pods with a single owner reference set to itself`,
    )
  }
  const owner = owners[0]
  if (
    owner === undefined ||
    owner.apiVersion !== 'v1' ||
    owner.kind !== 'Node' ||
    owner.name !== node
  ) {
    throw refusal(write, `node ${shown} can only create pods with an owner reference set to itself`)
  }
  if (!owner.controller) {
    const text = `node ${shown} can only create pods with a controller owner reference set to itself`
    throw refusal(write, text)
  }
  if (owner.blockOwnerDeletion) {
    throw refusal(write, `node ${shown} must not set blockOwnerDeletion on an owner reference`)
  }
  const there = write.surroundings.lookUp(nodesResource, '', node)
  if (there === undefined) throw notFoundError(nodesResource, node)
  if (owner.uid === there.metadata.uid) return
  throw refusal(write, `node ${node} UID mismatch: expected ${owner.uid} got ${there.metadata.uid}`)
}

function admitCreate(write: Admitted, node: string): void {
  const pod = write.object as KubeObject
  const shown = goQuote(node)
  if (pod.metadata.annotations?.[mirrorAnnotation] === undefined) {
    const text = `pod does not have ${goQuote(mirrorAnnotation)} annotation, node ${shown} can only create mirror pods`
    throw refusal(write, text)
  }
  if (pod.spec.nodeName !== node) {
    throw refusal(write, `node ${shown} can only create pods with spec.nodeName set to itself`)
  }
  checkOwner(write, pod, node)
  const reference = visitSecretNames(pod).next().done === true ? referenceOf(pod) : 'secrets'
  if (reference === undefined) return
  throw refusal(write, `node ${shown} can not create pods that reference ${reference}`)
}

function admitStatus(write: Admitted, node: string): void {
  const { object, oldObject, operation } = write
  const shown = goQuote(node)
  if (operation !== 'UPDATE') throw refusal(write, `unexpected operation ${goQuote(operation)}`)
  if (oldObject?.spec?.nodeName !== node) {
    const text = `node ${shown} can only update pod status for pods with spec.nodeName set to itself`
    throw refusal(write, text)
  }
  if (!isDeepStrictEqual(object?.metadata.labels ?? {}, oldObject.metadata.labels ?? {})) {
    throw refusal(write, `node ${shown} cannot update labels through pod status`)
  }
  const changed = (field: string) =>
    !isDeepStrictEqual(object?.status?.[field], oldObject.status?.[field])
  if (changed('resourceClaimStatuses')) {
    throw refusal(write, `node ${shown} cannot update resource claim statues`)
  }
  if (changed('extendedResourceClaimStatus')) {
    throw refusal(write, `node ${shown} cannot update extended resource claim status`)
  }
  if (changed('nodeAllocatableResourceClaimStatuses')) {
    throw refusal(write, `node ${shown} cannot update node allocatable resource claim statuses`)
  }
}

export function admitNodePod(write: Admitted, node: string): void {
  const { operation, subresource, name } = write
  if (subresource === 'status') return admitStatus(write, node)
  if (subresource === 'eviction') {
    if (operation !== 'CREATE') throw refusal(write, `unexpected operation ${operation}`)
    const pod = podNamed(write, name || (write.object?.metadata?.name ?? ''))
    if (pod.spec?.nodeName === node) return
    throw refusal(write, `node ${node} can only evict pods with spec.nodeName set to itself`)
  }
  if (subresource !== '') {
    const text = `unexpected pod subresource ${goQuote(subresource)}, only 'status' and 'eviction' are allowed`
    throw refusal(write, text)
  }
  if (operation === 'CREATE') return admitCreate(write, node)
  if (operation === 'DELETE') {
    const pod = write.oldObject ?? podNamed(write, name)
    if (pod.spec?.nodeName === node) return
    throw refusal(
      write,
      `node ${goQuote(node)} can only delete pods with spec.nodeName set to itself`,
    )
  }
  const text = `unexpected operation ${goQuote(operation)}, node ${goQuote(node)} can only create and delete mirror pods`
  throw refusal(write, text)
}

/** Audiences of the pod's own tokens, and of the drivers of its volumes. */
function asksFor(
  { surroundings, namespace }: Admitted,
  pod: KubeObject,
  audience: string,
): boolean {
  const driverOf = (volume: Dict): string | undefined => {
    if (volume.csi) return volume.csi.driver
    const claim: string | undefined = volume.ephemeral
      ? `${pod.metadata.name}-${volume.name}`
      : volume.persistentVolumeClaim?.claimName
    if (claim === undefined) return undefined
    const claims = { group: '', resource: 'persistentvolumeclaims' }
    const name = surroundings.lookUp(claims, namespace, claim)?.spec?.volumeName ?? ''
    const volumes = { group: '', resource: 'persistentvolumes' }
    return surroundings.lookUp(volumes, '', name)?.spec?.csi?.driver
  }
  return ((pod.spec?.volumes ?? []) as Dict[]).some((volume) => {
    const sources: readonly Dict[] = volume.projected?.sources ?? []
    const projected = sources.some(
      ({ serviceAccountToken }) =>
        serviceAccountToken && (serviceAccountToken.audience ?? '') === audience,
    )
    if (projected) return true
    const driver = driverOf(volume)
    if (!driver) return false
    const drivers = { group: 'storage.k8s.io', resource: 'csidrivers' }
    const requests: readonly Dict[] =
      surroundings.lookUp(drivers, '', driver)?.spec?.tokenRequests ?? []
    return requests.some((one) => (one.audience ?? '') === audience)
  })
}

export async function admitNodeToken(write: Admitted, node: string): Promise<void> {
  const { object, operation, subresource, user } = write
  if (operation !== 'CREATE' || subresource !== 'token') return
  const { boundObjectRef: bound, audiences = [] } = object?.spec ?? {}
  if (bound?.apiVersion !== 'v1' || bound.kind !== 'Pod' || !bound.name) {
    throw refusal(write, 'node requested token not bound to a pod')
  }
  if (!bound.uid) throw refusal(write, 'node requested token with a pod binding without a uid')
  const pod = podNamed(write, bound.name)
  if (bound.uid !== pod.metadata.uid) {
    const text = `the UID in the bound object reference (${bound.uid}) does not match the UID in record. The object might have been deleted and then recreated`
    throw refusal(write, text)
  }
  if (pod.spec?.nodeName !== node) {
    throw refusal(write, 'node requested token bound to a pod scheduled on a different node')
  }
  if (audiences.length > 1) throw refusal(write, 'node may only request 0 or 1 audiences')
  const audience: string = audiences[0] ?? ''
  if (asksFor(write, pod, audience)) return
  const answer = await write.surroundings.authorize({
    user,
    verb: 'request-serviceaccounts-token-audience',
    group: '',
    version: 'v1',
    resource: audience,
    subresource: '',
    namespace: write.namespace,
    name: write.name,
  })
  if (answer.decision === 'allow') return
  const text = `${user.name} is not authorized to request tokens for audience ${goQuote(audience)}`
  throw refusal(write, text)
}
