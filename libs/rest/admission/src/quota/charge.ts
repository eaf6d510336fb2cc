// in: a write and the quotas of its namespace → out: what it costs of each, and each with it. Never: storing.
import type { ApiError, KubeObject } from '@binnacle/meta'
import { refusal } from '../refuse.ts'
import type { Admitted } from '../step.ts'
import {
  addAmounts,
  type Amounts,
  beyond,
  decrease,
  increase,
  negative,
  onlyNames,
  readAmounts,
  showAmounts,
  withoutZeros,
  writeAmounts,
} from './amounts.ts'
import { type Evaluator, scopesOf } from './evaluator.ts'
import { type LimitedResource, refuseUncovered } from './limited-resources.ts'

/** By the name of the quota; those that a write does not concern are left out. */
export type Costs = ReadonlyMap<string, Amounts>

export interface Charging {
  readonly evaluator: Evaluator
  /** What may be used only where a quota allows it. */
  readonly limited: readonly LimitedResource[]
  readonly now: Date
}

function takesIn(
  { surroundings }: Admitted,
  quota: KubeObject,
  evaluator: Evaluator,
  object: KubeObject,
): boolean {
  const hard = Object.keys(quota.status?.hard ?? {})
  if (!hard.some((name) => evaluator.charges(name, surroundings))) return false
  return scopesOf(quota).every((scope) => evaluator.inScope(scope, object))
}

/** Throws when the object says too little, or when nobody has counted yet. */
function refuseUnready(write: Admitted, quota: KubeObject, evaluator: Evaluator): string[] {
  const hard = Object.keys(quota.status?.hard ?? {})
  const names = hard.filter((name) => evaluator.charges(name, write.surroundings))
  const missing = evaluator.missing?.(names, write.object as KubeObject)
  const name = quota.metadata.name
  if (missing !== undefined) throw refusal(write, `failed quota: ${name}: ${missing}`)
  const used = quota.status?.used ?? {}
  if (names.every((each) => used[each] !== undefined)) return names
  const list = names.sort().join(',')
  throw refusal(write, `status unknown for quota: ${name}, resources: ${list}`)
}

/** What this write adds; throws when it may not be charged at all. */
export function costsOf(
  write: Admitted,
  quotas: readonly KubeObject[],
  { evaluator, limited, now }: Charging,
): Costs {
  const object = write.object as KubeObject
  const covered = new Set<string>()
  const concerned = quotas.filter((quota) => takesIn(write, quota, evaluator, object))
  for (const quota of concerned) {
    for (const name of refuseUnready(write, quota, evaluator)) covered.add(name)
  }
  if (concerned.length === 0 && limited.length === 0) return new Map()
  const usage = evaluator.usage(object, now, write.surroundings)
  const below = negative(usage)
  if (below.length > 0) {
    throw refusal(write, `quota usage is negative for resource(s): ${below.sort().join(',')}`)
  }
  const { oldObject } = write
  const isChange = write.operation === 'UPDATE' && oldObject !== undefined
  const before = isChange ? evaluator.usage(oldObject, now, write.surroundings) : undefined
  const more = withoutZeros(before ? increase(usage, before) : usage)
  const all = withoutZeros(usage)
  const added = new Map<string, Amounts>()
  for (const quota of concerned) {
    const wasIn = isChange && takesIn(write, quota, evaluator, oldObject)
    const amounts = wasIn ? more : all
    if (amounts.size > 0) added.set(quota.metadata.name as string, amounts)
  }
  if (concerned.length === 0 ? more.size > 0 : added.size > 0) {
    refuseUncovered(write, { evaluator, limited, usage, quotas, covered })
  }
  return masked(added, concerned)
}

/** What the end of an object gives back. */
export function refundOf(
  object: KubeObject,
  quotas: readonly KubeObject[],
  { evaluator, now }: Charging,
  write: Admitted,
): Costs {
  const concerned = quotas.filter((quota) => takesIn(write, quota, evaluator, object))
  if (concerned.length === 0) return new Map()
  const usage = withoutZeros(evaluator.usage(object, now, write.surroundings))
  return masked(new Map(concerned.map(({ metadata }) => [metadata.name as string, usage])), quotas)
}

function masked(costs: Costs, quotas: readonly KubeObject[]): Costs {
  const found = new Map<string, Amounts>()
  for (const quota of quotas) {
    const name = quota.metadata.name as string
    const names = new Set(Object.keys(quota.status?.hard ?? {}))
    const amounts = onlyNames(costs.get(name) ?? new Map(), names)
    if (amounts.size > 0) found.set(name, amounts)
  }
  return found
}

function overBy(quota: KubeObject, cost: Amounts): Set<string> {
  const total = addAmounts(readAmounts(quota.status?.used), cost)
  return beyond(onlyNames(total, new Set(cost.keys())), readAmounts(quota.status?.hard))
}

export function hasRoom(quota: KubeObject, cost: Amounts): boolean {
  return overBy(quota, cost).size === 0
}

export interface Refused {
  readonly error: ApiError
  readonly quota: string
}

/** The first quota that has no room for it; undefined: there is room. */
export function refusedBy(
  write: Admitted,
  quotas: readonly KubeObject[],
  costs: Costs,
): Refused | undefined {
  if (write.subresource === 'status') return undefined
  for (const quota of quotas) {
    const name = quota.metadata.name as string
    const cost = costs.get(name)
    const over = cost && overBy(quota, cost)
    if (!over || over.size === 0) continue
    const show = (amounts: Amounts) => showAmounts(onlyNames(amounts, over))
    const { hard, used } = quota.status ?? {}
    const text = `exceeded quota: ${name}, requested: ${show(cost)}, used: ${show(readAmounts(used))}, limited: ${show(readAmounts(hard))}`
    return { error: refusal(write, text), quota: name }
  }
  return undefined
}

/** The quota with so much more, or less, used. */
export function withCost(quota: KubeObject, cost: Amounts, back: boolean): KubeObject {
  const used = readAmounts(quota.status?.used)
  const next = back ? decrease(used, cost) : addAmounts(used, cost)
  return { ...quota, status: { ...quota.status, used: writeAmounts(next) } }
}
