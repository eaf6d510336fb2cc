// in: nothing → out: what the API says of a HorizontalPodAutoscaler beyond the catalogue; all hooks see v2.
import type { KubeObject } from '@binnacle/meta'
import { defineKind } from '../define-kind.ts'
import { ageColumn, nameColumn, textColumn } from '../parts/columns.ts'
import { countGeneration, keepSpec, keepStatus } from '../parts/keep-parts.ts'
import { sameValue } from '../parts/same-value.ts'
import { checkAutoscaler, checkAutoscalerStatus } from './scaling-check.ts'
import { scalingDefaults } from './scaling-defaults.ts'
import { dropCarried, toNewer, toOlder } from './scaling-shapes.ts'
import { showTargets } from './show-targets.ts'

function reference(object: KubeObject): string {
  const { kind = '', name = '' } = object.spec?.scaleTargetRef ?? {}
  return `${kind}/${name}`
}

export const horizontalPodAutoscaler = defineKind('autoscaling', 'horizontalpodautoscalers', {
  defaults: scalingDefaults,
  toStorage: (object, def) => {
    if (def.version === 'v1') return toNewer(object)
    dropCarried(object)
    return object
  },
  fromStorage: (object, def) => (def.version === 'v1' ? toOlder(object) : object),
  hasGeneration: true,
  prepare: (object) => {
    object.status = { desiredReplicas: 0, currentMetrics: null }
  },
  prepareChange: (object, was) => {
    keepStatus(object, was)
    if (!sameValue(object.spec, was.spec)) countGeneration(object, was)
  },
  check: (object) => checkAutoscaler(object),
  checkChange: (object, was) => checkAutoscaler(object, was),
  columns: [
    nameColumn,
    textColumn(
      'Reference',
      'scaleTargetRef points to the target resource to scale, and is used to the pods for which metrics should be collected, as well as to actually change the replica count.',
      reference,
    ),
    textColumn(
      'Targets',
      'metrics contains the specifications for which to use to calculate the desired replica count (the maximum replica count across all metrics will be used).  The desired replica count is calculated multiplying the ratio between the target value and the current value by the current number of pods.  Ergo, metrics used must decrease as the pod count is increased, and vice-versa.  See the individual metric source types for more information about how each type of metric must respond. If not set, the default metric will be set to 80% average CPU utilization.',
      showTargets,
    ),
    textColumn(
      'MinPods',
      'minReplicas is the lower limit for the number of replicas to which the autoscaler can scale down.  It defaults to 1 pod.  minReplicas is allowed to be 0 if the alpha feature gate HPAScaleToZero is enabled and at least one Object or External metric is configured.  Scaling is active as long as at least one metric value is available.',
      (object) => String(object.spec?.minReplicas ?? '<unset>'),
    ),
    textColumn(
      'MaxPods',
      'maxReplicas is the upper limit for the number of replicas to which the autoscaler can scale up. It cannot be less that minReplicas.',
      (object) => object.spec?.maxReplicas ?? 0,
    ),
    textColumn(
      'Replicas',
      'currentReplicas is current number of replicas of pods managed by this autoscaler, as last seen by the autoscaler.',
      (object) => object.status?.currentReplicas ?? 0,
    ),
    ageColumn,
  ],
  resetFields: { '': [['status']], status: [['spec']] },
  subresources: {
    status: { writes: 'part', prepareChange: keepSpec, checkChange: checkAutoscalerStatus },
  },
})
