// in: flags → out: where records of requests go. Never: a file read.
import type { FlagValues } from '@binnacle/flags'
import type { FlagName } from './flag-table.ts'

export interface AuditConfig {
  readonly policyFile: string | undefined
  readonly log:
    | {
        readonly path: string
        readonly maxSize: number
        readonly maxBackup: number
        readonly maxAge: number
      }
    | undefined
  readonly webhook:
    | { readonly configFile: string; readonly batchSizeMax: number; readonly batchWaitMs: number }
    | undefined
}

export function auditOf(flags: FlagValues<FlagName>): AuditConfig {
  const optional = (name: FlagName) => (flags.isSet(name) ? flags.text(name) : undefined)
  const path = optional('audit-log-path')
  const configFile = optional('audit-webhook-config-file')
  return {
    policyFile: optional('audit-policy-file'),
    log:
      path === undefined
        ? undefined
        : {
            path,
            maxSize: flags.number('audit-log-maxsize'),
            maxBackup: flags.number('audit-log-maxbackup'),
            maxAge: flags.number('audit-log-maxage'),
          },
    webhook:
      configFile === undefined
        ? undefined
        : {
            configFile,
            batchSizeMax: flags.number('audit-webhook-batch-max-size'),
            batchWaitMs: flags.milliseconds('audit-webhook-batch-max-wait'),
          },
  }
}
