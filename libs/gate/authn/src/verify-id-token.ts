// in: an ID token and its provider's keys → out: its claims, or why it is no good. Never: a mapping.
import type { Dict } from '@binnacle/meta'
import { compactVerify } from 'jose'
import type { OidcSettings } from './oidc-settings.ts'
import type { ProviderKeys } from './provider-keys.ts'
import { splitJwt } from './split-jwt.ts'

/** How far the clocks of providers may be off for `nbf`. */
const notBeforeLeewaySeconds = 300

export async function verifyIdToken(
  token: string,
  settings: OidcSettings,
  keys: ProviderKeys,
): Promise<Dict | string> {
  const algorithms = [...settings.signingAlgorithms]
  const { kid, alg } = splitJwt(token)?.header ?? {}
  if (!algorithms.includes(alg)) return 'oidc: id token signed with unsupported algorithm'
  for (const { key } of await keys.find(typeof kid === 'string' ? kid : undefined)) {
    try {
      const { payload } = await compactVerify(token, key, { algorithms })
      const claims = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(payload))
      return whyInvalid(claims, settings) ?? claims
    } catch {
      // the next key may fit
    }
  }
  return 'failed to verify signature'
}

function whyInvalid(claims: Dict, { issuerUrl, audiences }: OidcSettings): string | undefined {
  const now = Date.now() / 1000
  const said: unknown[] = Array.isArray(claims.aud) ? claims.aud : [claims.aud]
  if (claims.iss !== issuerUrl) return 'issued by a different provider'
  if (!audiences.some((one) => said.includes(one))) {
    return `expected audience in ${JSON.stringify(audiences)} got ${JSON.stringify(said)}`
  }
  if (typeof claims.exp !== 'number' || claims.exp < now) return 'token is expired'
  if (typeof claims.nbf === 'number' && claims.nbf > now + notBeforeLeewaySeconds) {
    return 'current time before the nbf (not before) time'
  }
  return undefined
}
