export {
  type AuthenticationConfiguration,
  readAuthenticationConfiguration,
} from './authentication-configuration.ts'
export {
  createIdentifier,
  type Identifier,
  type IdentifierSettings,
  type IdentifierTools,
  type ServiceAccountSettings,
} from './create-identifier.ts'
export type { TokenOrder } from './issue-service-account-token.ts'
export type { KnownObjects } from './known-objects.ts'
export { openIdPages, type OpenIdPage } from './openid-pages.ts'
export type { TokenCheck, TokenReview } from './token-checks.ts'
export type { TokenIssuer } from './token-issuer.ts'
export { type OidcSettings, oidcAlgorithms } from './oidc-settings.ts'
export { oidcTokens } from './oidc-tokens.ts'
export { webhookTokens, type WebhookTokenSettings } from './webhook-tokens.ts'
