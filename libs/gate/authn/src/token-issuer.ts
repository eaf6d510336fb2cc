// in: the keys of service accounts → out: tokens, and the documents by which others check them.
// Never: who may have a token.
import { issueKeptToken, type KeptTokenOrder } from './issue-kept-token.ts'
import { issueServiceAccountToken, type TokenOrder } from './issue-service-account-token.ts'
import type { ServiceAccountSettings } from './create-identifier.ts'
import type { Freshness } from './keep-fresh.ts'
import {
  type CheckingKey,
  readCheckingKeys,
  readSigningKey,
  type SigningKey,
} from './signing-keys.ts'

export interface TokenIssuer {
  /** undefined: this server signs no tokens. */
  issue(order: TokenOrder): Promise<string> | undefined
  /** A token without end, for a secret that keeps it. */
  issueKept(order: KeptTokenOrder): Promise<string> | undefined
  /** The body of /openid/v1/jwks. */
  jwks(): { readonly keys: readonly object[] }
  readonly issuer: string
  /** All signing algorithms of the keys that are published, sorted. */
  algorithms(): readonly string[]
}

/** Keys are read again whenever a file changes; `useKeys` gets all that are believed at the moment. */
export function createTokenIssuer(
  settings: ServiceAccountSettings | undefined,
  fresh: Freshness,
  useKeys: (keys: readonly CheckingKey[]) => void,
): TokenIssuer {
  const byFile = new Map<string, readonly CheckingKey[]>()
  let signing: SigningKey | undefined
  let published: readonly CheckingKey[] = []

  function publish(): void {
    const all = [...byFile.values()].flat()
    if (byFile.size === 0 && signing) all.push(signing)
    published = [...new Map(all.map((key) => [key.id, key])).values()]
    useKeys(published)
  }

  for (const path of settings?.keyFiles ?? []) {
    fresh.watch(path, (pem) => {
      byFile.set(path, readCheckingKeys(pem))
      publish()
    })
  }
  if (settings?.signingKeyFile !== undefined) {
    fresh.watch(settings.signingKeyFile, (pem) => {
      signing = readSigningKey(pem)
      publish()
    })
  }

  const issuer = settings?.issuers[0] ?? ''
  return {
    issue: (order) => signing && issueServiceAccountToken(order, issuer, signing),
    issueKept: (order) => signing && issueKeptToken(order, signing),
    jwks: () => ({ keys: published.map(jwkOf) }),
    issuer,
    algorithms: () => [...new Set(published.map(({ algorithm }) => algorithm))].sort(),
  }
}

function jwkOf({ id, key, algorithm }: CheckingKey): object {
  const jwk = key.export({ format: 'jwk' })
  const { kty, ...numbers } = jwk
  return { use: 'sig', kty, kid: id, alg: algorithm, ...numbers }
}
