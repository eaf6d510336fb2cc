// in: a pod → out: what all its containers together request or are limited to. Never: what that costs.
import { isPodLevelResource } from '@binnacle/kinds'
import {
  addQuantities,
  compareQuantities,
  type Dict,
  formatQuantity,
  type KubeObject,
  parseQuantity,
} from '@binnacle/meta'

type Part = 'requests' | 'limits'
type Amounts = Record<string, string>

/** What one container counts as. */
type OwnAmounts = (container: Dict) => Amounts | undefined

function add(total: Amounts, more: Amounts | undefined): void {
  for (const [name, amount] of Object.entries(more ?? {})) {
    const sum = addQuantities(parseQuantity(total[name] ?? '0'), parseQuantity(amount))
    total[name] = formatQuantity(sum)
  }
}

function raise(total: Amounts, other: Amounts): void {
  for (const [name, amount] of Object.entries(other)) {
    const known = total[name]
    if (known === undefined || compareQuantities(parseQuantity(amount), parseQuantity(known)) > 0) {
      total[name] = amount
    }
  }
}

/** Init containers run one after another beside the sidecars started before them. */
function sumOf(spec: Dict, amountsOf: OwnAmounts): Amounts {
  const total: Amounts = {}
  for (const container of spec.containers ?? []) add(total, amountsOf(container))
  const sidecars: Amounts = {}
  const start: Amounts = {}
  for (const container of spec.initContainers ?? []) {
    const own = amountsOf(container)
    if (container.restartPolicy === 'Always') {
      add(total, own)
      add(sidecars, own)
      raise(start, sidecars)
    } else {
      const together = { ...sidecars }
      add(together, own)
      raise(start, together)
    }
  }
  raise(total, start)
  return total
}

function takePodLevel(total: Amounts, spec: Dict, part: Part): void {
  for (const [name, amount] of Object.entries<string>(spec.resources?.[part] ?? {})) {
    if (isPodLevelResource(name)) total[name] = amount
  }
}

/** As the spec says it. Pod-level amounts win; what runs the pod comes on top, unless it is `bare`. */
export function podTotals(spec: Dict, part: Part, bare = false): Amounts {
  const total = sumOf(spec, ({ resources }) => resources?.[part])
  takePodLevel(total, spec, part)
  if (!bare) addOverhead(total, spec, part)
  return total
}

/** Limits that are not there stay without. */
function addOverhead(total: Amounts, { overhead }: Dict, part: Part): void {
  for (const [name, amount] of Object.entries<string>(overhead ?? {})) {
    const there = total[name]
    if (part === 'limits' && (there === undefined || parseQuantity(there).nanos === 0n)) continue
    add(total, { [name]: amount })
  }
}

function statusesOf({ status }: KubeObject): Map<string, Dict> {
  const found = new Map<string, Dict>()
  const lists: Dict[] = [
    ...(status?.initContainerStatuses ?? []),
    ...(status?.containerStatuses ?? []),
  ]
  for (const one of lists) found.set(one.name, one)
  return found
}

function isInfeasible({ status }: KubeObject): boolean {
  const conditions: Dict[] = status?.conditions ?? []
  return conditions.find(({ type }) => type === 'PodResizePending')?.reason === 'Infeasible'
}

/** The most of what it asks for, what it was given and what it has: a resize takes time. */
export function podTotalsInForce(pod: KubeObject, part: Part): Amounts {
  const { spec, status = {} } = pod
  const statuses = statusesOf(pod)
  const infeasible = isInfeasible(pod)
  const asked: OwnAmounts = ({ resources }) => (infeasible ? undefined : resources?.[part])
  const given: OwnAmounts = (container) =>
    statuses.get(container.name)?.allocatedResources ?? asked(container)
  const had: OwnAmounts = (container) => {
    const own = statuses.get(container.name)
    const allocated = part === 'requests' ? own?.allocatedResources : undefined
    return own?.resources?.[part] ?? allocated ?? asked(container)
  }
  const total: Amounts = {}
  const podLevelHad: Amounts | undefined = status.resources?.[part]
  if (!infeasible)
    raise(
      total,
      sumOf(spec, ({ resources }) => resources?.[part]),
    )
  if (part === 'requests') {
    const told = status.allocatedResources !== undefined && podLevelHad !== undefined
    raise(total, told ? status.allocatedResources : sumOf(spec, given))
    raise(total, told ? podLevelHad : sumOf(spec, had))
  } else raise(total, podLevelHad ?? sumOf(spec, had))
  takeEffective(total, pod, part, infeasible)
  addOverhead(total, spec, part)
  return total
}

function takeEffective(total: Amounts, pod: KubeObject, part: Part, infeasible: boolean): void {
  const { spec, status = {} } = pod
  const own: Amounts = spec.resources?.[part] ?? {}
  if (!Object.keys(own).some(isPodLevelResource)) return
  if (status.resources === undefined) return takePodLevel(total, spec, part)
  const most: Amounts = infeasible ? {} : { ...own }
  raise(most, status.resources[part] ?? {})
  if (part === 'requests') raise(most, status.allocatedResources ?? {})
  takePodLevel(total, { resources: { [part]: most } }, part)
}
