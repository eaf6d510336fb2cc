// in: names of resources in quotas and limits → out: what they are and what is wrong with them. Never: amounts.
import { type FieldError, invalid, qualifiedName } from '@binnacle/meta'

const compute = ['cpu', 'memory', 'ephemeral-storage']
const counted = [
  'pods',
  'resourcequotas',
  'services',
  'replicationcontrollers',
  'secrets',
  'configmaps',
  'persistentvolumeclaims',
  'services.nodeports',
  'services.loadbalancers',
]
const quota = new Set([
  ...compute,
  ...compute.map((name) => `requests.${name}`),
  ...compute.map((name) => `limits.${name}`),
  'requests.storage',
  ...counted,
])
const standard = new Set([...quota, 'storage'])
const integer = new Set(counted)
const pods = new Set(['pods'])
const podCompute = new Set([
  'cpu',
  'memory',
  'limits.cpu',
  'limits.memory',
  'requests.cpu',
  'requests.memory',
])
const claims = new Set(['persistentvolumeclaims', 'requests.storage'])
const hugePages = 'hugepages-'

export const isHugePages = (name: string): boolean => name.startsWith(hugePages)

const isQuotaHugePages = (name: string): boolean =>
  name.startsWith(hugePages) || name.startsWith(`requests.${hugePages}`)

export const isNative = (name: string): boolean =>
  !name.includes('/') || name.includes('kubernetes.io/')

export const isExtended = (name: string): boolean =>
  !isNative(name) && !name.startsWith('requests.') && qualifiedName(`requests.${name}`).length === 0

export const isInteger = (name: string): boolean => integer.has(name) || isExtended(name)

export const isOvercommitAllowed = (name: string): boolean => isNative(name) && !isHugePages(name)

export const isQuotaName = (name: string): boolean => quota.has(name) || isQuotaHugePages(name)

export function scopeFits(scope: string, name: string): boolean {
  switch (scope) {
    case 'Terminating':
    case 'NotTerminating':
    case 'NotBestEffort':
    case 'PriorityClass':
    case 'CrossNamespacePodAffinity':
      return pods.has(name) || podCompute.has(name)
    case 'BestEffort':
      return pods.has(name)
    case 'VolumeAttributesClass':
      return claims.has(name)
    default:
      return true
  }
}

export function resourceNameErrors(name: string, path: string): FieldError[] {
  const errors = qualifiedName(name).map((text) => invalid(path, name, text))
  if (errors.length > 0 || name.includes('/')) return errors
  if (!standard.has(name) && !isQuotaHugePages(name)) {
    errors.push(invalid(path, name, 'must be a standard resource type or fully qualified'))
  }
  return errors
}

export function quotaNameErrors(name: string, path: string): FieldError[] {
  const errors = resourceNameErrors(name, path)
  if (!name.includes('/') && !isQuotaName(name)) {
    errors.push(invalid(path, name, 'must be a standard resource for quota'))
  }
  return errors
}

export function containerResourceNameErrors(name: string, path: string): FieldError[] {
  const errors = resourceNameErrors(name, path)
  if (!name.includes('/')) {
    if (!compute.includes(name) && !isHugePages(name)) {
      errors.push(invalid(path, name, 'must be a standard resource for containers'))
    }
  } else if (!isNative(name) && !isExtended(name)) {
    errors.push(invalid(path, name, "doesn't follow extended resource name standard"))
  }
  return errors
}
