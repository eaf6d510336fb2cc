// in: nothing → out: what a way of checking tokens says about one. Never: a check.
import type { User } from '@binnacle/exchange'

export type TokenOutcome =
  | { readonly user: User; readonly audiences: readonly string[] }
  /** Not my kind of token: the next may know it. */
  | undefined
  /** My kind of token, and no good. */
  | { readonly error: string }

export function isUser(
  outcome: TokenOutcome,
): outcome is Extract<TokenOutcome, { readonly user: User }> {
  return outcome !== undefined && 'user' in outcome
}
