// in: settings → out: who sends a request, or 401. Never: what they may do, but for acting as another.
import type { Authorize, Identified, Routed, User } from '@binnacle/exchange'
import { unauthorized } from '@binnacle/meta'
import { CaBundle } from './ca-bundle.ts'
import { createCertificateUser } from './certificate-user.ts'
import { createFrontProxy, type FrontProxyNames } from './front-proxy.ts'
import { createImpersonate } from './impersonate.ts'
import { createFreshness } from './keep-fresh.ts'
import type { KnownObjects } from './known-objects.ts'
import { anonymousUser, unsecuredUser } from './known-user.ts'
import { createTokenIssuer, type TokenIssuer } from './token-issuer.ts'
import { createTokenChecks, type TokenCheck, type TokenReview } from './token-checks.ts'
import { readTokenFile } from './token-file.ts'
import { tokenOfRequest } from './token-of-request.ts'

export interface IdentifierSettings {
  readonly clientCaFile?: string
  readonly requestHeader?: FrontProxyNames & { readonly caFile: string }
  readonly tokenAuthFile?: string
  readonly serviceAccounts?: ServiceAccountSettings
  readonly bootstrapTokens?: boolean
  /** Without paths: everywhere. Left out: nobody is anonymous. */
  readonly anonymous?: { readonly paths?: readonly string[] }
  readonly otherTokens?: readonly TokenCheck[]
}

export interface ServiceAccountSettings {
  /** The first signs; the others are still believed. */
  readonly issuers: readonly string[]
  /** Default: the first issuer. */
  readonly apiAudiences?: readonly string[]
  /** Keys that check; the signing key's own public half when left out. */
  readonly keyFiles?: readonly string[]
  readonly signingKeyFile?: string
  /** Default true. */
  readonly lookUpLegacy?: boolean
}

export interface IdentifierTools {
  readonly objects: KnownObjects
  /** Decides who may act as whom. */
  readonly authorize: Authorize
  onTrouble(message: string): void
}

export interface Identifier {
  /** Throws 401, and 400 or 403 of an impersonation. At once for callers seen before. */
  identify(request: Routed): Identified | Promise<Identified>
  /** What a TokenReview answers. */
  reviewToken(token: string, audiences: readonly string[]): Promise<TokenReview>
  readonly apiAudiences: readonly string[]
  readonly tokens: TokenIssuer
  close(): void
}

export function createIdentifier(settings: IdentifierSettings, tools: IdentifierTools): Identifier {
  const fresh = createFreshness(tools.onTrouble)
  const { serviceAccounts, requestHeader } = settings
  const apiAudiences = serviceAccounts?.apiAudiences ?? serviceAccounts?.issuers.slice(0, 1) ?? []
  const checks = createTokenChecks({
    objects: tools.objects,
    apiAudiences,
    serviceAccounts: serviceAccounts && {
      issuers: serviceAccounts.issuers,
      apiAudiences,
      lookUpLegacy: serviceAccounts.lookUpLegacy ?? true,
    },
    bootstrapTokens: settings.bootstrapTokens ?? false,
    others: settings.otherTokens ?? [],
  })
  const tokens = createTokenIssuer(serviceAccounts, fresh, (keys) => checks.useKeys(keys))
  if (settings.tokenAuthFile !== undefined) {
    const path = settings.tokenAuthFile
    fresh.watch(path, (text) => checks.useTokens(readTokenFile(text, path)))
  }

  const certificateUser = createCertificateUser()
  const proxyUser = requestHeader && createFrontProxy(requestHeader)
  let clientCa: CaBundle | undefined
  let proxyCa: CaBundle | undefined
  if (settings.clientCaFile !== undefined) {
    fresh.watch(settings.clientCaFile, (pem) => {
      clientCa = new CaBundle(pem)
    })
  }
  if (requestHeader) {
    fresh.watch(requestHeader.caFile, (pem) => {
      proxyCa = new CaBundle(pem)
    })
  }

  /** false: a certificate was shown that is no good; such a caller is not taken for anonymous. */
  function byCertificate(request: Routed): User | false | undefined {
    const { certificate, headers } = request
    if (!certificate) return request.refusedCertificate !== undefined && clientCa ? false : undefined
    const spokenFor = proxyCa && proxyUser?.(headers, certificate, proxyCa)
    if (spokenFor) return spokenFor
    return clientCa && certificateUser(certificate, clientCa)
  }

  function byNothing(request: Routed): User {
    const { anonymous } = settings
    if (!anonymous) throw unauthorized()
    if (anonymous.paths && !anonymous.paths.includes(request.info.path)) throw unauthorized()
    return anonymousUser
  }

  async function byToken(request: Routed, token: string): Promise<User> {
    const review = await checks.check(token, apiAudiences)
    if (!review.user) throw unauthorized()
    if (review.warning !== undefined) request.warnings.push(review.warning)
    return review.user
  }

  function callerOf(request: Routed): User | Promise<User> {
    if (request.insecure) return unsecuredUser
    const certified = byCertificate(request)
    if (certified) return certified
    const found = tokenOfRequest(request.headers)
    if (found.warning !== undefined) request.warnings.push(found.warning)
    if (found.token !== undefined) {
      return checks.knownAtOnce(found.token) ?? byToken(request, found.token)
    }
    if (certified === false || found.refused) throw unauthorized()
    return byNothing(request)
  }

  const impersonate = createImpersonate(tools.authorize)

  function actAs(request: Routed, caller: User): Identified | Promise<Identified> {
    // Known from here on also where the impersonation is refused: the audit record names him.
    const known = Object.assign(request, { user: caller })
    const acting = impersonate(request, caller)
    if (!acting) return known
    return acting.then((user) => Object.assign(request, { user, impersonator: caller }))
  }

  return {
    identify(request) {
      const caller = callerOf(request)
      return caller instanceof Promise
        ? caller.then((user) => actAs(request, user))
        : actAs(request, caller)
    },
    reviewToken: (token, audiences) => checks.check(token, audiences),
    apiAudiences,
    tokens,
    close: () => fresh.close(),
  }
}
