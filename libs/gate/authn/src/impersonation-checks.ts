// in: who asks, whom they want to be and by which verb → out: the user to act as. Never: a mode.
import { type AccessQuestion, type Authorize, forbiddenAccess, type User } from '@binnacle/exchange'
import { dns1123Subdomain, errorText, domainPrefixedPath } from '@binnacle/meta'
import { plainUser } from './known-user.ts'
import { serviceAccountGroups, splitServiceAccountName } from './service-account-user.ts'
import type { WantedUser } from './wanted-user.ts'

export interface ImpersonationAttempt {
  readonly authorize: Authorize
  readonly requestor: User
  readonly wanted: WantedUser
  /** `impersonate`, or `impersonate:MODE` for the constrained form. */
  readonly verb: string
  readonly constrained: boolean
}

const reviews = { group: 'authentication.k8s.io', version: 'v1' }
const core = { group: '', version: 'v1' }
/** From so many on, one question about all of them comes first. */
const manyChecks = 4

/** Every part of the wanted user is a question of its own; the first no is thrown. */
export async function checkEachPart(attempt: ImpersonationAttempt): Promise<User> {
  const groups = await checkName(attempt)
  const { wanted } = attempt
  if (wanted.uid !== '') await check(attempt, question(attempt, reviews, 'uids', wanted.uid))
  await checkGroups(attempt)
  await checkExtra(attempt)
  return plainUser({
    name: wanted.name,
    uid: wanted.uid,
    groups: withStanding(wanted.name, groups),
    extra: extraOf(wanted),
  })
}

export async function check(
  { authorize }: ImpersonationAttempt,
  asked: AccessQuestion,
): Promise<void> {
  const { decision, reason, error } = await authorize(asked)
  if (decision === 'allow') return
  const why = error === undefined ? reason : reason === '' ? error : `${error}: ${reason}`
  throw forbiddenAccess(asked, why)
}

function question(
  { requestor, verb }: ImpersonationAttempt,
  gv: { group: string; version: string },
  resource: string,
  name: string,
): AccessQuestion {
  return { user: requestor, verb, ...gv, resource, subresource: '', namespace: '', name }
}

async function checkName(attempt: ImpersonationAttempt): Promise<readonly string[]> {
  const { wanted, constrained } = attempt
  let asked = question(attempt, constrained ? reviews : core, 'users', wanted.name)
  let { groups } = wanted
  const node = constrained ? nodeNameOf(wanted.name) : undefined
  if (node !== undefined) {
    asked = { ...asked, resource: 'nodes', name: node }
    groups = ['system:nodes']
  }
  const account = splitServiceAccountName(wanted.name)
  if (account) {
    asked = { ...asked, resource: 'serviceaccounts', ...account }
    if (groups.length === 0) groups = serviceAccountGroups(account.namespace)
  }
  await check(attempt, asked)
  return groups
}

async function checkGroups(attempt: ImpersonationAttempt): Promise<void> {
  const { wanted, constrained } = attempt
  const { groups } = wanted
  if (groups.length === 0) return
  const asked = question(attempt, constrained ? reviews : core, 'groups', '')
  if (constrained) {
    if (groups.includes('')) {
      throw forbiddenAccess(asked, 'impersonating the empty string group is not allowed')
    }
    if (groups.includes('system:masters')) {
      const masters = { ...asked, name: 'system:masters' }
      throw forbiddenAccess(masters, 'impersonating the system:masters group is not allowed')
    }
    if (groups.length >= manyChecks && (await passes(attempt, { ...asked, name: '*' }))) return
  }
  for (const name of groups) await check(attempt, { ...asked, name })
}

async function checkExtra(attempt: ImpersonationAttempt): Promise<void> {
  const { wanted, constrained } = attempt
  if (wanted.extra.size === 0) return
  const asked = question(attempt, reviews, 'userextras', '')
  if (constrained) {
    const wrong = wrongExtra(wanted)
    if (wrong !== undefined) throw forbiddenAccess(asked, wrong)
    const all = { ...asked, subresource: '*', name: '*' }
    if (isLarge(wanted) && (await passes(attempt, all))) return
  }
  for (const [subresource, values] of wanted.extra) {
    for (const name of values) await check(attempt, { ...asked, subresource, name })
  }
}

async function passes(attempt: ImpersonationAttempt, asked: AccessQuestion): Promise<boolean> {
  return (await attempt.authorize(asked)).decision === 'allow'
}

function wrongExtra({ extra }: WantedUser): string | undefined {
  for (const [key, values] of extra) {
    if (key === '') return 'impersonating the empty string key in extra is not allowed'
    const errors = domainPrefixedPath('extra.key', key).map(errorText)
    if (errors.length > 0) {
      const text = errors.length === 1 ? errors[0] : `[${errors.join(', ')}]`
      return `impersonating an invalid key in extra is not allowed: ${text}`
    }
    if (key !== key.toLowerCase()) {
      return `impersonating a non-lowercase key in extra is not allowed: ${JSON.stringify(key)}`
    }
    if (values.length === 0) return 'impersonating empty values in extra is not allowed'
    if (values.includes('')) return 'impersonating the empty string value in extra is not allowed'
  }
  return undefined
}

function isLarge({ extra }: WantedUser): boolean {
  let count = 0
  for (const values of extra.values()) count += values.length
  return extra.size >= manyChecks || count >= manyChecks
}

function extraOf({ extra }: WantedUser): User['extra'] {
  const made: Record<string, readonly string[]> = Object.create(null)
  for (const [key, values] of extra) made[key] = values
  return made
}

function withStanding(name: string, groups: readonly string[]): readonly string[] {
  const outside = 'system:unauthenticated'
  const wanted = name === 'system:anonymous' ? outside : 'system:authenticated'
  if (name !== 'system:anonymous' && groups.includes(outside)) return groups
  return groups.includes(wanted) ? groups : [...groups, wanted]
}

/** The node of a node's user name. */
export function nodeNameOf(user: string): string | undefined {
  if (!user.startsWith('system:node:')) return undefined
  const name = user.slice('system:node:'.length)
  return dns1123Subdomain(name).length > 0 ? undefined : name
}
