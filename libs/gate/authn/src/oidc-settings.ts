// in: nothing → out: what is known of an issuer of identities, and how its claims become a user.

export interface Mapping {
  readonly claim?: string
  readonly prefix?: string
  /** CEL over `claims`, in place of a claim. */
  readonly expression?: string
}

export interface OidcSettings {
  readonly issuerUrl: string
  /** Where the discovery document is, if not at the issuer itself. */
  readonly discoveryUrl?: string
  /** PEM text. */
  readonly ca?: string
  readonly audiences: readonly string[]
  readonly signingAlgorithms: readonly string[]
  readonly username: Mapping
  readonly groups?: Mapping
  readonly uid?: Mapping
  readonly extra?: readonly { readonly key: string; readonly valueExpression: string }[]
  readonly requiredClaims?: Readonly<Record<string, string>>
  readonly claimRules?: readonly { readonly expression: string; readonly message?: string }[]
  readonly userRules?: readonly { readonly expression: string; readonly message?: string }[]
}

/** Signatures with shared secrets are never believed. */
export const oidcAlgorithms: readonly string[] = [
  'RS256',
  'RS384',
  'RS512',
  'ES256',
  'ES384',
  'ES512',
  'PS256',
  'PS384',
  'PS512',
]
