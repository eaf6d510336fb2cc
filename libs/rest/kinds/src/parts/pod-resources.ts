// in: the containers of a pod → out: what they need together, and the defaults of the pod's own resources.
import { addQuantities, type Dict, formatQuantity, type Quantity } from '@binnacle/meta'
import { compareAmounts, quantityAt } from './amount.ts'

type Sums = Map<string, Quantity>

function addTo(sums: Sums, name: string, more: Quantity): void {
  const sum = sums.get(name)
  sums.set(name, sum === undefined ? more : addQuantities(sum, more))
}

function addList(sums: Sums, list: Dict | undefined): void {
  if (!list) return
  for (const name of Object.keys(list)) addTo(sums, name, quantityAt(list[name]))
}

function addSums(sums: Sums, others: Sums): void {
  for (const [name, other] of others) addTo(sums, name, other)
}

function raise(sums: Sums, others: Sums): void {
  for (const [name, other] of others) {
    const sum = sums.get(name)
    if (sum === undefined || other.nanos > sum.nanos) sums.set(name, other)
  }
}

/**
 * Containers and sidecars run together; a plain init container runs beside the sidecars before it. The pod needs
 * the larger of the two.
 */
export function containersTotal(spec: Dict, which: 'requests' | 'limits'): Map<string, string> {
  const total: Sums = new Map()
  for (const container of spec.containers ?? []) addList(total, container.resources?.[which])
  const sidecars: Sums = new Map()
  const start: Sums = new Map()
  for (const container of (spec.initContainers ?? []) as Dict[]) {
    const needed: Sums = new Map()
    addList(needed, container.resources?.[which])
    if (container.restartPolicy === 'Always') {
      addSums(total, needed)
      addSums(sidecars, needed)
      raise(start, sidecars)
    } else {
      addSums(needed, sidecars)
      raise(start, needed)
    }
  }
  raise(total, start)
  const shown = new Map<string, string>()
  for (const [name, sum] of total) shown.set(name, formatQuantity(sum))
  return shown
}

export function isHugePages(name: string): boolean {
  return name.startsWith('hugepages-')
}

/** Resources that a pod as a whole may ask for. */
export function isPodLevelResource(name: string): boolean {
  return name === 'cpu' || name === 'memory' || isHugePages(name)
}

function has(list: Dict | undefined, name: string): boolean {
  return list !== undefined && Object.hasOwn(list, name)
}

function put(resources: Dict, which: 'requests' | 'limits', name: string, quantity: string): void {
  resources[which] ??= {}
  resources[which][name] = quantity
}

function limitHugePages(spec: Dict): void {
  for (const [name, quantity] of containersTotal(spec, 'limits')) {
    if (!isHugePages(name) || has(spec.resources.requests, name)) continue
    if (!has(spec.resources.limits, name)) put(spec.resources, 'limits', name, quantity)
  }
}

function fillRequests(spec: Dict): void {
  const resources = spec.resources
  for (const [name, quantity] of containersTotal(spec, 'requests')) {
    if (name !== 'cpu' && name !== 'memory') continue
    if (!has(resources.requests, name)) put(resources, 'requests', name, quantity)
  }
  for (const name of Object.keys(resources.limits ?? {})) {
    if (isPodLevelResource(name) && !has(resources.requests, name)) {
      put(resources, 'requests', name, resources.limits[name])
    }
  }
}

function fillLimits(spec: Dict): void {
  const resources = spec.resources
  const containers = [
    ...(spec.initContainers ?? []),
    ...(spec.containers ?? []),
    ...(spec.ephemeralContainers ?? []),
  ] as Dict[]
  const wanted = Object.keys(resources.requests ?? {}).filter(
    (name) =>
      isPodLevelResource(name) &&
      !has(resources.limits, name) &&
      containers.every((container) => has(container.resources?.limits, name)),
  )
  if (wanted.length === 0) return
  const totals = containersTotal(spec, 'limits')
  for (const name of wanted) {
    const total = totals.get(name)
    if (total === undefined) continue
    const request = resources.requests[name]
    put(resources, 'limits', name, compareAmounts(request, total) > 0 ? request : total)
  }
}

/** Only where the pod's own resources were begun: the rest follows from its containers. */
export function podLevelDefaults(spec: Dict): void {
  const resources = spec.resources
  if (!resources) return
  const begun =
    Object.keys(resources.requests ?? {}).length + Object.keys(resources.limits ?? {}).length
  if (begun === 0) return
  limitHugePages(spec)
  fillRequests(spec)
  fillLimits(spec)
}
