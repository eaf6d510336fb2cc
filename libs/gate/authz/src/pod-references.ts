// in: a pod → out: what its node must be able to read for it. Never: whether that exists.
import type { Dict, KubeObject } from '@binnacle/meta'

/** `secrets/NAMESPACE/NAME` and the like. */
export function podReferences(pod: KubeObject): Set<string> {
  const found = new Set<string>()
  const { namespace = '', annotations = {} } = pod.metadata
  // A node may make mirror pods by itself: they must not open anything to it.
  if (Object.hasOwn(annotations, 'kubernetes.io/config.mirror')) return found
  const add = (resource: string, name: unknown) => {
    if (typeof name === 'string' && name !== '') found.add(`${resource}/${namespace}/${name}`)
  }
  const spec: Dict = pod.spec ?? {}
  add('serviceaccounts', spec.serviceAccountName)
  for (const reference of spec.imagePullSecrets ?? []) add('secrets', reference.name)
  for (const list of [spec.initContainers, spec.containers, spec.ephemeralContainers]) {
    for (const container of list ?? []) addFromContainer(container, add)
  }
  for (const volume of spec.volumes ?? []) addFromVolume(pod.metadata.name ?? '', volume, add)
  addClaims(pod, add)
  return found
}

type Add = (resource: string, name: unknown) => void

function addFromContainer(container: Dict, add: Add): void {
  for (const { secretRef, configMapRef } of container.envFrom ?? []) {
    add('secrets', secretRef?.name)
    add('configmaps', configMapRef?.name)
  }
  for (const { valueFrom } of container.env ?? []) {
    add('secrets', valueFrom?.secretKeyRef?.name)
    add('configmaps', valueFrom?.configMapKeyRef?.name)
  }
}

const withSecretRef = ['cephfs', 'cinder', 'flexVolume', 'rbd', 'scaleIO', 'iscsi', 'storageos']

function addFromVolume(pod: string, volume: Dict, add: Add): void {
  add('secrets', volume.secret?.secretName)
  add('secrets', volume.azureFile?.secretName)
  add('secrets', volume.csi?.nodePublishSecretRef?.name)
  for (const kind of withSecretRef) add('secrets', volume[kind]?.secretRef?.name)
  add('configmaps', volume.configMap?.name)
  for (const { secret, configMap } of volume.projected?.sources ?? []) {
    add('secrets', secret?.name)
    add('configmaps', configMap?.name)
  }
  add('persistentvolumeclaims', volume.persistentVolumeClaim?.claimName)
  if (volume.ephemeral) add('persistentvolumeclaims', `${pod}-${volume.name}`)
}

/** Claims named in the spec, made from templates, or made for extended resources. */
function addClaims(pod: KubeObject, add: Add): void {
  const statuses: Dict[] = pod.status?.resourceClaimStatuses ?? []
  for (const claim of pod.spec?.resourceClaims ?? []) {
    if (claim.resourceClaimName) add('resourceclaims', claim.resourceClaimName)
    else if (claim.resourceClaimTemplateName) {
      const made = statuses.find(({ name }) => name === claim.name)
      add('resourceclaims', made?.resourceClaimName)
    }
  }
  add('resourceclaims', pod.status?.extendedResourceClaimStatus?.resourceClaimName)
}
