// in: a write and the quotas of its namespace → out: the quotas with what it costs, or a refusal. Never: storing.
import type { KubeObject } from '@binnacle/meta'
import { refusal } from '../refuse.ts'
import type { Admitted } from '../step.ts'
import {
  addAmounts,
  type Amounts,
  beyond,
  increase,
  onlyNames,
  readAmounts,
  showAmounts,
  withoutZeros,
  writeAmounts,
} from './amounts.ts'
import { type Evaluator, scopesOf } from './evaluator.ts'

function takesIn(quota: KubeObject, evaluator: Evaluator, object: KubeObject): boolean {
  const hard = Object.keys(quota.status?.hard ?? {})
  if (!hard.some((name) => evaluator.charges(name))) return false
  return scopesOf(quota).every((scope) => evaluator.inScope(scope, object))
}

/** Throws when the object says too little, or when nobody has counted yet. */
function refuseUnready(write: Admitted, quota: KubeObject, evaluator: Evaluator): void {
  const names = Object.keys(quota.status?.hard ?? {}).filter((name) => evaluator.charges(name))
  const missing = evaluator.missing?.(names, write.object as KubeObject)
  const name = quota.metadata.name
  if (missing !== undefined) throw refusal(write, `failed quota: ${name}: ${missing}`)
  const used = quota.status?.used ?? {}
  if (names.every((each) => used[each] !== undefined)) return
  const list = names.sort().join(',')
  throw refusal(write, `status unknown for quota: ${name}, resources: ${list}`)
}

/** What this write adds to one quota. */
function delta(write: Admitted, quota: KubeObject, evaluator: Evaluator, now: Date): Amounts {
  const usage = evaluator.usage(write.object as KubeObject, now)
  const { oldObject } = write
  if (write.operation !== 'UPDATE' || oldObject === undefined) return withoutZeros(usage)
  if (!takesIn(quota, evaluator, oldObject)) return withoutZeros(usage)
  return withoutZeros(increase(usage, evaluator.usage(oldObject, now)))
}

function charged(write: Admitted, quota: KubeObject, added: Amounts): KubeObject | undefined {
  const hard = readAmounts(quota.status?.hard)
  const used = readAmounts(quota.status?.used)
  const requested = onlyNames(added, new Set(hard.keys()))
  if (requested.size === 0) return undefined
  const total = addAmounts(used, requested)
  if (write.subresource !== 'status') {
    const over = beyond(onlyNames(total, new Set(requested.keys())), hard)
    if (over.size > 0) {
      const show = (amounts: Amounts) => showAmounts(onlyNames(amounts, over))
      const text = `exceeded quota: ${quota.metadata.name}, requested: ${show(requested)}, used: ${show(used)}, limited: ${show(hard)}`
      throw refusal(write, text)
    }
  }
  return { ...quota, status: { ...quota.status, used: writeAmounts(total) } }
}

/** The quotas that change, each with its new usage. */
export function chargeQuotas(
  write: Admitted,
  quotas: readonly KubeObject[],
  evaluator: Evaluator,
  now: Date,
): KubeObject[] {
  const object = write.object as KubeObject
  const concerned = quotas.filter((quota) => takesIn(quota, evaluator, object))
  for (const quota of concerned) refuseUnready(write, quota, evaluator)
  const changed: KubeObject[] = []
  for (const quota of concerned) {
    const next = charged(write, quota, delta(write, quota, evaluator, now))
    if (next) changed.push(next)
  }
  return changed
}
