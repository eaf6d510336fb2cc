// in: an autoscaler in its v2 shape → out: the same with its defaults, in place. Never: other shapes.
import type { Dict, KubeObject } from '@binnacle/meta'

const defaultCpuPercent = 80

const scaleUp = (): Dict => ({
  stabilizationWindowSeconds: 0,
  selectPolicy: 'Max',
  policies: [
    { type: 'Pods', value: 4, periodSeconds: 15 },
    { type: 'Percent', value: 100, periodSeconds: 15 },
  ],
})

/** How long to wait before scaling down is left to the controller's own setting. */
const scaleDown = (): Dict => ({
  selectPolicy: 'Max',
  policies: [{ type: 'Percent', value: 100, periodSeconds: 15 }],
})

function fill(rules: Dict | null | undefined, standard: Dict): Dict {
  const filled: Dict = {}
  for (const name of ['stabilizationWindowSeconds', 'selectPolicy', 'policies', 'tolerance']) {
    const value = rules?.[name] ?? standard[name]
    if (value !== undefined) filled[name] = value
  }
  return filled
}

/** What is asked of the processor, the one metric that the first version knew. */
export function cpuMetric(percent: number): Dict {
  const target = { type: 'Utilization', averageUtilization: percent }
  return { type: 'Resource', resource: { name: 'cpu', target } }
}

export function scalingDefaults(object: KubeObject): void {
  object.spec ??= {}
  const spec = object.spec
  spec.minReplicas ??= 1
  if (!spec.metrics?.length) spec.metrics = [cpuMetric(defaultCpuPercent)]
  const behavior = spec.behavior
  if (behavior) {
    behavior.scaleUp = fill(behavior.scaleUp, scaleUp())
    behavior.scaleDown = fill(behavior.scaleDown, scaleDown())
  }
}
