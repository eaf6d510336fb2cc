// in: tokens of an OpenID provider → out: the users of their claims. Never: a token of another issuer.
import type { User } from '@binnacle/exchange'
import { compileMapping } from './claim-mapping.ts'
import { type OidcSettings, oidcAlgorithms } from './oidc-settings.ts'
import { createProviderKeys } from './provider-keys.ts'
import { RecentMap } from './recent-map.ts'
import { splitJwt } from './split-jwt.ts'
import type { TokenCheck } from './token-checks.ts'
import { tokenDigest } from './token-digest.ts'
import type { TokenOutcome } from './token-outcome.ts'
import { verifyIdToken } from './verify-id-token.ts'

/** A token that was good is not checked again for so long. */
const believedMs = 10_000
const rememberedMax = 10_000

export function oidcTokens(settings: OidcSettings, apiAudiences: readonly string[]): TokenCheck {
  if (settings.audiences.length === 0) {
    throw new Error(`issuer ${settings.issuerUrl}: at least one audience is required`)
  }
  for (const algorithm of settings.signingAlgorithms) {
    if (!oidcAlgorithms.includes(algorithm)) {
      throw new Error(`unsupported signing algorithm ${JSON.stringify(algorithm)}`)
    }
  }
  const userOf = compileMapping(settings)
  const keys = createProviderKeys(settings)
  const remembered = new RecentMap<string, { user: User; untilMs: number }>(rememberedMax)

  async function check(token: string): Promise<User | string> {
    const claims = await verifyIdToken(token, settings, keys)
    if (typeof claims === 'string') return `oidc: verify token: ${claims}`
    try {
      return userOf(claims)
    } catch (error) {
      return `oidc: ${(error as Error).message}`
    }
  }

  return async (token, audiences): Promise<TokenOutcome> => {
    if (splitJwt(token)?.payload.iss !== settings.issuerUrl) return undefined
    const common = apiAudiences.filter((audience) => audiences.includes(audience))
    if (apiAudiences.length > 0 && common.length === 0) return undefined
    const digest = tokenDigest(token)
    const known = remembered.get(digest)
    if (known && known.untilMs > performance.now()) return { user: known.user, audiences: common }
    try {
      const outcome = await check(token)
      if (typeof outcome === 'string') return { error: outcome }
      remembered.set(digest, { user: outcome, untilMs: performance.now() + believedMs })
      return { user: outcome, audiences: common }
    } catch (error) {
      return { error: `oidc: authenticator not initialized: ${(error as Error).message}` }
    }
  }
}
