// in: nothing → out: what the API says of a CSIDriver beyond the catalogue.
import {
  type Dict,
  duplicate,
  type FieldError,
  invalid,
  type KubeObject,
  notSupported,
} from '@binnacle/meta'
import { defineKind } from '../define-kind.ts'
import { ageColumn, flagColumn, nameColumn, textColumn } from '../parts/columns.ts'
import { listOf, wordIfAny } from '../parts/field-checks.ts'
import { immutable } from '../parts/number-checks.ts'
import { sameValue } from '../parts/same-value.ts'
import { countWhenChanged } from '../parts/spec-generation.ts'

function defaults(object: KubeObject): void {
  const spec: Dict = (object.spec ??= {})
  spec.attachRequired ??= true
  spec.podInfoOnMount ??= false
  spec.storageCapacity ??= false
  spec.fsGroupPolicy ??= 'ReadWriteOnceWithFSType'
  if (listOf(spec.volumeLifecycleModes).length === 0) spec.volumeLifecycleModes = ['Persistent']
  spec.requiresRepublish ??= false
  spec.seLinuxMount ??= false
  spec.preventPodSchedulingIfMissing ??= false
}

function checkTokens(errors: FieldError[], requests: readonly Dict[]): void {
  const seen = new Set<string>()
  for (const [index, request] of requests.entries()) {
    const path = `spec.tokenRequests[${index}]`
    const audience: string = request.audience ?? ''
    if (seen.has(audience)) {
      errors.push(duplicate(`${path}.audience`, audience))
      continue
    }
    seen.add(audience)
    const seconds = request.expirationSeconds
    if (seconds === undefined) continue
    const at = `${path}.expirationSeconds`
    if (seconds < 600) {
      errors.push(invalid(at, seconds, 'may not specify a duration less than 10 minutes'))
    }
    if (seconds > 2 ** 32) {
      errors.push(invalid(at, seconds, 'may not specify a duration larger than 2^32 seconds'))
    }
  }
}

function check(object: KubeObject): FieldError[] {
  const errors: FieldError[] = []
  const spec: Dict = object.spec ?? {}
  const policies = ['File', 'None', 'ReadWriteOnceWithFSType']
  wordIfAny(errors, 'spec.fsGroupPolicy', spec.fsGroupPolicy, policies)
  checkTokens(errors, listOf(spec.tokenRequests))
  for (const mode of (spec.volumeLifecycleModes ?? []) as string[]) {
    if (mode === 'Persistent' || mode === 'Ephemeral') continue
    errors.push(notSupported('spec.volumeLifecycleModes', mode, ['Persistent', 'Ephemeral']))
  }
  const period = spec.nodeAllocatableUpdatePeriodSeconds
  if (period !== undefined && period < 10) {
    const text = 'must be greater than or equal to 10 seconds'
    errors.push(invalid('spec.nodeAllocatableUpdatePeriodSeconds', period, text))
  }
  const inSecrets = spec.serviceAccountTokenInSecrets
  if (inSecrets !== undefined && listOf(spec.tokenRequests).length === 0) {
    const text = 'serviceAccountTokenInSecrets is set but no tokenRequests are specified'
    errors.push(invalid('spec.serviceAccountTokenInSecrets', inSecrets, text))
  }
  return errors
}

function checkChange(object: KubeObject, was: KubeObject): FieldError[] {
  const errors = check(object)
  const [now, before] = [object.spec, was.spec]
  immutable(errors, 'spec.attachedRequired', now.attachRequired, before.attachRequired)
  const modes = 'spec.volumeLifecycleModes'
  immutable(errors, modes, now.volumeLifecycleModes, before.volumeLifecycleModes)
  return errors
}

function warn(object: KubeObject, was: KubeObject | undefined): string[] {
  const { tokenRequests, serviceAccountTokenInSecrets } = object.spec ?? {}
  if (listOf(tokenRequests).length === 0 || serviceAccountTokenInSecrets !== undefined) return []
  if (was !== undefined && sameValue(tokenRequests, was.spec?.tokenRequests)) return []
  return [
    'spec.serviceAccountTokenInSecrets is unset; if supported by this CSI driver, set to true to prevent possible logging of tokens in volume attributes',
  ]
}

function flag(name: string, field: string, about: string) {
  return flagColumn(name, about, (object) => object.spec?.[field] ?? field === 'attachRequired')
}

function audiences(object: KubeObject): string {
  const requests: Dict[] | undefined = object.spec?.tokenRequests
  if (requests === undefined) return '<unset>'
  return requests.map((request) => request.audience ?? '').join(',')
}

export const csiDriver = defineKind('storage.k8s.io', 'csidrivers', {
  defaults,
  // Generation counts changes of the spec, but a new object has none.
  prepareChange: (object, was) => countWhenChanged(object, was),
  check,
  checkChange,
  warn,
  unconditionalUpdate: false,
  deleteReturnsObject: true,
  columns: [
    nameColumn,
    flag(
      'AttachRequired',
      'attachRequired',
      'attachRequired indicates this CSI volume driver requires an attach operation (because it implements the CSI ControllerPublishVolume() method), and that the Kubernetes attach detach controller should call the attach volume interface which checks the volumeattachment status and waits until the volume is attached before proceeding to mounting. The CSI external-attacher coordinates with CSI volume driver and updates the volumeattachment status when the attach operation is complete. If the value is specified to false, the attach operation will be skipped. Otherwise the attach operation will be called.\n\nThis field is immutable.',
    ),
    flag(
      'PodInfoOnMount',
      'podInfoOnMount',
      'podInfoOnMount indicates this CSI volume driver requires additional pod information (like podName, podUID, etc.) during mount operations, if set to true. If set to false, pod information will not be passed on mount. Default is false.\n\nThe CSI driver specifies podInfoOnMount as part of driver deployment. If true, Kubelet will pass pod information as VolumeContext in the CSI NodePublishVolume() calls. The CSI driver is responsible for parsing and validating the information passed in as VolumeContext.\n\nThe following VolumeContext will be passed if podInfoOnMount is set to true. This list might grow, but the prefix will be used. "csi.storage.k8s.io/pod.name": pod.Name "csi.storage.k8s.io/pod.namespace": pod.Namespace "csi.storage.k8s.io/pod.uid": string(pod.UID) "csi.storage.k8s.io/ephemeral": "true" if the volume is an ephemeral inline volume\n                                defined by a CSIVolumeSource, otherwise "false"\n\n"csi.storage.k8s.io/ephemeral" is a new feature in Kubernetes 1.16. It is only required for drivers which support both the "Persistent" and "Ephemeral" VolumeLifecycleMode. Other drivers can leave pod info disabled and/or ignore this field. As Kubernetes 1.15 doesn\'t support this field, drivers can only support one mode when deployed on such a cluster and the deployment determines which mode that is, for example via a command line parameter of the driver.\n\nThis field was immutable in Kubernetes < 1.29 and now is mutable.',
    ),
    flag(
      'StorageCapacity',
      'storageCapacity',
      'storageCapacity indicates that the CSI volume driver wants pod scheduling to consider the storage capacity that the driver deployment will report by creating CSIStorageCapacity objects with capacity information, if set to true.\n\nThe check can be enabled immediately when deploying a driver. In that case, provisioning new volumes with late binding will pause until the driver deployment has published some suitable CSIStorageCapacity object.\n\nAlternatively, the driver can be deployed with the field unset or false and it can be flipped later when storage capacity information has been published.\n\nThis field was immutable in Kubernetes <= 1.22 and now is mutable.',
    ),
    textColumn(
      'TokenRequests',
      'tokenRequests indicates the CSI driver needs pods\' service account tokens it is mounting volume for to do necessary authentication. Kubelet will pass the tokens in VolumeContext in the CSI NodePublishVolume calls. The CSI driver should parse and validate the following VolumeContext: "csi.storage.k8s.io/serviceAccount.tokens": {\n  "<audience>": {\n    "token": <token>,\n    "expirationTimestamp": <expiration timestamp in RFC3339>,\n  },\n  ...\n}\n\nNote: Audience in each TokenRequest should be different and at most one token is empty string. To receive a new token after expiry, RequiresRepublish can be used to trigger NodePublishVolume periodically.',
      audiences,
    ),
    flag(
      'RequiresRepublish',
      'requiresRepublish',
      'requiresRepublish indicates the CSI driver wants `NodePublishVolume` being periodically called to reflect any possible change in the mounted volume. This field defaults to false.\n\nNote: After a successful initial NodePublishVolume call, subsequent calls to NodePublishVolume should only update the contents of the volume. New mount points will not be seen by a running container.',
    ),
    textColumn(
      'Modes',
      'volumeLifecycleModes defines what kind of volumes this CSI volume driver supports. The default if the list is empty is "Persistent", which is the usage defined by the CSI specification and implemented in Kubernetes via the usual PV/PVC mechanism.\n\nThe other mode is "Ephemeral". In this mode, volumes are defined inline inside the pod spec with CSIVolumeSource and their lifecycle is tied to the lifecycle of that pod. A driver has to be aware of this because it is only going to get a NodePublishVolume call for such a volume.\n\nFor more information about implementing this mode, see https://kubernetes-csi.github.io/docs/ephemeral-local-volumes.html A driver can support one or more of these modes and more modes may be added in the future.\n\nThis field is beta. This field is immutable.',
      (object) => listOf(object.spec?.volumeLifecycleModes).join(',') || '<none>',
    ),
    ageColumn,
  ],
})
