// in: flags → out: where records of requests go. Never: a file read.
import type { AuditLogSettings, AuditWebhookSettings } from '@binnacle/audit'
import type { FlagValues } from '@binnacle/flags'
import type { FlagName } from './flag-table.ts'

type Flags = FlagValues<FlagName>

/** undefined: they stay as they are. */
type BytesMax = { readonly eventBytesMax: number | undefined }

export interface AuditConfig {
  readonly policyFile: string | undefined
  readonly log: (AuditLogSettings & BytesMax) | undefined
  readonly webhook: (AuditWebhookSettings & BytesMax & { readonly configFile: string }) | undefined
}

export function auditOf(flags: Flags): AuditConfig {
  return {
    policyFile: flags.isSet('audit-policy-file') ? flags.text('audit-policy-file') : undefined,
    log: flags.isSet('audit-log-path') ? logOf(flags) : undefined,
    webhook: flags.isSet('audit-webhook-config-file') ? webhookOf(flags) : undefined,
  }
}

function logOf(flags: Flags): AuditConfig['log'] {
  const isBatch = flags.text('audit-log-mode') === 'batch'
  return {
    path: flags.text('audit-log-path'),
    maxSize: flags.number('audit-log-maxsize'),
    maxBackup: flags.number('audit-log-maxbackup'),
    maxAge: flags.number('audit-log-maxage'),
    compress: flags.enabled('audit-log-compress'),
    format: flags.text('audit-log-format') === 'legacy' ? 'legacy' : 'json',
    ...(isBatch && { waitingMax: flags.number('audit-log-batch-buffer-size') }),
    eventBytesMax: flags.enabled('audit-log-truncate-enabled')
      ? flags.number('audit-log-truncate-max-event-size')
      : undefined,
  }
}

function webhookOf(flags: Flags): AuditConfig['webhook'] {
  const isShortened = flags.enabled('audit-webhook-truncate-enabled')
  const old = 'audit-webhook-batch-initial-backoff'
  const backoff = 'audit-webhook-initial-backoff'
  const throttle = {
    perSecond: flags.number('audit-webhook-batch-throttle-qps'),
    burst: flags.number('audit-webhook-batch-throttle-burst'),
  }
  return {
    configFile: flags.text('audit-webhook-config-file'),
    batchSizeMax: flags.number('audit-webhook-batch-max-size'),
    batchWaitMs: flags.milliseconds('audit-webhook-batch-max-wait'),
    bufferMax: flags.number('audit-webhook-batch-buffer-size'),
    firstRetryMs: flags.milliseconds(flags.isGiven(old) && !flags.isGiven(backoff) ? old : backoff),
    throttle: flags.enabled('audit-webhook-batch-throttle-enable') ? throttle : undefined,
    batchBytesMax: isShortened ? flags.number('audit-webhook-truncate-max-batch-size') : undefined,
    eventBytesMax: isShortened ? flags.number('audit-webhook-truncate-max-event-size') : undefined,
  }
}
