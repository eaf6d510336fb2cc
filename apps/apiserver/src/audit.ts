// in: the audit flags → out: who records requests; undefined: nobody. Never: a request.
import { readFileSync } from 'node:fs'
import {
  type Auditor,
  type AuditSink,
  createAuditLog,
  createAuditor,
  createAuditWebhook,
  readPolicy,
  truncating,
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
  const fitting = (sink: AuditSink, bytesMax: number | undefined) =>
    bytesMax === undefined ? sink : truncating(sink, bytesMax)
  if (log) sinks.push(fitting(createAuditLog(log, onTrouble), log.eventBytesMax))
  if (webhook) {
    const outbound = createOutbound(readKubeconfig(webhook.configFile))
    const sink = createAuditWebhook(outbound, webhook, onTrouble)
    sinks.push(fitting(sink, webhook.eventBytesMax))
  }
  return sinks.length === 0 ? undefined : createAuditor({ policy, sinks, isLongRunning })
}
