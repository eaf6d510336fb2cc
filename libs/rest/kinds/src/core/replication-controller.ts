// in: nothing → out: what the API says of a ReplicationController beyond the catalogue.
import { finalNameRule, type KubeObject } from '@binnacle/meta'
import { defineKind } from '../define-kind.ts'
import { ageColumn, countColumn, nameColumn } from '../parts/columns.ts'
import { dropGatedFields } from '../parts/drop-gated-fields.ts'
import { countGeneration, keepSpec, keepStatus } from '../parts/keep-parts.ts'
import { podTemplateDefaults } from '../parts/pod-spec-defaults.ts'
import { workloadWarnings } from '../parts/pod-warnings.ts'
import { sameValue } from '../parts/same-value.ts'
import { scaleRule } from '../parts/scale.ts'
import { labelsText } from '../parts/show-selector.ts'
import { mapSelectorColumn, templateColumns } from '../parts/workload-columns.ts'
import {
  checkReplicationController,
  checkReplicationControllerChange,
  checkReplicationControllerStatus,
} from './replication-controller-check.ts'

function isEmpty(labels: Record<string, string> | undefined): boolean {
  return Object.keys(labels ?? {}).length === 0
}

function defaults(object: KubeObject): void {
  object.spec ??= {}
  const spec = object.spec
  const labels = spec.template?.metadata?.labels
  if (labels) {
    if (isEmpty(spec.selector)) spec.selector = { ...labels }
    if (isEmpty(object.metadata.labels)) object.metadata.labels = { ...labels }
  }
  spec.replicas ??= 1
  podTemplateDefaults(spec.template)
}

export const replicationController = defineKind('', 'replicationcontrollers', {
  defaults,
  nameRule: finalNameRule,
  hasGeneration: true,
  prepare: (object) => {
    object.status = { replicas: 0 }
    object.metadata.generation = 1
    dropGatedFields(object.spec.template)
  },
  prepareChange: (object, was) => {
    keepStatus(object, was)
    dropGatedFields(object.spec.template)
    if (!sameValue(object.spec, was.spec)) countGeneration(object, was)
  },
  check: checkReplicationController,
  checkChange: checkReplicationControllerChange,
  // Upstream looks at the old template here.
  warn: (object, was) => workloadWarnings(object, was, (was ?? object).spec.template),
  defaultPropagation: 'Orphan',
  columns: [
    nameColumn,
    countColumn(
      'Desired',
      'Replicas is the number of desired replicas. This is a pointer to distinguish between explicit zero and unspecified. Defaults to 1. More info: https://kubernetes.io/docs/concepts/workloads/controllers/replicationcontroller#what-is-a-replicationcontroller',
      (object) => object.spec?.replicas ?? 0,
    ),
    countColumn(
      'Current',
      'Replicas is the most recently observed number of replicas. More info: https://kubernetes.io/docs/concepts/workloads/controllers/replicationcontroller#what-is-a-replicationcontroller',
      (object) => object.status?.replicas ?? 0,
    ),
    countColumn(
      'Ready',
      'The number of ready replicas for this replication controller.',
      (object) => object.status?.readyReplicas ?? 0,
    ),
    ageColumn,
    ...templateColumns((object) => object.spec?.template?.spec?.containers),
    mapSelectorColumn(
      'Selector is a label query over pods that should match the Replicas count. If Selector is empty, it is defaulted to the labels present on the Pod template. Label keys and values that must match in order to be controlled by this replication controller, if empty defaulted to labels on Pod template. More info: https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors',
      (object) => object.spec?.selector,
    ),
  ],
  selectableFields: ['status.replicas'],
  selectable: (object) => ({ 'status.replicas': String(object.status?.replicas ?? 0) }),
  resetFields: { '': [['status']], status: [['spec']] },
  subresources: {
    status: {
      writes: 'part',
      prepareChange: keepSpec,
      checkChange: checkReplicationControllerStatus,
    },
    scale: scaleRule((object) => labelsText(object.spec?.selector)),
  },
})
