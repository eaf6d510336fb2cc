// in: an event → out: 429 where too many came: in all, of a namespace, of a user, about one thing.
import { aggregateText, ApiError, type Dict, failure } from '@binnacle/meta'
import { configurationOf } from '../plugin-configuration.ts'
import type { AdmissionStep, Admitted } from '../step.ts'

const kinds = [{ apiVersion: 'eventratelimit.admission.k8s.io/v1alpha1', kind: 'Configuration' }]
const cacheSizeDefault = 4096

interface Limit {
  readonly type: string
  readonly qps: number
  readonly burst: number
  readonly cacheSize?: number
}

const keys: Readonly<Record<string, (write: Admitted) => string>> = {
  Server: () => '',
  Namespace: ({ namespace }) => namespace,
  User: ({ user }) => user.name,
  SourceAndObject({ object }) {
    const { source = {}, involvedObject = {} }: Dict = object ?? {}
    const { kind, namespace, name, uid, apiVersion } = involvedObject
    const parts = [source.component, source.host, kind, namespace, name, uid, apiVersion]
    return parts.map((part) => part ?? '').join('')
  },
}

/** Fills up with time; each event takes one. */
class Bucket {
  readonly #limit: Limit
  #left: number
  #atMs: number

  constructor(limit: Limit, nowMs: number) {
    this.#limit = limit
    this.#left = limit.burst
    this.#atMs = nowMs
  }

  take(nowMs: number): boolean {
    const { qps, burst } = this.#limit
    this.#left = Math.min(burst, this.#left + ((nowMs - this.#atMs) / 1000) * qps)
    this.#atMs = nowMs
    if (this.#left < 1) return false
    this.#left--
    return true
  }
}

/** Undefined: it may pass. */
type Gate = (write: Admitted, nowMs: number) => string | undefined

function gateOf(limit: Limit): Gate {
  const buckets = new Map<string, Bucket>()
  const size = limit.type === 'Server' ? 1 : limit.cacheSize || cacheSizeDefault
  return (write, nowMs) => {
    const key = keys[limit.type]?.(write) ?? ''
    const bucket = buckets.get(key) ?? new Bucket(limit, nowMs)
    // The one that was used longest ago makes room.
    buckets.delete(key)
    if (buckets.size >= size) buckets.delete(buckets.keys().next().value as string)
    buckets.set(key, bucket)
    if (bucket.take(nowMs)) return undefined
    return `limit reached on type ${limit.type} for key ${key}`
  }
}

function faultsOf(limits: readonly Limit[] | undefined): string[] {
  if (!limits || limits.length === 0) return ['limits: Invalid value: []: must not be empty']
  return limits.flatMap(({ type, qps = 0, burst = 0, cacheSize = 0 }, index) => {
    const path = `limits[${index}]`
    const faults: string[] = []
    if (!Object.hasOwn(keys, type)) {
      const supported = Object.keys(keys)
        .sort()
        .map((name) => JSON.stringify(name))
      const value = JSON.stringify(type ?? '')
      faults.push(
        `${path}.type: Unsupported value: ${value}: supported values: ${supported.join(', ')}`,
      )
    }
    if (burst <= 0) faults.push(`${path}.burst: Invalid value: ${burst}: must be positive`)
    if (qps <= 0) faults.push(`${path}.qps: Invalid value: ${qps}: must be positive`)
    if (type !== 'Server' && cacheSize < 0) {
      faults.push(`${path}.cacheSize: Invalid value: ${cacheSize}: must not be negative`)
    }
    return faults
  })
}

export function eventRateLimit(
  configuration: unknown,
  now = () => performance.now(),
): AdmissionStep {
  const limits: Limit[] =
    configuration === undefined ? [] : configurationOf(configuration, kinds).limits
  const faults = faultsOf(limits)
  if (faults.length > 0) throw new Error(aggregateText(faults))
  const gates = limits.map(gateOf)
  return {
    name: 'EventRateLimit',
    handles: ['CREATE', 'UPDATE'],
    validate(write) {
      if (write.kind.kind !== 'Event' || write.kind.group !== '' || write.dryRun) return
      const nowMs = now()
      const reached = gates.map((gate) => gate(write, nowMs)).filter((text) => text !== undefined)
      if (reached.length === 0) return
      const text = `Too many requests: ${aggregateText(reached)}`
      throw new ApiError(failure(429, 'TooManyRequests', text))
    },
  }
}
