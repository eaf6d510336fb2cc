// in: a Service → out: texts about what is old, odd or without effect. Never: refusals.
import { goQuote, type KubeObject } from '@binnacle/meta'
import { listOf } from '../parts/field-checks.ts'
import { cidrWarnings, ipWarnings } from '../parts/ip-checks.ts'
import { addressesOf, none } from './service-shape.ts'

const hints = 'service.kubernetes.io/topology-aware-hints'
const mode = 'service.kubernetes.io/topology-mode'

export function serviceWarnings(service: KubeObject): string[] {
  const spec = service.spec ?? {}
  const warnings: string[] = []
  const external = (spec.externalIPs ?? []) as string[]
  const headless = spec.type === 'ClusterIP' && spec.clusterIP === none
  const named = spec.type === 'ExternalName'
  if (service.metadata.annotations?.[hints] !== undefined) {
    warnings.push(`annotation ${hints} is deprecated, please use ${mode} instead`)
  }
  if (spec.clusterIP && spec.clusterIP !== none) {
    for (const [index, ip] of addressesOf(service).entries()) {
      warnings.push(...ipWarnings(`spec.clusterIPs[${index}]`, ip))
    }
  }
  if (headless) {
    if (spec.loadBalancerIP) warnings.push('spec.loadBalancerIP is ignored for headless services')
    if (external.length > 0) warnings.push('spec.externalIPs is ignored for headless services')
    if (spec.sessionAffinity !== 'None') {
      warnings.push('spec.SessionAffinity is ignored for headless services')
    }
  }
  for (const [index, ip] of external.entries()) {
    warnings.push(...ipWarnings(`spec.externalIPs[${index}]`, ip))
  }
  if (external.length > 0 && !headless && !named) {
    warnings.push(
      'spec.externalIPs is deprecated and may no longer be implemented in some clusters',
    )
  }
  if (spec.loadBalancerIP) warnings.push(...ipWarnings('spec.loadBalancerIP', spec.loadBalancerIP))
  for (const [index, cidr] of listOf(spec.loadBalancerSourceRanges).entries()) {
    warnings.push(...cidrWarnings(`spec.loadBalancerSourceRanges[${index}]`, String(cidr)))
  }
  if (named && external.length > 0) {
    warnings.push('spec.externalIPs is ignored when spec.type is "ExternalName"')
  }
  if (!named && spec.externalName) {
    warnings.push('spec.externalName is ignored when spec.type is not "ExternalName"')
  }
  if (spec.trafficDistribution === 'PreferClose') {
    warnings.push(
      `spec.trafficDistribution: ${goQuote('PreferClose')} is deprecated; use ${goQuote('PreferSameZone')}`,
    )
  }
  return warnings
}
