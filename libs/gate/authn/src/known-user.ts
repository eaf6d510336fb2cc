// in: who a credential says its bearer is → out: the user, frozen. Never: a credential.
import type { User } from '@binnacle/exchange'

const authenticated = 'system:authenticated'
const unauthenticated = 'system:unauthenticated'

export interface UserFacts {
  readonly name: string
  readonly uid?: string
  readonly groups?: readonly string[]
  readonly extra?: Readonly<Record<string, readonly string[]>>
}

const noExtra: User['extra'] = Object.freeze(Object.create(null))

/** Without the group of all authenticated users. */
export function plainUser({ name, uid = '', groups = [], extra = noExtra }: UserFacts): User {
  return Object.freeze({ name, uid, groups: Object.freeze([...groups]), extra })
}

/** Everybody who showed a good credential is in system:authenticated, unless it says otherwise. */
export function knownUser(facts: UserFacts): User {
  const groups = facts.groups ?? []
  const said = groups.includes(authenticated) || groups.includes(unauthenticated)
  if (facts.name === 'system:anonymous' || said) return plainUser(facts)
  return plainUser({ ...facts, groups: [...groups, authenticated] })
}

export const anonymousUser: User = plainUser({
  name: 'system:anonymous',
  groups: [unauthenticated],
})

/** The caller of the loopback port without authentication. */
export const unsecuredUser: User = plainUser({
  name: 'system:unsecured',
  groups: ['system:masters', authenticated],
})
