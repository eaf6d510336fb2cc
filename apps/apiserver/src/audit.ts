// in: the audit flags → out: who records requests; undefined: nobody. Never: a request.
import { readFileSync } from 'node:fs'
import {
  type Auditor,
  type AuditSink,
  createAuditLog,
  createAuditor,
  createAuditWebhook,
  defaultWebhookSettings,
  readPolicy,
} from '@binnacle/audit'
import { createOutbound, readKubeconfig } from '@binnacle/outbound'
import { isLongRunning } from '@binnacle/route'
import type { AuditConfig } from './audit-config.ts'

/** As upstream: without a policy nothing is recorded, without a place neither. */
export function auditorOf(
  { policyFile, log, webhook }: AuditConfig,
  onTrouble: (message: string) => void,
): Auditor | undefined {
  if (policyFile === undefined) return undefined
  const policy = readPolicy(readFileSync(policyFile, 'utf8'))
  const sinks: AuditSink[] = []
  if (log) sinks.push(createAuditLog(log, onTrouble))
  if (webhook) {
    const outbound = createOutbound(readKubeconfig(webhook.configFile))
    const { batchSizeMax, batchWaitMs } = webhook
    const settings = { ...defaultWebhookSettings, batchSizeMax, batchWaitMs }
    sinks.push(createAuditWebhook(outbound, settings, onTrouble))
  }
  return sinks.length === 0 ? undefined : createAuditor({ policy, sinks, isLongRunning })
}
