// in: settings and what can be asked → out: the rooms that know who asks and what they may.
import { createIdentifier, type Identifier } from '@binnacle/authn'
import { type Authorizer, createAuthorizer } from '@binnacle/authz'
import type { AccessServices } from '@binnacle/kinds'
import type { KnownNow, ObjectStore } from '@binnacle/objects'
import type { AuthorizationMode, IdentityConfig } from './config.ts'
import type { Shapes } from './shapes.ts'

export interface Access {
  readonly identifier: Identifier
  readonly authorizer: Authorizer
  /** What kinds ask of both. */
  readonly services: AccessServices
}

export function createAccess(
  identity: IdentityConfig,
  modes: readonly AuthorizationMode[],
  store: ObjectStore & KnownNow,
  shapes: Shapes,
  onTrouble: (message: string) => void,
): Access {
  const authorizer = createAuthorizer(
    { modes: modes.map((type) => ({ type })) },
    { store, shapeOf: shapes.find },
  )
  const identifier = createIdentifier(
    {
      clientCaFile: identity.clientCaFile,
      requestHeader: identity.requestHeader,
      tokenAuthFile: identity.tokenAuthFile,
      serviceAccounts: serviceAccounts(identity),
      anonymous: identity.anonymous ? {} : undefined,
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
    tokenSettings: { maxExpirationSeconds: 0, extendExpiration: true },
  }
  return { identifier, authorizer, services }
}

/** Without any key there are no tokens to check. */
function serviceAccounts(identity: IdentityConfig) {
  if (identity.keyFiles.length === 0 && identity.signingKeyFile === undefined) return undefined
  return {
    issuers: identity.issuers,
    apiAudiences: identity.audiences.length > 0 ? identity.audiences : undefined,
    keyFiles: identity.keyFiles.length > 0 ? identity.keyFiles : undefined,
    signingKeyFile: identity.signingKeyFile,
  }
}
