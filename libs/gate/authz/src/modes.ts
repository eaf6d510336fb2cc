// in: nothing → out: one way of deciding, as the chain sees it. Never: a way.
import type { AccessAnswer, AccessQuestion, User } from '@binnacle/exchange'
import type { PolicyRule } from './policy-rule.ts'

export interface KnownRules {
  readonly rules: readonly PolicyRule[]
  readonly incomplete: boolean
  readonly errors: readonly string[]
}

export interface AccessMode {
  /** Stands before its reasons in messages: node, rbac, or the name in the configuration file. */
  readonly name: string
  decide(asked: AccessQuestion): AccessAnswer | Promise<AccessAnswer>
  /** undefined: this way has no rules to show. */
  rulesFor?(user: User, namespace: string): KnownRules | Promise<KnownRules>
}

const everything: PolicyRule[] = [
  { verbs: ['*'], apiGroups: ['*'], resources: ['*'] },
  { verbs: ['*'], nonResourceURLs: ['*'] },
]

/** The group of superusers, before every other way. */
export const superusers: AccessMode = {
  name: 'kubernetes.io/system-privileged-group',
  decide: ({ user }) =>
    user.groups.includes('system:masters')
      ? { decision: 'allow', reason: '' }
      : { decision: 'noOpinion', reason: '' },
}

export function alwaysAllow(name: string): AccessMode {
  return {
    name,
    decide: () => ({ decision: 'allow', reason: '' }),
    rulesFor: () => ({ rules: everything, incomplete: false, errors: [] }),
  }
}

export function alwaysDeny(name: string): AccessMode {
  return {
    name,
    decide: () => ({ decision: 'noOpinion', reason: 'Everything is forbidden.' }),
    rulesFor: () => ({ rules: [], incomplete: false, errors: [] }),
  }
}
