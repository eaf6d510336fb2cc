// in: a request and its reply → out: a span, where this one is to be seen. Never: a changed reply.
import { randomBytes } from 'node:crypto'
import type { Identified, Received, Reply, RequestInfo } from '@binnacle/exchange'
import { readTraceparent, type Span } from '@binnacle/telemetry'

/** Whose word counts about whether a request is seen; those of others begin traces of their own. */
const trustedGroups = ['system:masters', 'system:monitoring']
const million = 1_000_000

/** undefined: this one is not seen. `rate`: of a million that no trusted caller decided about. */
export function traceRequest(received: Received, reply: Reply, rate: number): Span | undefined {
  const caller = readTraceparent(received.headers.get('traceparent'))
  const grown = received as Received & Partial<Identified> & { auditId?: string }
  const trusted = grown.user?.groups?.some((group) => trustedGroups.includes(group)) ?? false
  const parent = trusted ? caller : undefined
  const seen = parent ? parent.sampled : Math.random() * million < rate
  if (!seen) return undefined
  const status = 'status' in reply ? reply.status : 101
  const nowMs = Date.now()
  const tookMs = performance.now() - received.receivedAtMs
  return {
    traceId: parent?.traceId ?? randomBytes(16).toString('hex'),
    spanId: randomBytes(8).toString('hex'),
    parentSpanId: parent?.spanId,
    link: parent ? undefined : caller,
    name: nameOf(received.method, grown.info),
    startNs: nanoseconds(nowMs - tookMs),
    endNs: nanoseconds(nowMs),
    attributes: {
      'http.request.method': received.method,
      'http.target': received.url,
      'http.response.status_code': status,
      'user_agent.original': received.headers.get('user-agent') ?? '',
      'network.peer.address': received.remoteAddress,
      'audit-id': grown.auditId ?? '',
    },
    failed: status >= 500,
  }
}

function nanoseconds(ms: number): bigint {
  return BigInt(Math.round(ms * 1000)) * 1000n
}

/** `GET /apis/apps/v1/namespaces/{:namespace}/deployments/{:name}`: one name for all of a kind. */
function nameOf(method: string, info: RequestInfo | undefined): string {
  if (!info?.isResourceRequest) return method
  const { group, version, namespace, resource, name, subresource } = info
  const parts = [
    group === '' ? `api/${version}` : `apis/${group}/${version}`,
    namespace && 'namespaces/{:namespace}',
    resource,
    name && '{:name}',
    subresource,
  ]
  return `${method} /${parts.filter((part) => part !== '').join('/')}`
}
