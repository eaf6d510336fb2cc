// in: an AuthenticationConfiguration file → out: issuers, and where nobody need say who he is. Never: a token.
import type { Dict } from '@binnacle/meta'
import { parse } from 'yaml'
import { type Mapping, type OidcSettings, oidcAlgorithms } from './oidc-settings.ts'

export interface AuthenticationConfiguration {
  readonly issuers: readonly OidcSettings[]
  /** undefined: the file does not say, the flag counts; false: nobody is anonymous. */
  readonly anonymous: { readonly paths?: readonly string[] } | false | undefined
}

const versions = ['v1', 'v1beta1', 'v1alpha1'].map((one) => `apiserver.config.k8s.io/${one}`)

/** Throws an Error that says what is wrong. `ownIssuers`: those of service accounts, which are taken. */
export function readAuthenticationConfiguration(
  text: string,
  ownIssuers: readonly string[] = [],
): AuthenticationConfiguration {
  const file = parse(text) as Dict
  if (file?.kind !== 'AuthenticationConfiguration' || !versions.includes(file.apiVersion)) {
    throw new Error(`expected kind AuthenticationConfiguration in ${versions[0]}`)
  }
  const seen = new Set(ownIssuers)
  const issuers = ((file.jwt ?? []) as Dict[]).map((entry, at) => {
    const settings = readIssuer(entry, `jwt[${at}]`)
    if (seen.has(settings.issuerUrl)) {
      throw new Error(`jwt[${at}].issuer.url: ${settings.issuerUrl} is used more than once`)
    }
    seen.add(settings.issuerUrl)
    return settings
  })
  return { issuers, anonymous: readAnonymous(file.anonymous) }
}

function readAnonymous(anonymous: Dict | undefined): AuthenticationConfiguration['anonymous'] {
  if (!anonymous) return undefined
  const conditions: Dict[] = anonymous.conditions ?? []
  if (anonymous.enabled !== true) {
    if (conditions.length > 0) {
      throw new Error(
        'anonymous.conditions: may only be set when anonymous authentication is enabled',
      )
    }
    return false
  }
  return conditions.length === 0 ? {} : { paths: conditions.map(({ path }) => String(path)) }
}

function readIssuer(entry: Dict, path: string): OidcSettings {
  const {
    issuer = {},
    claimMappings = {},
    claimValidationRules = [],
    userValidationRules = [],
  } = entry
  const required: Record<string, string> = {}
  const claimRules: { expression: string; message?: string }[] = []
  for (const { claim, requiredValue, expression, message } of claimValidationRules as Dict[]) {
    if (expression !== undefined) claimRules.push({ expression, message })
    else if (claim) required[claim] = String(requiredValue ?? '')
    else throw new Error(`${path}.claimValidationRules: claim or expression is required`)
  }
  const username = readMapping(claimMappings.username, `${path}.claimMappings.username`)
  if (!username) {
    throw new Error(`${path}.claimMappings.username: claim or expression is required`)
  }
  return {
    issuerUrl: httpsUrl(issuer.url, `${path}.issuer.url`),
    discoveryUrl:
      issuer.discoveryURL === undefined
        ? undefined
        : httpsUrl(issuer.discoveryURL, `${path}.issuer.discoveryURL`),
    ca: issuer.certificateAuthority,
    audiences: issuer.audiences ?? [],
    signingAlgorithms: oidcAlgorithms,
    username,
    groups: readMapping(claimMappings.groups, `${path}.claimMappings.groups`),
    uid: readMapping(claimMappings.uid, `${path}.claimMappings.uid`),
    extra: claimMappings.extra,
    requiredClaims: required,
    claimRules,
    userRules: userValidationRules,
  }
}

function readMapping(mapping: Dict | undefined, path: string): Mapping | undefined {
  if (!mapping) return undefined
  const { claim, expression, prefix } = mapping
  if (claim && expression) throw new Error(`${path}: claim and expression can't both be set`)
  if (!claim && !expression) return undefined
  if (claim && prefix === undefined && !path.endsWith('uid')) {
    throw new Error(
      `${path}.prefix: prefix is required when claim is set. It can be set to an empty string`,
    )
  }
  return { claim: claim || undefined, prefix, expression: expression || undefined }
}

function httpsUrl(url: unknown, path: string): string {
  const text = String(url ?? '')
  if (!URL.canParse(text) || new URL(text).protocol !== 'https:') {
    throw new Error(`${path}: URL scheme must be https`)
  }
  const { username, search, hash } = new URL(text)
  if (username || search || hash) {
    throw new Error(`${path}: URL must not contain a username, a query or a fragment`)
  }
  return text
}
