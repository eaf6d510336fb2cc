// in: a pod and a condition → out: the pod with it, in place. Never: who decides on it.
import { type Dict, formatTime, type KubeObject } from '@binnacle/meta'

/** The transition time moves only when the status does. */
export function setPodCondition(pod: KubeObject, now: Date, condition: Dict): void {
  pod.status ??= {}
  pod.status.conditions ??= []
  const conditions = pod.status.conditions as Dict[]
  const index = conditions.findIndex((one) => one.type === condition.type)
  const old = conditions[index]
  const next: Dict = {
    type: condition.type,
    status: condition.status,
    lastProbeTime: condition.lastProbeTime ?? null,
    lastTransitionTime:
      old !== undefined && old.status === condition.status && old.lastTransitionTime
        ? old.lastTransitionTime
        : formatTime(now),
  }
  if (condition.reason) next.reason = condition.reason
  if (condition.message) next.message = condition.message
  if (old === undefined) conditions.push(next)
  else conditions[index] = next
}
