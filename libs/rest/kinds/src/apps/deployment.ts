// in: nothing → out: what the API says of a Deployment beyond the catalogue.
import type { KubeObject } from '@binnacle/meta'
import { defineKind } from '../define-kind.ts'
import { ageColumn, nameColumn, textColumn } from '../parts/columns.ts'
import { dropGatedFields } from '../parts/drop-gated-fields.ts'
import { countGeneration, keepPart, keepSpec, keepStatus } from '../parts/keep-parts.ts'
import { podTemplateDefaults } from '../parts/pod-spec-defaults.ts'
import { sameValue } from '../parts/same-value.ts'
import { selectorScale } from '../parts/scale.ts'
import { selectorText } from '../parts/show-selector.ts'
import { selectorColumn, templateColumns } from '../parts/workload-columns.ts'
import {
  checkDeployment,
  checkDeploymentChange,
  checkDeploymentStatus,
} from './deployment-check.ts'
import { workloadWarnings } from '../parts/pod-warnings.ts'

function defaults(object: KubeObject): void {
  object.spec ??= {}
  const spec = object.spec
  spec.replicas ??= 1
  spec.strategy ??= {}
  const strategy = spec.strategy
  strategy.type ||= 'RollingUpdate'
  if (strategy.type === 'RollingUpdate') {
    strategy.rollingUpdate ??= {}
    strategy.rollingUpdate.maxUnavailable ??= '25%'
    strategy.rollingUpdate.maxSurge ??= '25%'
  }
  spec.revisionHistoryLimit ??= 10
  spec.progressDeadlineSeconds ??= 600
  podTemplateDefaults(spec.template)
}

function selectorTextOf(object: KubeObject): string {
  return selectorText(object.spec?.selector) ?? '<invalid>'
}

export const deployment = defineKind('apps', 'deployments', {
  unset: { spec: { replicas: 0 } },
  defaults,
  hasGeneration: true,
  prepare: (object) => {
    object.status = {}
    object.metadata.generation = 1
    dropGatedFields(object.spec.template)
  },
  prepareChange: (object, was) => {
    keepStatus(object, was)
    dropGatedFields(object.spec.template)
    const same =
      sameValue(object.spec, was.spec) &&
      sameValue(object.metadata.annotations, was.metadata.annotations)
    if (!same) countGeneration(object, was)
  },
  check: checkDeployment,
  checkChange: checkDeploymentChange,
  warn: (object, was) => workloadWarnings(object, was),
  columns: [
    nameColumn,
    textColumn(
      'Ready',
      'Number of the pod with ready state',
      (object) => `${object.status?.readyReplicas ?? 0}/${object.spec?.replicas ?? 0}`,
    ),
    textColumn(
      'Up-to-date',
      'Total number of non-terminating pods targeted by this deployment that have the desired template spec.',
      (object) => object.status?.updatedReplicas ?? 0,
    ),
    textColumn(
      'Available',
      'Total number of available non-terminating pods (ready for at least minReadySeconds) targeted by this deployment.',
      (object) => object.status?.availableReplicas ?? 0,
    ),
    ageColumn,
    ...templateColumns((object) => object.spec?.template?.spec?.containers),
    {
      ...selectorColumn(
        "Label selector for pods. Existing ReplicaSets whose pods are selected by this will be the ones affected by this deployment. It must match the pod template's labels.",
        (object) => object.spec?.selector,
      ),
      value: selectorTextOf,
    },
  ],
  resetFields: { '': [['status']], status: [['spec'], ['metadata', 'labels']] },
  subresources: {
    status: {
      writes: 'part',
      prepareChange: (object, was) => {
        keepSpec(object, was)
        keepPart(object.metadata, was.metadata, 'labels')
      },
      checkChange: checkDeploymentStatus,
    },
    scale: selectorScale,
  },
})
