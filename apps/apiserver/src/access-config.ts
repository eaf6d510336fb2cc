// in: flags → out: the further ways of knowing and allowing callers. Never: a file's content.
import { readFileSync } from 'node:fs'
import {
  type AuthenticationConfiguration,
  type OidcSettings,
  oidcAlgorithms,
  readAuthenticationConfiguration,
} from '@binnacle/authn'
import {
  abacMode,
  type ModeSetting,
  readAuthorizationConfiguration,
  webhookMode,
} from '@binnacle/authz'
import { type FlagValues, UsageError } from '@binnacle/flags'
import { createOutbound, type Outbound, readKubeconfig } from '@binnacle/outbound'
import type { accessFlags } from './flags/access-flags.ts'

type Flags = FlagValues<keyof typeof accessFlags | 'authorization-mode' | 'service-account-issuer'>

export interface AccessConfig {
  /** In order. */
  readonly modes: readonly ModeSetting[]
  readonly issuers: readonly OidcSettings[]
  readonly anonymous: AuthenticationConfiguration['anonymous']
  readonly tokenWebhook:
    | {
        readonly outbound: Outbound
        readonly version: 'v1' | 'v1beta1'
        readonly cacheTtlMs: number
      }
    | undefined
  readonly bootstrapTokens: boolean
  readonly lookUpLegacy: boolean
  readonly maxExpirationSeconds: number
  readonly extendExpiration: boolean
  readonly jwksUri: string | undefined
}

const webhookTimeoutMs = 30_000

export function accessOf(flags: Flags): AccessConfig {
  const file = authenticationFile(flags)
  const oidc = oidcByFlags(flags)
  if (file && oidc)
    throw new UsageError('--authentication-config and --oidc-* cannot be used together')
  const seconds = flags.milliseconds('service-account-max-token-expiration') / 1000
  if (seconds > 0 && (seconds < 3600 || seconds > 2 ** 32)) {
    throw new UsageError(
      '--service-account-max-token-expiration must be between 1h and 2^32 seconds',
    )
  }
  return {
    modes: modesOf(flags),
    issuers: file?.issuers ?? (oidc ? [oidc] : []),
    anonymous: file?.anonymous,
    tokenWebhook: tokenWebhook(flags),
    bootstrapTokens: flags.enabled('enable-bootstrap-token-auth'),
    lookUpLegacy: flags.enabled('service-account-lookup'),
    maxExpirationSeconds: seconds,
    extendExpiration: flags.enabled('service-account-extend-token-expiration'),
    jwksUri: optional(flags, 'service-account-jwks-uri'),
  }
}

function optional(flags: Flags, name: keyof typeof accessFlags): string | undefined {
  return flags.isSet(name) ? flags.text(name) : undefined
}

/** What is wrong in a file is said with its flag, as one sentence. */
function within<T>(name: string, read: () => T): T {
  try {
    return read()
  } catch (error) {
    throw new UsageError(`--${name}: ${(error as Error).message}`)
  }
}

function authenticationFile(flags: Flags): AuthenticationConfiguration | undefined {
  const path = optional(flags, 'authentication-config')
  if (path === undefined) return undefined
  const own = flags.list('service-account-issuer')
  return within('authentication-config', () =>
    readAuthenticationConfiguration(readFileSync(path, 'utf8'), own),
  )
}

function oidcByFlags(flags: Flags): OidcSettings | undefined {
  const issuerUrl = optional(flags, 'oidc-issuer-url')
  const client = optional(flags, 'oidc-client-id')
  if (issuerUrl === undefined && client === undefined) return undefined
  if (issuerUrl === undefined || client === undefined) {
    throw new UsageError('--oidc-issuer-url and --oidc-client-id must be specified together')
  }
  if (!issuerUrl.startsWith('https://')) throw new UsageError('--oidc-issuer-url must be https')
  for (const algorithm of flags.list('oidc-signing-algs')) {
    if (!oidcAlgorithms.includes(algorithm)) {
      throw new UsageError(
        `--oidc-signing-algs: "${algorithm}" is none of ${oidcAlgorithms.join(', ')}`,
      )
    }
  }
  const caFile = optional(flags, 'oidc-ca-file')
  const groups = optional(flags, 'oidc-groups-claim')
  const claim = flags.text('oidc-username-claim')
  return {
    issuerUrl,
    audiences: [client],
    ca:
      caFile === undefined ? undefined : within('oidc-ca-file', () => readFileSync(caFile, 'utf8')),
    signingAlgorithms: flags.list('oidc-signing-algs'),
    username: { claim, prefix: usernamePrefix(flags, claim, issuerUrl) },
    groups:
      groups === undefined
        ? undefined
        : { claim: groups, prefix: flags.text('oidc-groups-prefix') },
    requiredClaims: Object.fromEntries(
      flags.list('oidc-required-claim').map((pair) => {
        const equals = pair.indexOf('=')
        return [pair.slice(0, equals), pair.slice(equals + 1)]
      }),
    ),
  }
}

/** Names of claims other than email are nobody's alone, so the issuer stands before them unless told. */
function usernamePrefix(flags: Flags, claim: string, issuerUrl: string): string {
  const given = flags.text('oidc-username-prefix')
  if (given === '-') return ''
  return given === '' && claim !== 'email' ? `${issuerUrl}#` : given
}

function tokenWebhook(flags: Flags): AccessConfig['tokenWebhook'] {
  const path = optional(flags, 'authentication-token-webhook-config-file')
  if (path === undefined) return undefined
  return {
    outbound: outboundTo('authentication-token-webhook-config-file', path),
    version: versionOf(flags, 'authentication-token-webhook-version'),
    cacheTtlMs: flags.milliseconds('authentication-token-webhook-cache-ttl'),
  }
}

function outboundTo(name: string, path: string): Outbound {
  return within(name, () => createOutbound(readKubeconfig(path)))
}

function versionOf(flags: Flags, name: keyof typeof accessFlags): 'v1' | 'v1beta1' {
  const version = flags.text(name)
  if (version === 'v1' || version === 'v1beta1') return version
  throw new UsageError(`--${name} must be v1 or v1beta1, not "${version}"`)
}

const defaultModes = 'Node,RBAC'
const simpleModes = ['Node', 'RBAC', 'AlwaysAllow', 'AlwaysDeny'] as const

function modesOf(flags: Flags): ModeSetting[] {
  const path = optional(flags, 'authorization-config')
  if (path !== undefined) {
    if (flags.text('authorization-mode') !== defaultModes) {
      throw new UsageError(
        '--authorization-config and --authorization-mode cannot be used together',
      )
    }
    return within('authorization-config', () =>
      readAuthorizationConfiguration(readFileSync(path, 'utf8')),
    )
  }
  const names = flags.list('authorization-mode')
  if (names.length === 0) throw new UsageError('--authorization-mode must name at least one')
  if (flags.isSet('authorization-policy-file') && !names.includes('ABAC')) {
    throw new UsageError('cannot specify --authorization-policy-file without mode ABAC')
  }
  return names.map((name): ModeSetting => {
    if (name === 'ABAC') return { type: 'ABAC', mode: abacByFlags(flags) }
    if (name === 'Webhook') return { type: 'Webhook', mode: webhookByFlags(flags) }
    const type = simpleModes.find((one) => one === name)
    if (type) return { type }
    const known = [...simpleModes, 'ABAC', 'Webhook'].join(', ')
    throw new UsageError(`--authorization-mode: "${name}" is none of ${known}`)
  })
}

function abacByFlags(flags: Flags) {
  const path = optional(flags, 'authorization-policy-file')
  if (path === undefined) {
    throw new UsageError("authorization-mode ABAC's authorization policy file not passed")
  }
  return within('authorization-policy-file', () => abacMode(readFileSync(path, 'utf8'), path))
}

function webhookByFlags(flags: Flags) {
  const path = optional(flags, 'authorization-webhook-config-file')
  if (path === undefined) {
    throw new UsageError(
      '--authorization-webhook-config-file must be specified with the mode Webhook',
    )
  }
  return webhookMode(outboundTo('authorization-webhook-config-file', path), {
    name: 'webhook',
    timeoutMs: webhookTimeoutMs,
    authorizedTtlMs: flags.milliseconds('authorization-webhook-cache-authorized-ttl'),
    unauthorizedTtlMs: flags.milliseconds('authorization-webhook-cache-unauthorized-ttl'),
    failurePolicy: 'NoOpinion',
    version: versionOf(flags, 'authorization-webhook-version'),
  })
}
