// in: nothing → out: what kinds may ask about callers, rules and tokens. Never: who answers.
import type { PolicyRule } from '@binnacle/authz'
import type { User } from '@binnacle/exchange'

export interface NewToken {
  readonly namespace: string
  readonly account: { readonly name: string; readonly uid: string }
  readonly audiences: readonly string[]
  readonly nowMs: number
  readonly expirationSeconds: number
  readonly warnAfterSeconds?: number
  readonly pod?: { readonly name: string; readonly uid: string }
  readonly secret?: { readonly name: string; readonly uid: string }
  readonly node?: { readonly name: string; readonly uid?: string }
  readonly tokenId: string
}

export interface AccessServices {
  /** Every rule that counts for a user in a namespace, as far as rules are known. */
  rulesFor(
    user: User,
    namespace: string,
  ): Promise<{
    readonly rules: readonly PolicyRule[]
    readonly incomplete: boolean
    readonly errors: readonly string[]
  }>
  /** What RBAC grants: what somebody may pass on. */
  heldRules(user: User, namespace: string): { rules: PolicyRule[]; errors: string[] }
  /** undefined: there is no such role. */
  rulesOfRole(kind: string, name: string, namespace: string): readonly PolicyRule[] | undefined
  reviewToken(
    token: string,
    audiences: readonly string[],
  ): Promise<
    | { readonly user: User; readonly audiences: readonly string[] }
    | { readonly user: undefined; readonly errors: readonly string[] }
  >
  /** undefined: this server signs no tokens. */
  issueToken(order: NewToken): Promise<string> | undefined
  readonly tokenSettings: {
    /** 0: no limit. */
    readonly maxExpirationSeconds: number
    /** Tokens that pods get the usual way live longer than they say, and are only noted. */
    readonly extendExpiration: boolean
  }
}
