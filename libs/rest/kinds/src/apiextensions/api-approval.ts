// in: annotations of a definition in a group of the community → out: whether its API was approved there.
import type { Dict } from '@binnacle/meta'

export const approvalAnnotation = 'api-approved.kubernetes.io'

export type Approval = 'approved' | 'bypassed' | 'missing' | 'invalid'

export function isProtectedGroup(group: string): boolean {
  return ['k8s.io', 'kubernetes.io'].some((each) => group === each || group.endsWith(`.${each}`))
}

const more = 'see https://github.com/kubernetes/enhancements/pull/1111'

export function approvalState(annotations: Dict | undefined): { state: Approval; reason: string } {
  const has = annotations !== undefined && Object.hasOwn(annotations, approvalAnnotation)
  const value: string = has ? annotations[approvalAnnotation] : ''
  const needed = `protected groups must have approval annotation "${approvalAnnotation}"`
  if (value === '') return { state: 'missing', reason: `${needed}, ${more}` }
  if (value.startsWith('unapproved')) {
    return { state: 'bypassed', reason: `not approved: ${JSON.stringify(value)}` }
  }
  if (/^[a-zA-Z][a-zA-Z0-9+.-]*:\/\/[^/?#\s]+/.test(value)) {
    return { state: 'approved', reason: `approved in ${value}` }
  }
  const either = 'with either a URL or a reason starting with "unapproved"'
  return { state: 'invalid', reason: `${needed} ${either}, ${more}` }
}
