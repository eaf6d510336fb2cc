// in: a PersistentVolume, new and old → out: what is wrong with it and with the change.
import {
  type Dict,
  type FieldError,
  forbidden,
  invalid,
  type KubeObject,
  labelValue,
} from '@binnacle/meta'
import type { WriteContext } from '../kind.ts'
import { listOf } from '../parts/field-checks.ts'
import { internalValue } from '../parts/internal-value.ts'
import { metadataAgain } from '../parts/metadata-again.ts'
import { checkVolumeSpec, volumeSources } from '../parts/persistent-volume-check.ts'
import { sameValue } from '../parts/same-value.ts'
import { unifiedDiff } from '../parts/unified-diff.ts'
import { volumeSourceFields } from './persistent-volume-fields.ts'

const mountOptions = 'volume.beta.kubernetes.io/mount-options'
const mountable = [
  'gcePersistentDisk',
  'awsElasticBlockStore',
  'glusterfs',
  'nfs',
  'rbd',
  'quobyte',
  'iscsi',
  'cinder',
  'cephfs',
  'azureFile',
  'vsphereVolume',
  'azureDisk',
  'photonPersistentDisk',
]
const betaLabels: Readonly<Record<string, string>> = {
  'failure-domain.beta.kubernetes.io/zone': 'topology.kubernetes.io/zone',
  'failure-domain.beta.kubernetes.io/region': 'topology.kubernetes.io/region',
  'beta.kubernetes.io/os': 'kubernetes.io/os',
  'beta.kubernetes.io/arch': 'kubernetes.io/arch',
  'beta.kubernetes.io/instance-type': 'node.kubernetes.io/instance-type',
}

function hadOddValues(was: KubeObject | undefined): boolean {
  const terms = listOf(was?.spec?.nodeAffinity?.required?.nodeSelectorTerms)
  return terms.some((term) =>
    listOf(term.matchExpressions).some((rule) =>
      ((rule.values ?? []) as string[]).some((value) => labelValue(value).length > 0),
    ),
  )
}

export function checkPersistentVolume(
  object: KubeObject,
  was: KubeObject | undefined,
): FieldError[] {
  const errors: FieldError[] = []
  checkVolumeSpec(errors, 'spec', object.spec ?? {}, {
    name: object.metadata.name ?? '',
    inline: false,
    anyNodeLabelValue: hadOddValues(was),
  })
  const options = object.metadata.annotations?.[mountOptions]
  if (options !== undefined && !mountable.some((source) => object.spec?.[source])) {
    const text = 'may not specify mount options for this volume type'
    errors.push(forbidden(`metadata.annotations.${mountOptions}`, text))
  }
  return errors
}

function sourceOf(spec: Dict): Dict {
  const found: Dict = {}
  for (const name of volumeSources) if (spec[name]) found[name] = spec[name]
  return found
}

/** The reference to a secret for growing may be added later. */
function withoutNewExpandSecret(now: Dict, before: Dict): Dict {
  if (!now.csi?.controllerExpandSecretRef || !before.csi) return now
  if (before.csi.controllerExpandSecretRef) return now
  const { controllerExpandSecretRef: _added, ...csi } = now.csi
  return { ...now, csi }
}

function showSource(source: Dict): string {
  const shown: Dict = {}
  for (const [go, member, type] of volumeSourceFields) {
    shown[go] = source[member] ? internalValue(type, source[member]) : null
  }
  return JSON.stringify(shown, null, 1)
}

/** Beta labels may become the stable ones. */
function masked(affinity: Dict | undefined): unknown {
  const terms = listOf(affinity?.required?.nodeSelectorTerms).map((term) => ({
    ...term,
    matchExpressions: listOf(term.matchExpressions).map((rule) => ({
      ...rule,
      key: Object.hasOwn(betaLabels, rule.key) ? betaLabels[rule.key] : rule.key,
    })),
  }))
  return affinity && { required: affinity.required && { nodeSelectorTerms: terms } }
}

function internalAffinity(affinity: Dict | undefined): unknown {
  if (!affinity) return null
  const required = affinity.required ? internalValue('NodeSelector', affinity.required) : null
  return { Required: required }
}

export function checkPersistentVolumeChange(
  object: KubeObject,
  was: KubeObject,
  context: WriteContext,
): FieldError[] {
  const base = checkPersistentVolume(object, was)
  // The reference checks twice on update, metadata included.
  const again: FieldError[] = []
  checkVolumeSpec(again, 'spec', object.spec ?? {}, {
    name: object.metadata.name ?? '',
    inline: false,
    anyNodeLabelValue: hadOddValues(was),
  })
  const errors = [
    ...metadataAgain(object, context),
    ...base,
    ...metadataAgain(object, context),
    ...again,
  ]
  const before = sourceOf(was.spec ?? {})
  const now = withoutNewExpandSecret(sourceOf(object.spec ?? {}), before)
  if (!sameValue(now, before)) {
    const diff = unifiedDiff(showSource(before), showSource(now))
    const text = `spec.persistentvolumesource is immutable after creation\n${diff}`
    errors.push(forbidden('spec.persistentvolumesource', text))
  }
  if (object.spec?.volumeMode !== was.spec?.volumeMode) {
    errors.push(invalid('volumeMode', object.spec?.volumeMode ?? null, 'field is immutable'))
  }
  const affinity = object.spec?.nodeAffinity
  if (was.spec?.nodeAffinity && !sameValue(masked(affinity), masked(was.spec.nodeAffinity))) {
    const text = 'field is immutable, except for updating from beta label to GA'
    errors.push(invalid('nodeAffinity', internalAffinity(affinity), text))
  }
  if (was.spec?.volumeAttributesClassName !== undefined) {
    if (object.spec?.volumeAttributesClassName === undefined) {
      const text = 'update from non-nil value to nil is forbidden'
      errors.push(forbidden('spec.volumeAttributesClassName', text))
    }
  }
  return errors
}
