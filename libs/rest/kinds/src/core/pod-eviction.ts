// in: an Eviction → out: its pod deleted, if the disruption budgets allow it. Never: budgets' own counting.
import type { Reply, ResourceRequest } from '@binnacle/exchange'
import {
  badRequest,
  type Dict,
  invalid,
  invalidError,
  type KubeObject,
  labelSelectorFromObject,
  matchesLabels,
  notFoundError,
  type Status,
  timeoutError,
} from '@binnacle/meta'
import type { SubresourceRule, SubresourceTools } from '../kind.ts'
import { allowDisruption } from '../policy/allow-disruption.ts'
import { success } from './pod-binding.ts'
import { setPodCondition } from './pod-conditions.ts'
import { evictionPod, type PodPlace, podPlace } from './pod-place.ts'

interface Order {
  readonly request: ResourceRequest
  readonly tools: SubresourceTools
  readonly place: PodPlace
  readonly options: KubeObject
  readonly dryRun: boolean
}

/** A dry run may be asked for in the query or in the options; both must not differ. */
function deleteOptions(eviction: KubeObject, dryRun: boolean): KubeObject {
  const sent: Dict = eviction.deleteOptions ?? {}
  const options: Dict = { ...sent, kind: 'DeleteOptions', apiVersion: 'v1' }
  if (dryRun && (sent.dryRun ?? []).length === 0) options.dryRun = ['All']
  return options as KubeObject
}

function isReady(pod: KubeObject): boolean {
  return ((pod.status?.conditions ?? []) as Dict[]).some(
    (condition) => condition.type === 'Ready' && condition.status === 'True',
  )
}

/** Pods that do no work disturb nobody when they go. */
function needsNoBudget(pod: KubeObject): boolean {
  const phase = pod.status?.phase
  const idle = phase === 'Succeeded' || phase === 'Failed' || phase === 'Pending'
  return idle || pod.metadata.deletionTimestamp !== undefined
}

async function budgetsOf(order: Order, pod: KubeObject): Promise<KubeObject[]> {
  const { store, catalogue, shapeOf } = order.tools.surroundings
  const gv = { group: 'policy', version: 'v1' }
  const def = catalogue.current().resource(gv, 'poddisruptionbudgets')
  if (def === undefined) return []
  const list = await store.list({
    shape: shapeOf(def),
    namespace: order.place.namespace,
    resourceVersion: '',
    limit: 0,
    continue: '',
  })
  const found: KubeObject[] = []
  for (const stored of list.items) {
    const budget = stored.parse()
    try {
      const selector = labelSelectorFromObject(budget.spec?.selector)
      if (matchesLabels(selector, pod.metadata.labels)) found.push(budget)
    } catch {
      // A budget whose selector cannot be read guards nothing.
    }
  }
  return found
}

function withVersion(options: KubeObject, resourceVersion: string | undefined): KubeObject {
  return { ...options, preconditions: { ...options.preconditions, resourceVersion } }
}

/** Tells watchers why the pod goes, then deletes it. */
async function evict(order: Order, options: KubeObject): Promise<void> {
  const { request, tools, place } = order
  let asked = options
  if (!order.dryRun) {
    const { now } = tools.context(request)
    const version = await evictionPod(tools.surroundings.store, place, options, (pod) =>
      setPodCondition(pod, now, {
        type: 'DisruptionTarget',
        status: 'True',
        reason: 'EvictionByEvictionAPI',
        message: 'Eviction API: evicting',
      }),
    )
    if (options.preconditions?.resourceVersion !== undefined) asked = withVersion(options, version)
  }
  await tools.remove(request, asked)
}

const severalBudgets = {
  kind: 'Status',
  apiVersion: 'v1',
  metadata: {},
  status: 'Failure',
  message:
    'This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.',
  code: 500,
} as Status

/** An unready pod is not counted as healthy: it may go when the others suffice, or when the budget says so. */
function mayGoUnready(pod: KubeObject, budget: KubeObject): boolean {
  if (isReady(pod)) return false
  if (budget.spec?.unhealthyPodEvictionPolicy === 'AlwaysAllow') return true
  const { currentHealthy = 0, desiredHealthy = 0 } = budget.status ?? {}
  return currentHealthy >= desiredHealthy && desiredHealthy > 0
}

async function readPod(order: Order): Promise<KubeObject> {
  const stored = await order.tools.surroundings.store.get(order.place)
  if (stored === undefined) throw notFoundError({ group: '', resource: 'pods' }, order.place.name)
  return stored.parse()
}

async function serveOrder(order: Order): Promise<Status> {
  const pod = await readPod(order)
  const { options } = order
  const pinned = options.preconditions?.resourceVersion !== undefined
  const version = pod.metadata.resourceVersion
  if (needsNoBudget(pod)) {
    const pending = pod.status?.phase === 'Pending' && pod.metadata.deletionTimestamp === undefined
    await evict(order, pending && !pinned ? withVersion(options, version) : options)
    return success
  }
  const budgets = await budgetsOf(order, pod)
  if (budgets.length > 1) return severalBudgets
  const budget = budgets[0]
  if (budget !== undefined && mayGoUnready(pod, budget)) {
    await evict(order, pinned ? options : withVersion(options, version))
    return success
  }
  if (budget !== undefined) {
    const name = budget.metadata.name ?? ''
    const allowed = await allowDisruption(
      order.tools.context(order.request),
      name,
      order.place.name,
      order.dryRun,
    )
    if (!allowed) {
      const text = `couldn't update PodDisruptionBudget "${name}" due to conflicts`
      throw timeoutError(text, 10)
    }
  }
  await evict(order, options)
  return success
}

function refuseUnsafe(eviction: KubeObject, name: string): void {
  const field = 'ignoreStoreReadErrorWithClusterBreakingPotential'
  if (eviction.deleteOptions?.[field] !== true) return
  const text = 'can not be set for pod eviction, try after removing the option'
  const error = invalid(`deleteOptions.${field}`, true, text)
  throw invalidError({ group: 'policy', kind: 'Eviction' }, name, [error])
}

async function serve(request: ResourceRequest, tools: SubresourceTools): Promise<Reply> {
  const eviction = await tools.read(request)
  const { name } = request.info
  if (eviction.metadata?.name !== name) {
    throw badRequest('name in URL does not match name in Eviction object')
  }
  refuseUnsafe(eviction, name)
  const context = tools.context(request)
  const options = deleteOptions(eviction, context.dryRun)
  await tools.admit(request, eviction)
  const dryRun = (options.dryRun ?? []).length > 0
  const place = podPlace(tools.surroundings, context.namespace, name)
  const status = await serveOrder({ request, tools, place, options, dryRun })
  return tools.reply(request, status.code === 500 ? 500 : 201, status)
}

export const podEviction: SubresourceRule = { writes: 'own', serve }
