// in: a pod → out: what it costs a quota. Never: the quota.
import { isPodLevelResource, podQos } from '@binnacle/kinds'
import {
  type Dict,
  type KubeObject,
  parseQuantity,
  quantityOf,
  type Quantity,
} from '@binnacle/meta'
import { podTotalsInForce } from '../pod-totals.ts'
import { addAmounts, type Amounts } from './amounts.ts'
import { type Evaluator, type Scope, scopeSelects } from './evaluator.ts'

const names = new Set([
  'count/pods',
  'cpu',
  'memory',
  'ephemeral-storage',
  'requests.cpu',
  'requests.memory',
  'requests.ephemeral-storage',
  'limits.cpu',
  'limits.memory',
  'limits.ephemeral-storage',
  'pods',
])
const mustBeSaid = new Set([
  'cpu',
  'memory',
  'requests.cpu',
  'requests.memory',
  'limits.cpu',
  'limits.memory',
])
const compute = ['cpu', 'memory', 'ephemeral-storage']
const hugePages = 'hugepages-'
const requestsPrefix = 'requests.'
const byDeviceClass = 'deviceclass.resource.kubernetes.io/'

function isForeign(name: string): boolean {
  return name.includes('/') && !name.includes('kubernetes.io/')
}

/** What a container may ask for beside what every node has; devices by their class too. */
function isExtended(name: string): boolean {
  if (name.startsWith(byDeviceClass)) return true
  return isForeign(name) && !name.startsWith(requestsPrefix)
}

/** Names of quotas that limit such things. */
export function limitsExtended(name: string): boolean {
  if (!name.startsWith(requestsPrefix)) return false
  return isForeign(name) || name.startsWith(requestsPrefix + byDeviceClass)
}

/** What requests and limits are charged as. */
function charged(requests: Dict, limits: Dict): Amounts {
  const amounts = new Map<string, Quantity>([['pods', quantityOf(1)]])
  for (const name of compute) {
    if (requests[name] !== undefined) {
      amounts.set(name, parseQuantity(requests[name]))
      amounts.set(`requests.${name}`, parseQuantity(requests[name]))
    }
    if (limits[name] !== undefined) amounts.set(`limits.${name}`, parseQuantity(limits[name]))
  }
  for (const [name, text] of Object.entries(requests)) {
    if (name.startsWith(hugePages)) amounts.set(name, parseQuantity(text))
    if (name.startsWith(hugePages) || isExtended(name)) {
      amounts.set(requestsPrefix + name, parseQuantity(text))
    }
  }
  return amounts
}

/** Finished pods, and those whose grace is over, cost nothing but their place. */
function counts({ metadata, status }: KubeObject, now: Date): boolean {
  if (status?.phase === 'Failed' || status?.phase === 'Succeeded') return false
  const { deletionTimestamp, deletionGracePeriodSeconds } = metadata
  if (deletionTimestamp === undefined || deletionGracePeriodSeconds === undefined) return true
  return now.getTime() <= Date.parse(deletionTimestamp) + deletionGracePeriodSeconds * 1000
}

export function isTerminating({ spec }: KubeObject): boolean {
  return (spec?.activeDeadlineSeconds ?? -1) >= 0
}

function isBestEffort({ spec, status }: KubeObject): boolean {
  return (status?.qosClass || podQos(spec)) === 'BestEffort'
}

function reachesOut(term: Dict): boolean {
  return (term.namespaces ?? []).length > 0 || term.namespaceSelector !== undefined
}

function usesOtherNamespaces({ spec }: KubeObject): boolean {
  for (const kind of ['podAffinity', 'podAntiAffinity']) {
    const affinity = spec.affinity?.[kind]
    const hard: Dict[] = affinity?.requiredDuringSchedulingIgnoredDuringExecution ?? []
    const soft: Dict[] = affinity?.preferredDuringSchedulingIgnoredDuringExecution ?? []
    if (hard.some(reachesOut)) return true
    if (soft.some(({ podAffinityTerm }) => reachesOut(podAffinityTerm ?? {}))) return true
  }
  return false
}

function inScope(scope: Scope, pod: KubeObject): boolean {
  switch (scope.scopeName) {
    case 'Terminating':
      return isTerminating(pod)
    case 'NotTerminating':
      return !isTerminating(pod)
    case 'BestEffort':
      return isBestEffort(pod)
    case 'NotBestEffort':
      return !isBestEffort(pod)
    case 'PriorityClass':
      return scopeSelects(scope, pod.spec.priorityClassName || undefined)
    case 'CrossNamespacePodAffinity':
      return usesOtherNamespaces(pod)
    default:
      return false
  }
}

function missing(required: readonly string[], { spec }: KubeObject): string | undefined {
  const { requests = {}, limits = {} }: Dict = spec.resources ?? {}
  if (Object.keys({ ...requests, ...limits }).some(isPodLevelResource)) return undefined
  const found = new Map<string, Set<string>>()
  for (const container of [...(spec.containers ?? []), ...(spec.initContainers ?? [])] as Dict[]) {
    const said = charged(container.resources?.requests ?? {}, container.resources?.limits ?? {})
    for (const name of required) {
      if (!mustBeSaid.has(name) || said.has(name)) continue
      found.set(name, (found.get(name) ?? new Set()).add(container.name))
    }
  }
  if (found.size === 0) return undefined
  const parts = [...found.keys()]
    .sort()
    .map((name) => `${name} for: ${[...(found.get(name) ?? [])].sort().join(',')}`)
  return `must specify ${parts.join('; ')}`
}

export const podEvaluator: Evaluator = {
  handles({ operation, subresource, object, oldObject }) {
    if (subresource === 'resize') return operation === 'UPDATE'
    if (subresource !== '') return false
    if (operation !== 'UPDATE') return operation === 'CREATE'
    return Boolean(object && oldObject && isTerminating(object) !== isTerminating(oldObject))
  },
  charges(name) {
    if (names.has(name)) return true
    if (name.startsWith(hugePages) || name.startsWith(requestsPrefix + hugePages)) return true
    return limitsExtended(name)
  },
  usage(pod, now) {
    const place: Amounts = new Map([['count/pods', quantityOf(1)]])
    if (!counts(pod, now)) return place
    const requests = podTotalsInForce(pod, 'requests')
    const limits = podTotalsInForce(pod, 'limits')
    return addAmounts(place, charged(requests, limits))
  },
  inScope,
  missing,
}
