import type { KubeObject } from '@binnacle/meta'
import { expect, test } from 'vitest'
import { scalingDefaults } from './scaling-defaults.ts'
import { toNewer, toOlder } from './scaling-shapes.ts'

const target = { kind: 'Deployment', name: 'd', apiVersion: 'apps/v1' }
const rps = {
  type: 'Pods',
  pods: {
    metric: { name: 'rps' },
    target: { type: 'AverageValue', averageValue: '1k' },
  },
}
const cpu = {
  type: 'Resource',
  resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 70 } },
}

function autoscaler(spec: object): KubeObject {
  return {
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: { name: 'a' },
    spec: { scaleTargetRef: target, minReplicas: 1, maxReplicas: 3, ...spec },
    status: { desiredReplicas: 0, currentMetrics: null },
  }
}

test('carries through v1 what v1 has no field for', () => {
  const newer = autoscaler({
    metrics: [rps, cpu],
    behavior: { scaleDown: { selectPolicy: 'Min' } },
  })
  scalingDefaults(newer)
  const older = toOlder(newer)
  expect(older.spec.targetCPUUtilizationPercentage).toBe(70)
  expect(Object.keys(older.metadata.annotations ?? {})).toEqual([
    'autoscaling.alpha.kubernetes.io/metrics',
    'autoscaling.alpha.kubernetes.io/behavior',
  ])
  expect(toNewer(older)).toEqual(newer)
})

test('wants 80 % of the processor where no metric is asked for', () => {
  const object = autoscaler({})
  scalingDefaults(object)
  expect(object.spec.metrics).toEqual([
    {
      type: 'Resource',
      resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } },
    },
  ])
})
