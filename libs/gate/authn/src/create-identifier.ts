// in: settings → out: who sends a request, or 401. Never: what they may do, but for acting as another.
import type { Authorize, Identified, Routed, User } from '@binnacle/exchange'
import { unauthorized } from '@binnacle/meta'
import { type CertificateCheck, createCertificateCheck } from './certificate-check.ts'
import type { FrontProxyNames } from './front-proxy.ts'
import { createImpersonate, type Impersonate } from './impersonate.ts'
import { createFreshness, type Freshness } from './keep-fresh.ts'
import type { KnownObjects } from './known-objects.ts'
import { anonymousUser, unsecuredUser } from './known-user.ts'
import { createTokenIssuer, type TokenIssuer } from './token-issuer.ts'
import {
  createTokenChecks,
  type TokenCheck,
  type TokenChecks,
  type TokenReview,
} from './token-checks.ts'
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
  return new CallerIdentifier(settings, tools)
}

class CallerIdentifier implements Identifier {
  readonly apiAudiences: readonly string[]
  readonly tokens: TokenIssuer
  readonly #settings: IdentifierSettings
  readonly #fresh: Freshness
  readonly #checks: TokenChecks
  readonly #byCertificate: CertificateCheck
  readonly #impersonate: Impersonate

  constructor(settings: IdentifierSettings, tools: IdentifierTools) {
    const { serviceAccounts, tokenAuthFile } = settings
    this.#settings = settings
    this.#fresh = createFreshness(tools.onTrouble)
    this.apiAudiences = serviceAccounts?.apiAudiences ?? serviceAccounts?.issuers.slice(0, 1) ?? []
    this.#checks = createTokenChecks({
      objects: tools.objects,
      apiAudiences: this.apiAudiences,
      serviceAccounts: serviceAccounts && {
        issuers: serviceAccounts.issuers,
        apiAudiences: this.apiAudiences,
        lookUpLegacy: serviceAccounts.lookUpLegacy ?? true,
      },
      bootstrapTokens: settings.bootstrapTokens ?? false,
      others: settings.otherTokens ?? [],
    })
    this.tokens = createTokenIssuer(serviceAccounts, this.#fresh, (keys) =>
      this.#checks.useKeys(keys),
    )
    if (tokenAuthFile !== undefined) {
      this.#fresh.watch(tokenAuthFile, (text) =>
        this.#checks.useTokens(readTokenFile(text, tokenAuthFile)),
      )
    }
    this.#byCertificate = createCertificateCheck(settings, this.#fresh)
    this.#impersonate = createImpersonate(tools.authorize)
  }

  identify(request: Routed): Identified | Promise<Identified> {
    const caller = this.#callerOf(request)
    return caller instanceof Promise
      ? caller.then((user) => this.#actAs(request, user))
      : this.#actAs(request, caller)
  }

  reviewToken = (token: string, audiences: readonly string[]): Promise<TokenReview> =>
    this.#checks.check(token, audiences)

  close(): void {
    this.#fresh.close()
  }

  #callerOf(request: Routed): User | Promise<User> {
    if (request.insecure) return unsecuredUser
    const certified = this.#byCertificate(request)
    if (certified) return certified
    const found = tokenOfRequest(request.headers)
    if (found.warning !== undefined) request.warnings.push(found.warning)
    if (found.token !== undefined) {
      return this.#checks.knownAtOnce(found.token) ?? this.#byToken(request, found.token)
    }
    if (certified === false || found.refused) throw unauthorized()
    return this.#byNothing(request)
  }

  async #byToken(request: Routed, token: string): Promise<User> {
    const review = await this.#checks.check(token, this.apiAudiences)
    if (!review.user) throw unauthorized()
    if (review.warning !== undefined) request.warnings.push(review.warning)
    return review.user
  }

  #byNothing(request: Routed): User {
    const { anonymous } = this.#settings
    if (!anonymous) throw unauthorized()
    if (anonymous.paths && !anonymous.paths.includes(request.info.path)) throw unauthorized()
    return anonymousUser
  }

  #actAs(request: Routed, caller: User): Identified | Promise<Identified> {
    // Known from here on also where the impersonation is refused: the audit record names him.
    const known = Object.assign(request, { user: caller })
    const acting = this.#impersonate(request, caller)
    if (!acting) return known
    return acting.then((user) => Object.assign(request, { user, impersonator: caller }))
  }
}
