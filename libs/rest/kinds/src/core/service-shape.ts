// in: a Service → out: what its type and policies mean. Never: changes.
import type { Dict, KubeObject } from '@binnacle/meta'
import { listOf } from '../parts/field-checks.ts'

export const none = 'None'

export function specOf(service: KubeObject): Dict {
  return (service.spec ??= {})
}

export function portsOf(service: KubeObject): readonly Dict[] {
  return listOf(service.spec?.ports)
}

export function addressesOf(service: KubeObject): string[] {
  return service.spec?.clusterIPs ?? []
}

export function familiesOf(service: KubeObject): string[] {
  return service.spec?.ipFamilies ?? []
}

export function needsAddress(service: KubeObject): boolean {
  return service.spec?.type !== 'ExternalName'
}

export function isHeadless(service: KubeObject): boolean {
  const addresses = addressesOf(service)
  return addresses.length === 1 && addresses[0] === none
}

export function isBalanced(service: KubeObject): boolean {
  return service.spec?.type === 'LoadBalancer'
}

/** Ports on nodes belong to its type, given out or not. */
export function mayHaveNodePorts(service: KubeObject): boolean {
  return service.spec?.type === 'NodePort' || isBalanced(service)
}

export function getsNodePorts(service: KubeObject): boolean {
  if (service.spec?.type === 'NodePort') return true
  return isBalanced(service) && service.spec?.allocateLoadBalancerNodePorts !== false
}

export function needsHealthPort(service: KubeObject): boolean {
  return isBalanced(service) && service.spec?.externalTrafficPolicy === 'Local'
}

export function isExternal(service: KubeObject): boolean {
  const { type, externalIPs } = service.spec ?? {}
  return mayHaveNodePorts(service) || (type === 'ClusterIP' && listOf(externalIPs).length > 0)
}

export function nodePortsOf(service: KubeObject): number[] {
  return portsOf(service).flatMap(({ nodePort }) => (nodePort ? [nodePort as number] : []))
}

export function sameList(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((value, index) => value === b[index])
}
