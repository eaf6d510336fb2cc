// in: a definition's status → out: it with a condition set. Never: which conditions hold.
import { formatTime, type KubeObject } from '@binnacle/meta'

export interface Condition {
  readonly type: string
  readonly status: 'True' | 'False' | 'Unknown'
  readonly reason: string
  readonly message: string
}

// biome-ignore lint/suspicious/noExplicitAny: an object of the API
type Json = any

export function findCondition(crd: KubeObject, type: string): Json | undefined {
  const conditions: Json[] = crd.status?.conditions ?? []
  return conditions.find((each) => each.type === type)
}

/** In place; the time changes only with the status. */
export function setCondition(crd: KubeObject, condition: Condition, now: Date): void {
  crd.status ??= {}
  crd.status.conditions ??= []
  const known = findCondition(crd, condition.type)
  const { type, status, reason, message } = condition
  const lastTransitionTime = formatTime(now)
  if (known === undefined) {
    crd.status.conditions.push({ type, status, lastTransitionTime, reason, message })
    return
  }
  if (known.status !== status) known.lastTransitionTime = lastTransitionTime
  Object.assign(known, { status, reason, message })
}

export function sameCondition(a: Json | undefined, b: Condition | undefined): boolean {
  if (a === undefined || b === undefined) return a === b
  return a.status === b.status && a.reason === b.reason && a.message === b.message
}
