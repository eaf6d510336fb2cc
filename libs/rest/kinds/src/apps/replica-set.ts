// in: nothing → out: what the API says of a ReplicaSet beyond the catalogue.
import type { KubeObject } from '@binnacle/meta'
import { defineKind } from '../define-kind.ts'
import { ageColumn, countColumn, nameColumn } from '../parts/columns.ts'
import { dropGatedFields } from '../parts/drop-gated-fields.ts'
import { countGeneration, keepSpec, keepStatus } from '../parts/keep-parts.ts'
import { podTemplateDefaults } from '../parts/pod-spec-defaults.ts'
import { workloadWarnings } from '../parts/pod-warnings.ts'
import { sameValue } from '../parts/same-value.ts'
import { selectorScale } from '../parts/scale.ts'
import { selectorColumn, templateColumns } from '../parts/workload-columns.ts'
import {
  checkReplicaSet,
  checkReplicaSetChange,
  checkReplicaSetStatus,
} from './replica-set-check.ts'

function defaults(object: KubeObject): void {
  object.spec ??= {}
  const spec = object.spec
  spec.replicas ??= 1
  podTemplateDefaults(spec.template)
}

export const replicaSet = defineKind('apps', 'replicasets', {
  unset: { spec: { replicas: 0 } },
  defaults,
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
  check: checkReplicaSet,
  checkChange: checkReplicaSetChange,
  warn: (object, was) => workloadWarnings(object, was),
  columns: [
    nameColumn,
    countColumn(
      'Desired',
      'Replicas is the number of desired pods. This is a pointer to distinguish between explicit zero and unspecified. Defaults to 1. More info: https://kubernetes.io/docs/concepts/workloads/controllers/replicaset',
      (object) => object.spec?.replicas ?? 0,
    ),
    countColumn(
      'Current',
      'Replicas is the most recently observed number of non-terminating pods. More info: https://kubernetes.io/docs/concepts/workloads/controllers/replicaset',
      (object) => object.status?.replicas ?? 0,
    ),
    countColumn(
      'Ready',
      'The number of non-terminating pods targeted by this ReplicaSet with a Ready Condition.',
      (object) => object.status?.readyReplicas ?? 0,
    ),
    ageColumn,
    ...templateColumns((object) => object.spec?.template?.spec?.containers),
    selectorColumn(
      "Selector is a label query over pods that should match the replica count. Label keys and values that must match in order to be controlled by this replica set. It must match the pod template's labels. More info: https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors",
      (object) => object.spec?.selector,
    ),
  ],
  selectableFields: ['status.replicas'],
  selectable: (object) => ({ 'status.replicas': String(object.status?.replicas ?? 0) }),
  resetFields: { '': [['status']], status: [['spec']] },
  subresources: {
    status: { writes: 'part', prepareChange: keepSpec, checkChange: checkReplicaSetStatus },
    scale: selectorScale,
  },
})
