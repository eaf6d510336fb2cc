// in: a budget and a pod that shall go → out: one disruption less allowed, or a refusal. Never: which pods it guards.
import {
  ApiError,
  type Dict,
  forbiddenError,
  formatTime,
  type KubeObject,
  tooManyRequests,
} from '@binnacle/meta'
import type { WriteContext } from '../kind.ts'

const budgets = { group: 'policy', resource: 'poddisruptionbudgets' }
const disruptedPodsMax = 2000
const triesMax = 8

function withCause(error: ApiError, message: string): ApiError {
  const causes = [...(error.status.details?.causes ?? []), { reason: 'DisruptionBudget', message }]
  const details = { ...error.status.details, causes }
  return new ApiError({ ...error.status, details }, error.headers)
}

const violation = "Cannot evict pod as it would violate the pod's disruption budget."

export function stillProcessed(name: string): ApiError {
  const text = `The disruption budget ${name} is still being processed by the server.`
  return withCause(tooManyRequests(violation, 10), text)
}

/** The condition that tells why nothing is allowed. */
function refusalReason(name: string, status: Dict): string {
  const condition = ((status.conditions ?? []) as Dict[]).find(
    (one) => one.type === 'DisruptionAllowed',
  )
  const told = condition?.status === 'False' && condition.message ? condition : undefined
  const head = `The disruption budget ${name}`
  if (told?.reason === 'SyncFailed') {
    return `${head} does not allow evicting pods currently because it failed sync: ${told.message}`
  }
  const { currentHealthy = 0, desiredHealthy = 0 } = status
  if (currentHealthy <= desiredHealthy) {
    return `${head} needs ${desiredHealthy} healthy pods and has ${currentHealthy} currently`
  }
  const text = `${head} does not allow evicting pods currently`
  return told ? `${text} (${told.reason}): ${told.message}` : text
}

function refuse(budget: KubeObject): void {
  const name = budget.metadata.name ?? ''
  const status: Dict = budget.status ?? {}
  if ((status.observedGeneration ?? 0) < (budget.metadata.generation ?? 0))
    throw stillProcessed(name)
  const head = `The disruption budget ${name} does not allow evicting pods currently:`
  const single = { group: 'policy', resource: 'poddisruptionbudget' }
  if (status.disruptionsAllowed < 0) {
    const text = 'pdb disruptions allowed is negative'
    throw withCause(forbiddenError(single, name, text), `${head} ${text}`)
  }
  if (Object.keys(status.disruptedPods ?? {}).length > disruptedPodsMax) {
    const text = 'DisruptedPods map too big - too many evictions not confirmed by PDB controller'
    const cause = 'too many pending evictions not confirmed by PDB controller'
    throw withCause(forbiddenError(single, name, text), `${head} ${cause}`)
  }
  if (!status.disruptionsAllowed) {
    throw withCause(tooManyRequests(violation, 0), refusalReason(name, status))
  }
}

/** The last allowed disruption turns the condition. */
function exhaust(budget: KubeObject, now: Date): void {
  budget.status.conditions ??= []
  const conditions = budget.status.conditions as Dict[]
  const index = conditions.findIndex((one) => one.type === 'DisruptionAllowed')
  const old = conditions[index]
  const next: Dict = {
    type: 'DisruptionAllowed',
    status: 'False',
    observedGeneration: budget.status.observedGeneration,
    lastTransitionTime: old?.status === 'False' ? old.lastTransitionTime : formatTime(now),
    reason: 'InsufficientPods',
    message: '',
  }
  if (old === undefined) conditions.push(next)
  else conditions[index] = next
}

/** False: others changed the budget again and again. */
export async function allowDisruption(
  context: WriteContext,
  name: string,
  pod: string,
  dryRun: boolean,
): Promise<boolean> {
  const { store, catalogue, shapeOf } = context.surroundings
  const gv = { group: 'policy', version: 'v1' }
  const def = catalogue.current().resource(gv, budgets.resource)
  if (def === undefined) return true
  const place = { shape: shapeOf(def), namespace: context.namespace, name }
  let tries = 0
  for await (const attempt of store.attempts(place)) {
    if (++tries > triesMax) return false
    const budget = attempt.current?.parse()
    if (budget === undefined) return true
    if (!attempt.fresh) {
      attempt.retry()
      continue
    }
    refuse(budget)
    budget.status.disruptionsAllowed--
    if (budget.status.disruptionsAllowed === 0) exhaust(budget, context.now)
    if (dryRun) return true
    budget.status.disruptedPods ??= {}
    budget.status.disruptedPods[pod] = formatTime(context.now)
    if (await attempt.swap(budget)) return true
  }
  return false
}
