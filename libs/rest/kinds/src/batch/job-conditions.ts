// in: a Job → out: whether one of its conditions holds.
import type { Dict, KubeObject } from '@binnacle/meta'

function has(job: KubeObject, type: string, status: string): boolean {
  return ((job.status?.conditions ?? []) as Dict[]).some(
    (condition) => condition.type === type && condition.status === status,
  )
}

export function isTrueCondition(job: KubeObject, type: string): boolean {
  return has(job, type, 'True')
}

export function isFalseCondition(job: KubeObject, type: string): boolean {
  return has(job, type, 'False')
}

export function isFinished(job: KubeObject): boolean {
  return isTrueCondition(job, 'Complete') || isTrueCondition(job, 'Failed')
}
