// in: a pod and the levels of its namespace → out: a refusal, warnings, annotations. Never: which levels hold.
import { aggregateText, type FieldError, errorText, forbiddenError } from '@binnacle/meta'
import type { Admitted } from '../step.ts'
import { findingsOf, inDetail } from './checks.ts'
import type { PodLike } from './finding.ts'
import { type LevelVersion, levelText, type Policy } from './level.ts'

export const annotationPrefix = 'pod-security.kubernetes.io/'

/** `enforce` false: a workload, whose pods are refused later, one by one. */
export function evaluatePod(
  write: Admitted,
  pod: PodLike,
  { policy, faults }: { policy: Policy; faults: readonly FieldError[] },
  enforce: boolean,
): void {
  const known = new Map<string, string>()
  /** '' when nothing is wrong. */
  const look = (level: LevelVersion): string => {
    const key = levelText(level)
    const text = known.get(key) ?? inDetail(findingsOf(level, pod))
    known.set(key, text)
    return text
  }
  if (faults.length > 0) write.annotate(`${annotationPrefix}error`, policyFault(faults))
  if (enforce) write.annotate(`${annotationPrefix}enforce-policy`, levelText(policy.enforce))
  const refused = enforce ? look(policy.enforce) : ''
  const audited = look(policy.audit)
  if (audited !== '') {
    const text = `would violate PodSecurity ${JSON.stringify(levelText(policy.audit))}: ${audited}`
    write.annotate(`${annotationPrefix}audit-violations`, text)
  }
  if (refused !== '') {
    const text = `violates PodSecurity ${JSON.stringify(levelText(policy.enforce))}: ${refused}`
    throw forbiddenError(write.def, write.name, text)
  }
  const warned = look(policy.warn)
  if (warned === '') return
  write.warn(`would violate PodSecurity ${JSON.stringify(levelText(policy.warn))}: ${warned}`)
}

function policyFault(faults: readonly FieldError[]): string {
  return `Failed to parse policy: ${aggregateText(faults.map(errorText))}`
}
