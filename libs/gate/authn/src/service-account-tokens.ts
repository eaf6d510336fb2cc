// in: a bearer token → out: the service account that it was made for, if it still holds.
// Never: a token of somebody else's issuer.
import type { User } from '@binnacle/exchange'
import { compactVerify } from 'jose'
import { type Find, whyExpired, whyUnbound } from './bound-objects.ts'
import type { KnownObjects } from './known-objects.ts'
import { legacyIssuer, warningOf, whyIncomplete, whyRevoked } from './legacy-token.ts'
import { readClaims, type ServiceAccountClaims } from './service-account-claims.ts'
import { serviceAccountUser } from './service-account-user.ts'
import type { CheckingKey } from './signing-keys.ts'
import { splitJwt } from './split-jwt.ts'
import type { TokenOutcome } from './token-outcome.ts'

export interface ServiceAccountTokenSettings {
  /** The first signs; the others are still believed. */
  readonly issuers: readonly string[]
  readonly apiAudiences: readonly string[]
  /** Whether tokens out of secrets are looked up; upstream's --service-account-lookup. */
  readonly lookUpLegacy: boolean
}

/** A token whose signature is known to be good; what may change is asked anew each time. */
export interface VerifiedToken {
  readonly user: User
  readonly audiences: readonly string[]
  /** Why it is no good now. */
  whyNot(nowMs: number, find: Find): string | undefined
  readonly warning?: (find: Find) => string | undefined
}

export type Verified = VerifiedToken | { readonly error: string } | undefined

/** Checks everything about the token that never changes. */
export async function verifyToken(
  token: string,
  keys: readonly CheckingKey[],
  settings: ServiceAccountTokenSettings,
): Promise<Verified> {
  const split = splitJwt(token)
  const issuer = split?.payload.iss
  if (!split || typeof issuer !== 'string') return undefined
  const legacy = issuer === legacyIssuer
  if (!legacy && !settings.issuers.includes(issuer)) return undefined
  const { kid } = split.header
  const fitting = typeof kid === 'string' && kid !== '' ? keys.filter(({ id }) => id === kid) : keys
  if (fitting.length === 0) return { error: 'invalid signature, no keys found' }
  const payload = await payloadBySomeKey(token, fitting)
  if (!payload) return { error: 'go-jose/go-jose: error in cryptographic primitive' }
  const claims = readClaims(payload)
  if (!claims) return { error: 'service account token claims could not be read' }
  if (claims.issuer !== issuer) return { error: `token issuer "${claims.issuer}" is invalid` }
  return legacy ? legacyToken(token, claims, settings) : boundToken(claims, settings)
}

async function payloadBySomeKey(token: string, keys: readonly CheckingKey[]): Promise<unknown> {
  for (const { key, accepts } of keys) {
    try {
      const { payload } = await compactVerify(token, key, { algorithms: [...accepts] })
      return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(payload))
    } catch {
      // the next key may fit
    }
  }
  return undefined
}

function boundToken(claims: ServiceAccountClaims, settings: ServiceAccountTokenSettings): Verified {
  if (claims.validatingWebhook || claims.mutatingWebhook) {
    return {
      error:
        'feature gate "APIServerWebhookAuthenticationToken" is disabled, but token is webhook bound',
    }
  }
  const { namespace, account, tokenId, pod, node } = claims
  return {
    user: serviceAccountUser({ namespace, ...account, tokenId, pod, node }),
    audiences: claims.audiences.length === 0 ? settings.apiAudiences : claims.audiences,
    whyNot: (nowMs, find) => whyExpired(claims, nowMs) ?? whyUnbound(claims, find, nowMs),
  }
}

function legacyToken(
  token: string,
  claims: ServiceAccountClaims,
  settings: ServiceAccountTokenSettings,
): Verified {
  const lacking = whyIncomplete(claims)
  if (lacking !== undefined) return { error: lacking }
  const { namespace, accountName, accountUid } = claims.legacy
  const facts = { namespace, name: accountName, uid: accountUid }
  const audiences = claims.audiences.length === 0 ? settings.apiAudiences : claims.audiences
  if (!settings.lookUpLegacy) {
    return { user: serviceAccountUser(facts), audiences, whyNot: () => undefined }
  }
  return {
    user: serviceAccountUser(facts),
    audiences,
    whyNot: (_nowMs, find) => whyRevoked(token, claims, find),
    warning: (find) => warningOf(claims, find),
  }
}

/** What changes: time, objects and the audiences that are asked for. */
export async function checkVerified(
  verified: VerifiedToken,
  { lookUp, read }: KnownObjects,
  requested: readonly string[],
): Promise<TokenOutcome> {
  const nowMs = Date.now()
  let why = verified.whyNot(nowMs, lookUp)
  if (why !== undefined) why = await whyNotFresh(verified, read, nowMs)
  if (why !== undefined) return { error: why }
  return forAudiences(verified, requested)
}

/** At once and from the cache alone; undefined where that does not do. */
export function checkAtOnce(
  verified: VerifiedToken,
  lookUp: Find,
  requested: readonly string[],
): TokenOutcome {
  if (verified.whyNot(Date.now(), lookUp) !== undefined) return undefined
  return forAudiences(verified, requested)
}

function forAudiences(
  { user, audiences }: VerifiedToken,
  requested: readonly string[],
): TokenOutcome {
  const common = audiences.filter((audience) => requested.includes(audience))
  if (common.length > 0) return { user, audiences: common }
  const list = (all: readonly string[]) => `[${all.map((one) => JSON.stringify(one)).join(' ')}]`
  return {
    error: `token audiences ${list(audiences)} is invalid for the target audiences ${list(requested)}`,
  }
}

/** The cache may be behind: what it does not know is read from the store before anybody is refused. */
async function whyNotFresh(
  verified: VerifiedToken,
  read: KnownObjects['read'],
  nowMs: number,
): Promise<string | undefined> {
  const fetched = new Map<string, Awaited<ReturnType<KnownObjects['read']>>>()
  for (;;) {
    let missing: Parameters<Find> | undefined
    const why = verified.whyNot(nowMs, (...place) => {
      const key = JSON.stringify(place)
      if (!fetched.has(key)) missing ??= place
      return fetched.get(key)
    })
    if (!missing) return why
    fetched.set(JSON.stringify(missing), await read(...missing))
  }
}
