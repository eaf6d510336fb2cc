// in: a definition → out: what its condition says about approval of groups of the community. Never: a refusal.
import { approvalState, isProtectedGroup } from '@binnacle/kinds'
import type { KubeObject } from '@binnacle/meta'
import type { Condition } from './crd-conditions.ts'

const type = 'KubernetesAPIApprovalPolicyConformant'

export function approvalCondition(crd: KubeObject): Condition | undefined {
  if (!isProtectedGroup(crd.spec.group)) return undefined
  const { state, reason: message } = approvalState(crd.metadata.annotations)
  switch (state) {
    case 'approved':
      return { type, status: 'True', reason: 'ApprovedAnnotation', message }
    case 'bypassed':
      return { type, status: 'False', reason: 'UnapprovedAnnotation', message }
    case 'missing':
      return { type, status: 'False', reason: 'MissingAnnotation', message }
    default:
      return { type, status: 'False', reason: 'InvalidAnnotation', message }
  }
}
