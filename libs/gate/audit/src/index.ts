export { type AuditLogSettings, createAuditLog } from './audit-log.ts'
export type { AuditSink } from './audit-sink.ts'
export {
  type AuditWebhookSettings,
  createAuditWebhook,
} from './audit-webhook.ts'
export {
  type Auditor,
  type AuditorSettings,
  type AuditRecord,
  createAuditor,
} from './create-auditor.ts'
export { truncating } from './truncate.ts'
export { type Policy, readPolicy } from './policy.ts'
