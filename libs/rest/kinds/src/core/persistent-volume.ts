// in: nothing → out: what the API says of a PersistentVolume beyond the catalogue. Never: binding.
import { formatTime, type KubeObject } from '@binnacle/meta'
import { defineKind } from '../define-kind.ts'
import { showAccessModes } from '../parts/access-modes.ts'
import { showQuantity } from '../parts/amount.ts'
import { ageColumn, nameColumn, textColumn, wide } from '../parts/columns.ts'
import { listOf } from '../parts/field-checks.ts'
import { keepSpec, keepStatus } from '../parts/keep-parts.ts'
import { nodeTermWarnings } from '../parts/node-label-warnings.ts'
import { resourceListDefaults } from '../parts/resource-defaults.ts'
import { checkPersistentVolume, checkPersistentVolumeChange } from './persistent-volume-check.ts'
import { persistentSourceDefaults } from './persistent-volume-defaults.ts'

const betaClass = 'volume.beta.kubernetes.io/storage-class'

const oldAnnotations = [
  [betaClass, 'deprecated since v1.8; use "storageClassName" attribute instead'],
  [
    'volume.beta.kubernetes.io/mount-options',
    'deprecated since v1.31; use "mountOptions" attribute instead',
  ],
] as const

const oldSources = [
  ['cephfs', 'cephfs', 'deprecated in v1.28, non-functional in v1.31+'],
  ['photonPersistentDisk', 'photonPersistentDisk', 'deprecated in v1.11, non-functional in v1.16+'],
  ['scaleIO', 'scaleIO', 'deprecated in v1.16, non-functional in v1.22+'],
  ['storageos', 'storageOS', 'deprecated in v1.22, non-functional in v1.25+'],
  ['glusterfs', 'glusterfs', 'deprecated in v1.25, non-functional in v1.26+'],
  ['rbd', 'rbd', 'deprecated in v1.28, non-functional in v1.31+'],
] as const

function warn({ metadata, spec = {} }: KubeObject): string[] {
  const warnings: string[] = []
  for (const [key, text] of oldAnnotations) {
    if (metadata.annotations?.[key] === undefined) continue
    warnings.push(`metadata.annotations[${key}]: ${text}`)
  }
  if (spec.persistentVolumeReclaimPolicy === 'Recycle') {
    warnings.push(
      'spec.persistentVolumeReclaimPolicy: The Recycle reclaim policy is deprecated. Instead, the recommended approach is to use dynamic provisioning.',
    )
  }
  const path = 'spec.nodeAffinity.required.nodeSelectorTerms'
  for (const [index, term] of listOf(spec.nodeAffinity?.required?.nodeSelectorTerms).entries()) {
    warnings.push(...nodeTermWarnings(`${path}[${index}]`, term, false))
  }
  for (const [member, shown, text] of oldSources) {
    if (spec[member]) warnings.push(`spec.${shown}: ${text}`)
  }
  return warnings
}

function defaults(object: KubeObject): void {
  object.status ??= {}
  object.status.phase ||= 'Pending'
  const spec = (object.spec ??= {})
  spec.persistentVolumeReclaimPolicy ||= 'Retain'
  spec.volumeMode ??= 'Filesystem'
  resourceListDefaults(spec.capacity)
  persistentSourceDefaults(spec)
}

function prepareStatus(object: KubeObject, was: KubeObject, now: Date): void {
  keepSpec(object, was)
  const status = (object.status ??= {})
  const before = was.status ?? {}
  const time = status.lastPhaseTransitionTime
  if (before.phase === status.phase) {
    if (time === undefined && before.lastPhaseTransitionTime !== undefined) {
      status.lastPhaseTransitionTime = before.lastPhaseTransitionTime
    }
  } else if (time === undefined || time === before.lastPhaseTransitionTime) {
    status.lastPhaseTransitionTime = formatTime(now)
  }
}

function claim({ spec }: KubeObject): string {
  const found = spec?.claimRef
  return found ? `${found.namespace ?? ''}/${found.name ?? ''}` : ''
}

export const persistentVolume = defineKind('', 'persistentvolumes', {
  defaults,
  prepare: (object, { now }) => {
    object.status = { phase: 'Pending', lastPhaseTransitionTime: formatTime(now) }
  },
  prepareChange: keepStatus,
  check: (object) => checkPersistentVolume(object, undefined),
  checkChange: checkPersistentVolumeChange,
  warn,
  deleteReturnsObject: true,
  columns: [
    nameColumn,
    textColumn(
      'Capacity',
      "capacity is the description of the persistent volume's resources and capacity. More info: https://kubernetes.io/docs/concepts/storage/persistent-volumes#capacity",
      (object) => showQuantity(object.spec?.capacity?.storage),
    ),
    textColumn(
      'Access Modes',
      'accessModes contains all ways the volume can be mounted. More info: https://kubernetes.io/docs/concepts/storage/persistent-volumes#access-modes',
      (object) => showAccessModes(object.spec?.accessModes),
    ),
    textColumn(
      'Reclaim Policy',
      'persistentVolumeReclaimPolicy defines what happens to a persistent volume when released from its claim. Valid options are Retain (default for manually created PersistentVolumes), Delete (default for dynamically provisioned PersistentVolumes), and Recycle (deprecated). Recycle must be supported by the volume plugin underlying this PersistentVolume. More info: https://kubernetes.io/docs/concepts/storage/persistent-volumes#reclaiming',
      (object) => object.spec?.persistentVolumeReclaimPolicy ?? '',
    ),
    textColumn(
      'Status',
      'phase indicates if a volume is available, bound to a claim, or released by a claim. More info: https://kubernetes.io/docs/concepts/storage/persistent-volumes#phase',
      (object) =>
        object.metadata.deletionTimestamp ? 'Terminating' : (object.status?.phase ?? ''),
    ),
    textColumn(
      'Claim',
      'claimRef is part of a bi-directional binding between PersistentVolume and PersistentVolumeClaim. Expected to be non-nil when bound. claim.VolumeName is the authoritative bind between PV and PVC. More info: https://kubernetes.io/docs/concepts/storage/persistent-volumes#binding',
      claim,
    ),
    textColumn(
      'StorageClass',
      'StorageClass of the pv',
      ({ metadata, spec }) => metadata.annotations?.[betaClass] ?? spec?.storageClassName ?? '',
    ),
    textColumn(
      'VolumeAttributesClass',
      'VolumeAttributesClass of the pv',
      (object) => object.spec?.volumeAttributesClassName ?? '<unset>',
    ),
    textColumn(
      'Reason',
      'reason is a brief CamelCase string that describes any failure and is meant for machine parsing and tidy display in the CLI.',
      (object) => object.status?.reason ?? '',
    ),
    ageColumn,
    wide(
      textColumn(
        'VolumeMode',
        'volumeMode defines if a volume is intended to be used with a formatted filesystem or to remain in raw block state. Value of Filesystem is implied when not included in spec.',
        (object) => object.spec?.volumeMode ?? '<unset>',
      ),
    ),
  ],
  resetFields: { '': [['status']], status: [['spec']] },
  subresources: {
    status: {
      writes: 'part',
      prepareChange: (object, was, { now }) => prepareStatus(object, was, now),
    },
  },
})
