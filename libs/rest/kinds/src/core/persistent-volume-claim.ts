// in: nothing → out: what the API says of a PersistentVolumeClaim beyond the catalogue. Never: binding.
import type { Dict, KubeObject } from '@binnacle/meta'
import { defineKind } from '../define-kind.ts'
import { showAccessModes } from '../parts/access-modes.ts'
import { showQuantity } from '../parts/amount.ts'
import { claimWarnings } from '../parts/claim-warnings.ts'
import { ageColumn, nameColumn, textColumn, wide } from '../parts/columns.ts'
import { keepSpec, keepStatus } from '../parts/keep-parts.ts'
import { requirementsDefaults, resourceListDefaults } from '../parts/resource-defaults.ts'
import { checkClaim, checkClaimChange, checkClaimStatus } from './claim-check.ts'

const betaClass = 'volume.beta.kubernetes.io/storage-class'
const snapshots = 'snapshot.storage.k8s.io'

/** Sources of another namespace are off by default. */
function dropForeignSource(spec: Dict, was: Dict | undefined): void {
  if (spec.dataSourceRef?.namespace && was?.dataSourceRef === undefined) delete spec.dataSourceRef
}

/** The old field takes claims and snapshots only; anything else in it is not an error but nothing. */
function dropOldSource(spec: Dict, was: Dict | undefined): void {
  if (was?.dataSource || was?.dataSourceRef || spec.dataSourceRef || !spec.dataSource) return
  const { kind } = spec.dataSource
  const apiGroup: string = spec.dataSource.apiGroup ?? ''
  const known =
    (kind === 'PersistentVolumeClaim' && apiGroup === '') ||
    (kind === 'VolumeSnapshot' && apiGroup === snapshots)
  if (!known) delete spec.dataSource
}

/** Two fields for one thing. */
function twinSources(spec: Dict): void {
  // The group is written even when there is none.
  const copy = ({ apiGroup = null, kind, name }: Dict) => ({ apiGroup, kind, name })
  if (spec.dataSource && !spec.dataSourceRef) spec.dataSourceRef = copy(spec.dataSource)
  else if (spec.dataSourceRef && !spec.dataSource && !spec.dataSourceRef.namespace) {
    spec.dataSource = copy(spec.dataSourceRef)
  }
}

function normalize(object: KubeObject, was?: KubeObject): void {
  const spec: Dict = (object.spec ??= {})
  dropForeignSource(spec, was?.spec)
  dropOldSource(spec, was?.spec)
  twinSources(spec)
}

function defaults(object: KubeObject): void {
  const spec: Dict = (object.spec ??= {})
  const status: Dict = (object.status ??= {})
  spec.volumeMode ??= 'Filesystem'
  requirementsDefaults(spec.resources)
  resourceListDefaults(status.capacity)
  resourceListDefaults(status.allocatedResources)
  status.phase ||= 'Pending'
}

function warn({ metadata, spec }: KubeObject): string[] {
  const text = 'deprecated since v1.8; use "storageClassName" attribute instead'
  const old = metadata.annotations?.[betaClass] !== undefined
  return [
    ...(old ? [`metadata.annotations[${betaClass}]: ${text}`] : []),
    ...claimWarnings('spec', spec),
  ]
}

export const persistentVolumeClaim = defineKind('', 'persistentvolumeclaims', {
  defaults,
  prepare: (object) => {
    object.status = { phase: 'Pending' }
    normalize(object)
  },
  prepareChange: (object, was) => {
    keepStatus(object, was)
    normalize(object, was)
  },
  check: (object) => checkClaim(object, undefined),
  checkChange: checkClaimChange,
  warn,
  deleteReturnsObject: true,
  columns: [
    nameColumn,
    textColumn(
      'Status',
      'phase represents the current phase of PersistentVolumeClaim.',
      (object) =>
        object.metadata.deletionTimestamp ? 'Terminating' : (object.status?.phase ?? ''),
    ),
    textColumn(
      'Volume',
      'volumeName is the binding reference to the PersistentVolume backing this claim.',
      (object) => object.spec?.volumeName ?? '',
    ),
    textColumn(
      'Capacity',
      'capacity represents the actual resources of the underlying volume.',
      ({ spec, status }) => (spec?.volumeName ? showQuantity(status?.capacity?.storage) : ''),
    ),
    textColumn(
      'Access Modes',
      'accessModes contains the actual access modes the volume backing the PVC has. More info: https://kubernetes.io/docs/concepts/storage/persistent-volumes#access-modes-1',
      ({ spec, status }) => (spec?.volumeName ? showAccessModes(status?.accessModes) : ''),
    ),
    textColumn(
      'StorageClass',
      'StorageClass of the pvc',
      ({ metadata, spec }) => metadata.annotations?.[betaClass] ?? spec?.storageClassName ?? '',
    ),
    textColumn(
      'VolumeAttributesClass',
      'VolumeAttributesClass of the pvc',
      (object) => object.spec?.volumeAttributesClassName ?? '<unset>',
    ),
    ageColumn,
    wide(
      textColumn(
        'VolumeMode',
        'volumeMode defines what type of volume is required by the claim. Value of Filesystem is implied when not included in claim spec.',
        (object) => object.spec?.volumeMode ?? '<unset>',
      ),
    ),
  ],
  resetFields: { '': [['status']], status: [['spec']] },
  subresources: {
    status: {
      writes: 'part',
      prepareChange: (object, was) => {
        keepSpec(object, was)
        // Health is off by default.
        if (was.status?.healthStatus === undefined) delete object.status?.healthStatus
      },
      checkChange: checkClaimStatus,
    },
  },
})
