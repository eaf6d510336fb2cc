// in: the spec of a pod → out: the same without the fields whose features are off by default. Never: validation.
import type { Dict } from '@binnacle/meta'

function dropProbeFields(probe: Dict | undefined): void {
  if (!probe) return
  if (probe.httpGet) delete probe.httpGet.protocol
  if (probe.grpc) delete probe.grpc.mode
}

function dropLifecycleFields(container: Dict): void {
  const lifecycle = container.lifecycle
  if (!lifecycle) return
  if (lifecycle.stopSignal !== undefined) {
    delete lifecycle.stopSignal
    if (Object.keys(lifecycle).length === 0) {
      delete container.lifecycle
      return
    }
  }
  if (lifecycle.postStart?.httpGet) delete lifecycle.postStart.httpGet.protocol
  if (lifecycle.preStop?.httpGet) delete lifecycle.preStop.httpGet.protocol
}

function dropContainerFields(container: Dict): void {
  dropProbeFields(container.livenessProbe)
  dropProbeFields(container.readinessProbe)
  dropProbeFields(container.startupProbe)
  dropLifecycleFields(container)
  for (const mount of container.volumeMounts ?? []) {
    if (mount.bindMountOptions !== undefined) delete mount.bindMountOptions
  }
}

function dropUsers(items: Dict[] | undefined): void {
  for (const item of items ?? []) {
    if (item.user !== undefined) delete item.user
  }
}

function dropProjectedFields(projected: Dict): void {
  delete projected.defaultUser
  for (const source of projected.sources ?? []) {
    const files = source.secret ?? source.downwardAPI ?? source.configMap
    for (const name of ['clusterTrustBundle', 'podCertificate']) delete source[name]?.user
    if (files) dropUsers(files.items)
    else if (source.serviceAccountToken) delete source.serviceAccountToken.user
  }
}

function dropVolumeFields(volume: Dict): void {
  if (volume.emptyDir) delete volume.emptyDir.mode
  const files = volume.secret ?? volume.configMap ?? volume.downwardAPI
  if (files) {
    delete files.defaultUser
    dropUsers(files.items)
  } else if (volume.projected) dropProjectedFields(volume.projected)
}

const oldAnnotations = [
  'pod.beta.kubernetes.io/init-containers',
  'pod.alpha.kubernetes.io/init-containers',
  'pod.beta.kubernetes.io/init-container-statuses',
  'pod.alpha.kubernetes.io/init-container-statuses',
]

/** These once carried init containers; a map that becomes empty is not written. */
export function dropOldAnnotations(metadata: Dict | undefined): void {
  const annotations = metadata?.annotations
  if (!metadata || !annotations) return
  let dropped = false
  for (const key of oldAnnotations) {
    if (!Object.hasOwn(annotations, key)) continue
    delete annotations[key]
    dropped = true
  }
  if (dropped && Object.keys(annotations).length === 0) delete metadata.annotations
}

/** Of a pod, or of a template: both have metadata and a spec. */
export function dropGatedFields(pod: Dict | null | undefined): void {
  const spec = pod?.spec
  if (!pod || !spec) return
  delete spec.schedulingGroup
  delete spec.evictionResponders
  for (const volume of spec.volumes ?? []) dropVolumeFields(volume)
  for (const container of spec.initContainers ?? []) dropContainerFields(container)
  for (const container of spec.containers ?? []) dropContainerFields(container)
  for (const container of spec.ephemeralContainers ?? []) dropContainerFields(container)
  dropOldAnnotations(pod.metadata)
}

export function dropGatedStatusFields(status: Dict | undefined): void {
  if (!status) return
  delete status.volumeHealth
  delete status.nodeAllocatableResourceClaimStatuses
  for (const list of ['containerStatuses', 'initContainerStatuses', 'ephemeralContainerStatuses']) {
    for (const container of status[list] ?? []) {
      for (const mount of container.volumeMounts ?? []) delete mount.volumeStatus
    }
  }
}
