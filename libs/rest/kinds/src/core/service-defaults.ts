// in: a Service → out: the same with its defaults, in place. Never: addresses and ports of nodes.
import type { KubeObject } from '@binnacle/meta'
import { listOf } from '../parts/field-checks.ts'
import { isBalanced, isExternal, portsOf, specOf } from './service-shape.ts'

const affinitySeconds = 10800

export function serviceDefaults(service: KubeObject): void {
  const spec = specOf(service)
  service.status ??= {}
  service.status.loadBalancer ??= {}
  spec.sessionAffinity ||= 'None'
  if (spec.sessionAffinity === 'None') delete spec.sessionAffinityConfig
  else if (spec.sessionAffinity === 'ClientIP') {
    if (spec.sessionAffinityConfig?.clientIP?.timeoutSeconds === undefined) {
      spec.sessionAffinityConfig = { clientIP: { timeoutSeconds: affinitySeconds } }
    }
  }
  spec.type ||= 'ClusterIP'
  for (const port of portsOf(service)) {
    port.protocol ||= 'TCP'
    if (!port.targetPort) port.targetPort = port.port ?? 0
  }
  if (isExternal(service)) spec.externalTrafficPolicy ||= 'Cluster'
  if (['NodePort', 'LoadBalancer', 'ClusterIP'].includes(spec.type)) {
    spec.internalTrafficPolicy ??= 'Cluster'
  }
  if (!isBalanced(service)) return
  spec.allocateLoadBalancerNodePorts ??= true
  for (const ingress of listOf(service.status.loadBalancer.ingress)) {
    if (ingress.ip) ingress.ipMode ??= 'VIP'
  }
}
