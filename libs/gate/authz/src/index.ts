export { abacMode } from './abac.ts'
export { type AccessPage, accessPages } from './access-pages.ts'
export { readAuthorizationConfiguration } from './authorization-configuration.ts'
export {
  type Authorizer,
  type AuthorizerSettings,
  type AuthorizerTools,
  createAuthorizer,
  type ModeSetting,
} from './create-authorizer.ts'
export { compactText, whyEscalation } from './escalation.ts'
export { type Followed, follow, type Following } from './follow.ts'
export type { AccessMode, KnownRules } from './modes.ts'
export type { PolicyRule } from './policy-rule.ts'
export type { Subject } from './rbac-index.ts'
export { webhookMode, type WebhookSettings } from './webhook-mode.ts'
