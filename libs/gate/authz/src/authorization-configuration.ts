// in: an AuthorizationConfiguration file → out: the modes that it names, in order. Never: a decision.
import type { Dict } from '@binnacle/meta'
import { createOutbound, readKubeconfig } from '@binnacle/outbound'
import { parse } from 'yaml'
import type { ModeSetting } from './create-authorizer.ts'
import { compileMatchConditions } from './match-conditions.ts'
import { webhookMode } from './webhook-mode.ts'

const versions = ['v1', 'v1beta1', 'v1alpha1'].map((one) => `apiserver.config.k8s.io/${one}`)
const simple = ['Node', 'RBAC', 'AlwaysAllow', 'AlwaysDeny'] as const

/** Throws an Error that says what is wrong. */
export function readAuthorizationConfiguration(text: string): ModeSetting[] {
  const file = parse(text) as Dict
  if (file?.kind !== 'AuthorizationConfiguration' || !versions.includes(file.apiVersion)) {
    throw new Error(`expected kind AuthorizationConfiguration in ${versions[0]}`)
  }
  const authorizers: Dict[] = file.authorizers ?? []
  if (authorizers.length === 0) {
    throw new Error('authorizers: Required value: at least one authorization mode must be defined')
  }
  const names = new Set<string>()
  return authorizers.map((authorizer, at) => {
    const path = `authorizers[${at}]`
    const { type, name } = authorizer
    if (!name) throw new Error(`${path}.name: Required value`)
    if (names.has(name)) throw new Error(`${path}.name: Duplicate value: ${JSON.stringify(name)}`)
    names.add(name)
    if (type === 'Webhook') return { type, mode: readWebhook(name, authorizer.webhook, path) }
    if (!simple.includes(type)) {
      const known = [...simple, 'Webhook'].map((one) => JSON.stringify(one)).join(', ')
      throw new Error(
        `${path}.type: Unsupported value: ${JSON.stringify(type)}: supported values: ${known}`,
      )
    }
    if (authorizer.webhook) {
      throw new Error(`${path}.webhook: may only be specified when type=Webhook`)
    }
    return { type, name }
  })
}

function readWebhook(name: string, webhook: Dict | undefined, path: string) {
  if (!webhook) throw new Error(`${path}.webhook: Required value: required when type=Webhook`)
  const at = `${path}.webhook`
  const need = (field: string) => {
    if (webhook[field] === undefined) throw new Error(`${at}.${field}: Required value`)
    return webhook[field]
  }
  const oneOf = <T extends string>(field: string, known: readonly T[]): T => {
    const value = need(field)
    if (known.includes(value)) return value
    throw new Error(`${at}.${field}: Unsupported value: ${JSON.stringify(value)}`)
  }
  const timeoutMs = durationMs(need('timeout'), `${at}.timeout`)
  if (timeoutMs <= 0 || timeoutMs > 30_000) {
    throw new Error(`${at}.timeout: Invalid value: must be > 0s and <= 30s`)
  }
  const { connectionInfo: connection = {}, matchConditions: conditions = [] } = webhook
  if (connection.type !== 'KubeConfigFile' || !connection.kubeConfigFile) {
    throw new Error(
      `${at}.connectionInfo: only type KubeConfigFile with kubeConfigFile is supported`,
    )
  }
  const ttl = (field: string, off: string) =>
    webhook[off] === false ? 0 : durationMs(webhook[field] ?? '0s', `${at}.${field}`)
  return webhookMode(createOutbound(readKubeconfig(connection.kubeConfigFile)), {
    name,
    timeoutMs,
    authorizedTtlMs: ttl('authorizedTTL', 'cacheAuthorizedRequests'),
    unauthorizedTtlMs: ttl('unauthorizedTTL', 'cacheUnauthorizedRequests'),
    failurePolicy: oneOf('failurePolicy', ['NoOpinion', 'Deny']),
    version: oneOf('subjectAccessReviewVersion', ['v1', 'v1beta1']),
    matches: conditions.length === 0 ? undefined : compileMatchConditions(conditions, at),
  })
}

const units: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 }

/** Go's durations, `1m30s`. */
function durationMs(text: unknown, path: string): number {
  const parts = typeof text === 'string' ? [...text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)] : []
  if (parts.length === 0 || parts.map(([part]) => part).join('') !== text) {
    throw new Error(`${path}: Invalid value: ${JSON.stringify(text)} is no duration`)
  }
  return parts.reduce(
    (sum, [, count, unit]) => sum + Number(count) * (units[unit as string] ?? 0),
    0,
  )
}
