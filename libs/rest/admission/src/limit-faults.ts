// in: a pod or claim and the limits of a range → out: how it breaks them, in upstream's words.
import {
  compareQuantities,
  type Dict,
  formatQuantity,
  type KubeObject,
  parseQuantity,
} from '@binnacle/meta'
import { podTotals } from './pod-totals.ts'

interface Used {
  readonly requests: Dict
  readonly limits: Dict
}

function below(a: string, b: string): boolean {
  return compareQuantities(parseQuantity(a), parseQuantity(b)) < 0
}

function show(text: string): string {
  return formatQuantity(parseQuantity(text))
}

function minimum(type: string, name: string, bound: string, used: Used): string | undefined {
  const head = `minimum ${name} usage per ${type} is ${show(bound)}`
  const request = used.requests[name]
  const limit = used.limits[name]
  if (request === undefined) return `${head}.  No request is specified`
  if (below(request, bound)) return `${head}, but request is ${show(request)}`
  if (limit !== undefined && below(limit, bound)) return `${head}, but limit is ${show(limit)}`
  return undefined
}

function maximum(type: string, name: string, bound: string, used: Used): string | undefined {
  const head = `maximum ${name} usage per ${type} is ${show(bound)}`
  const request = used.requests[name]
  const limit = used.limits[name]
  if (limit === undefined) return `${head}.  No limit is specified`
  if (below(bound, limit)) return `${head}, but limit is ${show(limit)}`
  if (request !== undefined && below(bound, request))
    return `${head}, but request is ${show(request)}`
  return undefined
}

function maximumRequest(type: string, name: string, bound: string, used: Used): string | undefined {
  const head = `maximum ${name} usage per ${type} is ${show(bound)}`
  const request = used.requests[name]
  if (request === undefined) return `${head}.  No request is specified`
  return below(bound, request) ? `${head}, but request is ${show(request)}` : undefined
}

function ratio(type: string, name: string, bound: string, used: Used): string | undefined {
  const head = `${name} max limit to request ratio per ${type} is ${show(bound)}`
  const request = parseQuantity(used.requests[name] ?? '0').nanos
  const limit = parseQuantity(used.limits[name] ?? '0').nanos
  if (request === 0n) return `${head}, but no request is specified or request is 0`
  if (limit === 0n) return `${head}, but no limit is specified or limit is 0`
  const provided = Number(limit) / Number(request)
  const most = Number(parseQuantity(bound).nanos) / 1e9
  return provided > most ? `${head}, but provided ratio is ${provided.toFixed(6)}` : undefined
}

type Rule = (type: string, name: string, bound: string, used: Used) => string | undefined

function faultsOf(type: string, used: Used, rules: readonly (readonly [Dict | undefined, Rule])[]) {
  const faults: string[] = []
  for (const [bounds, rule] of rules) {
    for (const [name, bound] of Object.entries(bounds ?? {})) {
      const fault = rule(type, name, bound, used)
      if (fault !== undefined) faults.push(fault)
    }
  }
  return faults
}

function usedBy(resources: Dict | undefined): Used {
  return { requests: resources?.requests ?? {}, limits: resources?.limits ?? {} }
}

function podFaults(pod: KubeObject, limit: Dict): string[] {
  const rules = [
    [limit.min, minimum],
    [limit.max, maximum],
    [limit.maxLimitRequestRatio, ratio],
  ] as const
  if (limit.type === 'Container') {
    const containers: Dict[] = [...(pod.spec.containers ?? []), ...(pod.spec.initContainers ?? [])]
    return containers.flatMap(({ resources }) => faultsOf('Container', usedBy(resources), rules))
  }
  if (limit.type !== 'Pod') return []
  const { spec } = pod
  const used = {
    requests: podTotals(spec, 'requests', true),
    limits: podTotals(spec, 'limits', true),
  }
  return faultsOf('Pod', used, rules)
}

export function limitFaults(resource: string, object: KubeObject, limits: Dict[]): string[] {
  if (resource === 'pods') return limits.flatMap((limit) => podFaults(object, limit))
  const type = 'PersistentVolumeClaim'
  return limits
    .filter((limit) => limit.type === type)
    .flatMap((limit) =>
      faultsOf(type, { requests: object.spec?.resources?.requests ?? {}, limits: {} }, [
        [limit.min, minimum],
        [limit.max, maximumRequest],
      ]),
    )
}
