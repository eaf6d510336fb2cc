// in: a bearer token → out: whose it is, by every way that is set up. Never: a header.
import type { User } from '@binnacle/exchange'
import { bootstrapToken } from './bootstrap-token.ts'
import type { KnownObjects } from './known-objects.ts'
import { RecentMap } from './recent-map.ts'
import {
  checkAtOnce,
  checkVerified,
  type ServiceAccountTokenSettings,
  type Verified,
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
  return new KnownTokens(settings)
}

class KnownTokens implements TokenChecks {
  readonly #settings: TokenCheckSettings
  readonly #verified = new RecentMap<string, VerifiedToken>(rememberedMax)
  #fromFile: ReadonlyMap<string, User> = new Map()
  #keys: readonly CheckingKey[] = []

  constructor(settings: TokenCheckSettings) {
    this.#settings = settings
  }

  useTokens(users: ReadonlyMap<string, User>): void {
    this.#fromFile = users
  }

  useKeys(keys: readonly CheckingKey[]): void {
    this.#keys = keys
    this.#verified.clear()
  }

  knownAtOnce(token: string): User | undefined {
    const digest = tokenDigest(token)
    const user = this.#fromFile.get(digest)
    if (user) return user
    const known = this.#verified.get(digest)
    if (!known || known.warning) return undefined
    const { objects, apiAudiences } = this.#settings
    const outcome = checkAtOnce(known, objects.lookUp, apiAudiences)
    return isUser(outcome) ? outcome.user : undefined
  }

  async check(token: string, audiences: readonly string[]): Promise<TokenReview> {
    const { objects, apiAudiences } = this.#settings
    const digest = tokenDigest(token)
    const common = apiAudiences.filter((audience) => audiences.includes(audience))
    // What knows no audiences is for the API server's own, where it has any.
    const isForUs = common.length > 0 || apiAudiences.length === 0
    const user = isForUs ? this.#fromFile.get(digest) : undefined
    if (user) return { user, audiences: common }
    const errors: string[] = []
    const account = await this.#serviceAccount(token, digest)
    if (account && 'error' in account) errors.push(account.error)
    else if (account) {
      const outcome = await checkVerified(account, objects, audiences)
      if (isUser(outcome)) return { ...outcome, warning: account.warning?.(objects.lookUp) }
      if (outcome) errors.push(outcome.error)
    }
    for (const other of otherChecks(this.#settings, common, isForUs)) {
      const outcome = await other(token, audiences)
      if (isUser(outcome)) return outcome
      if (outcome) errors.push(outcome.error)
    }
    return { user: undefined, errors }
  }

  async #serviceAccount(token: string, digest: string): Promise<Verified> {
    const { serviceAccounts } = this.#settings
    if (!serviceAccounts) return undefined
    const known = this.#verified.get(digest)
    if (known) return known
    const keys = this.#keys
    const fresh = await verifyToken(token, keys, serviceAccounts)
    if (fresh && 'user' in fresh && keys === this.#keys) this.#verified.set(digest, fresh)
    return fresh
  }
}

function otherChecks(
  settings: TokenCheckSettings,
  common: readonly string[],
  isForUs: boolean,
): readonly TokenCheck[] {
  const { objects, bootstrapTokens, others } = settings
  if (!bootstrapTokens || !isForUs) return others
  return [(token) => bootstrapToken(token, objects, common), ...others]
}
