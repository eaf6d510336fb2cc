// in: a quota and the objects of its namespace → out: what they use of it. Never: a write.
import {
  addAmounts,
  type Amounts,
  type Around,
  evaluatorOf,
  onlyNames,
  readAmounts,
  scopesOf,
  writeAmounts,
} from '@binnacle/admission'
import type { Catalogue, ResourceDef } from '@binnacle/catalogue'
import { compareQuantities, type KubeObject, zeroQuantity } from '@binnacle/meta'
import { deletableResources } from './watched-resources.ts'

export interface QuotaStatus {
  readonly hard: Record<string, string>
  readonly used: Record<string, string>
}

/** `around` is the namespace of the quota at one moment. undefined: the status says it already. */
export function quotaStatus(
  quota: KubeObject,
  catalogue: Catalogue,
  around: Around,
  now: Date,
): QuotaStatus | undefined {
  const hard: Record<string, string> = { ...quota.spec?.hard }
  const names = Object.keys(hard)
  const before = readAmounts(quota.status?.used)
  // What nobody can count, now, stays as it was told.
  const used = new Map(onlyNames(before, new Set(names)))
  for (const [name, amount] of usageOf(quota, names, catalogue, around, now)) {
    used.set(name, amount)
  }
  const status = { hard, used: writeAmounts(used) }
  const told = quota.status?.hard !== undefined && quota.status?.used !== undefined
  const sameHard = told && sameAmounts(readAmounts(quota.status.hard), readAmounts(hard))
  return sameHard && sameAmounts(before, used) ? undefined : status
}

function usageOf(
  quota: KubeObject,
  names: readonly string[],
  catalogue: Catalogue,
  around: Around,
  now: Date,
): Amounts {
  let total: Amounts = new Map()
  for (const def of deletableResources(catalogue).values()) {
    const charged = chargedNames(def, names, around)
    if (charged.length === 0) continue
    total = addAmounts(total, new Map(charged.map((name) => [name, zeroQuantity])))
    total = addAmounts(total, onlyNames(sum(quota, def, around, now), new Set(charged)))
  }
  return total
}

/** Which of a quota's names objects of this resource are charged under. */
export function chargedNames(def: ResourceDef, names: readonly string[], around: Around): string[] {
  const evaluator = def.namespaced ? evaluatorOf(def) : undefined
  return evaluator === undefined ? [] : names.filter((name) => evaluator.charges(name, around))
}

function sum(quota: KubeObject, def: ResourceDef, around: Around, now: Date): Amounts {
  const evaluator = evaluatorOf(def)
  const scopes = scopesOf(quota)
  let total: Amounts = new Map()
  for (const object of around.lookUpAll(def, quota.metadata.namespace ?? '')) {
    if (!evaluator || !scopes.every((scope) => evaluator.inScope(scope, object))) continue
    total = addAmounts(total, evaluator.usage(object, now, around))
  }
  return total
}

function sameAmounts(a: Amounts, b: Amounts): boolean {
  if (a.size !== b.size) return false
  for (const [name, amount] of a) {
    const other = b.get(name)
    if (other === undefined || compareQuantities(amount, other) !== 0) return false
  }
  return true
}
