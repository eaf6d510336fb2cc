// in: settings and what can be asked → out: the rooms that know who asks and what they may.
import { createIdentifier, type Identifier, oidcTokens, webhookTokens } from '@binnacle/authn'
import { type Authorizer, createAuthorizer } from '@binnacle/authz'
import type { AccessServices } from '@binnacle/kinds'
import type { KnownNow, ObjectStore } from '@binnacle/objects'
import type { AccessConfig } from './access-config.ts'
import type { IdentityConfig } from './config.ts'
import type { Shapes } from './shapes.ts'

export interface Access {
  readonly identifier: Identifier
  readonly authorizer: Authorizer
  /** What kinds ask of both. */
  readonly services: AccessServices
}

export function createAccess(
  identity: IdentityConfig,
  access: AccessConfig,
  store: ObjectStore & KnownNow,
  shapes: Shapes,
  onTrouble: (message: string) => void,
): Access {
  const authorizer = createAuthorizer({ modes: access.modes }, { store, shapeOf: shapes.find })
  const accounts = serviceAccounts(identity, access)
  const apiAudiences = accounts?.apiAudiences ?? accounts?.issuers.slice(0, 1) ?? []
  const identifier = createIdentifier(
    {
      clientCaFile: identity.clientCaFile,
      requestHeader: identity.requestHeader,
      tokenAuthFile: identity.tokenAuthFile,
      serviceAccounts: accounts,
      bootstrapTokens: access.bootstrapTokens,
      anonymous:
        access.anonymous === undefined && identity.anonymous ? {} : access.anonymous || undefined,
      otherTokens: otherTokens(access, apiAudiences),
    },
    {
      authorize: authorizer.decide,
      onTrouble,
      objects: {
        lookUp(resource, namespace, name) {
          const shape = shapes.find(resource)
          return shape && store.peek({ shape, namespace, name })?.view()
        },
        async read(resource, namespace, name) {
          const shape = shapes.find(resource)
          if (shape === undefined) return undefined
          return (await store.get({ shape, namespace, name }))?.view()
        },
      },
    },
  )
  const services: AccessServices = {
    rulesFor: authorizer.rulesFor,
    heldRules: authorizer.heldRules,
    rulesOfRole: authorizer.rulesOfRole,
    reviewToken: identifier.reviewToken,
    issueToken: identifier.tokens.issue,
    tokenSettings: access,
  }
  return { identifier, authorizer, services }
}

/** Without any key there are no tokens to check. */
function serviceAccounts(identity: IdentityConfig, { lookUpLegacy }: AccessConfig) {
  if (identity.keyFiles.length === 0 && identity.signingKeyFile === undefined) return undefined
  return {
    issuers: identity.issuers,
    apiAudiences: identity.audiences.length > 0 ? identity.audiences : undefined,
    keyFiles: identity.keyFiles.length > 0 ? identity.keyFiles : undefined,
    signingKeyFile: identity.signingKeyFile,
    lookUpLegacy,
  }
}

/** In upstream's order: providers before the webhook. */
function otherTokens({ issuers, tokenWebhook }: AccessConfig, apiAudiences: readonly string[]) {
  const checks = issuers.map((issuer) => oidcTokens(issuer, apiAudiences))
  if (!tokenWebhook) return checks
  const { outbound, ...settings } = tokenWebhook
  return [...checks, webhookTokens(outbound, { ...settings, apiAudiences, timeoutMs: 30_000 })]
}
