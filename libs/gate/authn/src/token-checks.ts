// in: a bearer token → out: whose it is, by every way that is set up. Never: a header.
import type { User } from '@binnacle/exchange'
import { bootstrapToken } from './bootstrap-token.ts'
import type { KnownObjects } from './known-objects.ts'
import { RecentMap } from './recent-map.ts'
import {
  checkAtOnce,
  checkVerified,
  type ServiceAccountTokenSettings,
  type VerifiedToken,
  verifyToken,
} from './service-account-tokens.ts'
import type { CheckingKey } from './signing-keys.ts'
import { tokenDigest } from './token-digest.ts'
import { isUser, type TokenOutcome } from './token-outcome.ts'

/** A further way: OIDC, a webhook. */
export type TokenCheck = (token: string, audiences: readonly string[]) => Promise<TokenOutcome>

export interface TokenCheckSettings {
  readonly objects: KnownObjects
  readonly apiAudiences: readonly string[]
  readonly serviceAccounts?: ServiceAccountTokenSettings
  readonly bootstrapTokens: boolean
  readonly others: readonly TokenCheck[]
}

export interface TokenChecks {
  useTokens(users: ReadonlyMap<string, User>): void
  useKeys(keys: readonly CheckingKey[]): void
  /** The user of a token that was seen before; undefined: ask `check`. Costs a few microseconds. */
  knownAtOnce(token: string): User | undefined
  check(token: string, audiences: readonly string[]): Promise<TokenReview>
}

export type TokenReview =
  | {
      readonly user: User
      readonly audiences: readonly string[]
      readonly warning?: string
    }
  | { readonly user: undefined; readonly errors: readonly string[] }

/** Tokens with a good signature that are remembered; each generation. */
const rememberedMax = 32_768

export function createTokenChecks(settings: TokenCheckSettings): TokenChecks {
  const { objects, apiAudiences, serviceAccounts } = settings
  const verified = new RecentMap<string, VerifiedToken>(rememberedMax)
  let fromFile: ReadonlyMap<string, User> = new Map()
  let keys: readonly CheckingKey[] = []

  async function serviceAccount(token: string, digest: string): Promise<VerifiedToken | TokenOutcome> {
    if (!serviceAccounts) return undefined
    const known = verified.get(digest)
    if (known) return known
    const usedKeys = keys
    const fresh = await verifyToken(token, usedKeys, serviceAccounts)
    if (fresh && 'user' in fresh && usedKeys === keys) verified.set(digest, fresh)
    return fresh
  }

  async function check(token: string, audiences: readonly string[]): Promise<TokenReview> {
    const digest = tokenDigest(token)
    const common = apiAudiences.filter((audience) => audiences.includes(audience))
    const user = common.length > 0 ? fromFile.get(digest) : undefined
    if (user) return { user, audiences: common }
    const errors: string[] = []
    const account = await serviceAccount(token, digest)
    if (account && 'error' in account) errors.push(account.error)
    else if (account && 'whyNot' in account) {
      const outcome = await checkVerified(account, objects, audiences)
      const warning = account.warning?.(objects.lookUp)
      if (isUser(outcome)) return { ...outcome, warning }
      if (outcome) errors.push(outcome.error)
    }
    for (const other of otherChecks(settings, common)) {
      const outcome = await other(token, audiences)
      if (isUser(outcome)) return outcome
      if (outcome) errors.push(outcome.error)
    }
    return { user: undefined, errors }
  }

  return {
    useTokens(users) {
      fromFile = users
    },
    useKeys(next) {
      keys = next
      verified.clear()
    },
    knownAtOnce(token) {
      const digest = tokenDigest(token)
      const user = fromFile.get(digest)
      if (user) return user
      const known = verified.get(digest)
      if (!known || known.warning) return undefined
      const outcome = checkAtOnce(known, objects.lookUp, apiAudiences)
      return isUser(outcome) ? outcome.user : undefined
    },
    check,
  }
}

function otherChecks(settings: TokenCheckSettings, common: readonly string[]): readonly TokenCheck[] {
  const { objects, bootstrapTokens, others } = settings
  if (!bootstrapTokens || common.length === 0) return others
  return [(token) => bootstrapToken(token, objects, common), ...others]
}
