// in: nothing → out: what the API says of a StatefulSet beyond the catalogue.
import { type Dict, type KubeObject, nameIsLabel } from '@binnacle/meta'
import { defineKind } from '../define-kind.ts'
import { ageColumn, nameColumn, textColumn } from '../parts/columns.ts'
import { dropGatedFields } from '../parts/drop-gated-fields.ts'
import { countGeneration, keepSpec, keepStatus } from '../parts/keep-parts.ts'
import { podTemplateDefaults } from '../parts/pod-spec-defaults.ts'
import { templateWarnings } from '../parts/pod-warnings.ts'
import { claimWarnings } from '../parts/claim-warnings.ts'
import { requirementsDefaults, resourceListDefaults } from '../parts/resource-defaults.ts'
import { sameValue } from '../parts/same-value.ts'
import { selectorScale } from '../parts/scale.ts'
import { templateColumns } from '../parts/workload-columns.ts'
import {
  checkStatefulSet,
  checkStatefulSetChange,
  checkStatefulSetStatus,
} from './stateful-set-check.ts'

/** Claims inside a set are written with their type, whatever was sent. */
function claimDefaults(claim: Dict): void {
  claim.kind = 'PersistentVolumeClaim'
  claim.apiVersion = 'v1'
  claim.spec ??= {}
  claim.spec.volumeMode ??= 'Filesystem'
  requirementsDefaults(claim.spec.resources)
  claim.status ??= {}
  claim.status.phase ||= 'Pending'
  resourceListDefaults(claim.status.capacity)
  resourceListDefaults(claim.status.allocatedResources)
}

function strategyDefaults(spec: Dict): void {
  spec.updateStrategy ??= {}
  const strategy = spec.updateStrategy
  if (!strategy.type) {
    strategy.type = 'RollingUpdate'
    strategy.rollingUpdate ??= {}
  }
  if (strategy.type === 'RollingUpdate' && strategy.rollingUpdate) {
    strategy.rollingUpdate.partition ??= 0
    strategy.rollingUpdate.maxUnavailable ??= 1
  }
}

function defaults(object: KubeObject): void {
  object.spec ??= {}
  const spec = object.spec
  spec.podManagementPolicy ||= 'OrderedReady'
  strategyDefaults(spec)
  spec.persistentVolumeClaimRetentionPolicy ??= {}
  const retention = spec.persistentVolumeClaimRetentionPolicy
  retention.whenDeleted ||= 'Retain'
  retention.whenScaled ||= 'Retain'
  spec.replicas ??= 1
  spec.revisionHistoryLimit ??= 10
  podTemplateDefaults(spec.template)
  for (const claim of spec.volumeClaimTemplates ?? []) claimDefaults(claim)
}

function warn(object: KubeObject, was: KubeObject | undefined): string[] {
  const spec = object.spec
  const warnings: string[] = []
  if (was === undefined || object.metadata.generation !== was.metadata.generation) {
    warnings.push(...templateWarnings('spec.template', spec.template))
  }
  const tail = was === undefined ? '' : '.Spec'
  for (const [i, claim] of ((spec.volumeClaimTemplates ?? []) as Dict[]).entries()) {
    warnings.push(...claimWarnings(`spec.volumeClaimTemplates[${i}]${tail}`, claim.spec))
  }
  if (spec.revisionHistoryLimit < 0) {
    warnings.push(
      'spec.revisionHistoryLimit: a negative value retains all historical revisions; a value >= 0 is recommended',
    )
  }
  return warnings
}

export const statefulSet = defineKind('apps', 'statefulsets', {
  unset: { spec: { replicas: 0 } },
  nameRule: nameIsLabel,
  defaults,
  hasGeneration: true,
  prepare: (object) => {
    object.status = { replicas: 0, availableReplicas: 0 }
    object.metadata.generation = 1
    dropGatedFields(object.spec.template)
  },
  prepareChange: (object, was) => {
    keepStatus(object, was)
    dropGatedFields(object.spec.template)
    if (!sameValue(object.spec, was.spec)) countGeneration(object, was)
  },
  check: checkStatefulSet,
  checkChange: checkStatefulSetChange,
  warn,
  columns: [
    nameColumn,
    textColumn(
      'Ready',
      'Number of the pod with ready state',
      (object) => `${object.status?.readyReplicas ?? 0}/${object.spec?.replicas ?? 0}`,
    ),
    ageColumn,
    ...templateColumns((object) => object.spec?.template?.spec?.containers),
  ],
  resetFields: { '': [['status']], status: [['spec']] },
  subresources: {
    status: { writes: 'part', prepareChange: keepSpec, checkChange: checkStatefulSetStatus },
    scale: selectorScale,
  },
})
