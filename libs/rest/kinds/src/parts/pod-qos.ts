// in: the spec of a pod → out: its quality of service: Guaranteed, Burstable or BestEffort.
import type { Dict } from '@binnacle/meta'
import { compareAmounts, isZeroAmount } from './amount.ts'
import { isPodLevelResource } from './pod-resources.ts'

export type Qos = 'Guaranteed' | 'Burstable' | 'BestEffort'

function qosOfResource(resources: Dict, name: 'cpu' | 'memory'): Qos {
  const request = resources.requests?.[name]
  const limit = resources.limits?.[name]
  if (request === undefined && limit === undefined) return 'BestEffort'
  if (compareAmounts(request, limit) !== 0) return 'Burstable'
  return isZeroAmount(request) ? 'BestEffort' : 'Guaranteed'
}

function qosOfRequirements(resources: Dict | undefined): Qos {
  if (!resources || (!resources.requests && !resources.limits)) return 'BestEffort'
  const cpu = qosOfResource(resources, 'cpu')
  const memory = qosOfResource(resources, 'memory')
  return cpu === memory ? cpu : 'Burstable'
}

function asksForItself(resources: Dict | undefined): boolean {
  if (!resources) return false
  const names = [...Object.keys(resources.requests ?? {}), ...Object.keys(resources.limits ?? {})]
  return names.some(isPodLevelResource)
}

export function podQos(spec: Dict): Qos {
  if (asksForItself(spec.resources)) return qosOfRequirements(spec.resources)
  let qos: Qos | undefined
  for (const list of [spec.initContainers, spec.containers]) {
    for (const container of list ?? []) {
      const found = qosOfRequirements(container.resources)
      if (found === 'Burstable' || (qos !== undefined && qos !== found)) return 'Burstable'
      qos = found
    }
  }
  return qos ?? 'BestEffort'
}
