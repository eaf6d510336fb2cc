// in: serve → out: the same, counted, logged, traced, with the headers that every reply has.
import { randomUUID } from 'node:crypto'
import type { HeaderList, Received, Reply, RequestInfo, Target, User } from '@binnacle/exchange'
import type { Logger, Metrics, RecentRequests } from '@binnacle/telemetry'

/** Answers of an API are never to be kept by what is in between. */
const cacheControl = ['Cache-Control', 'no-cache, private'] as const

export interface Observers {
  readonly metrics: Metrics
  readonly recent: RecentRequests
  readonly log: Logger
  /** On every reply, besides those of this file. */
  readonly constants?: HeaderList
  readonly trace?: ((received: Received, reply: Reply) => void) | undefined
}

export function observe(
  serve: (received: Received) => Promise<Reply>,
  { metrics, recent, log, trace, constants = [] }: Observers,
): (received: Received) => Promise<Reply> {
  // The level stays as it is for the life of the process.
  const logged = log.isLevelEnabled('debug')
  return async (received) => {
    Object.assign(received, { auditId: auditIdOf(received) })
    const readOnly = received.method === 'GET' || received.method === 'HEAD'
    metrics.inflight(readOnly, 1)
    try {
      const reply = await serve(received)
      measure(metrics, recent, received, reply)
      if (logged) logRequest(log, received, reply)
      trace?.(received, reply)
      if ('upgrade' in reply) return reply
      return { ...reply, headers: [...constants, ...withConstants(reply.headers, received)] }
    } finally {
      metrics.inflight(readOnly, -1)
    }
  }
}

const auditIdMax = 64
const auditIdForm = /^[\x21-\x7e]+$/

/** What the client says, or a new one: the name of the request in logs and in the reply. */
function auditIdOf(received: Received): string {
  const given = received.headers.get('audit-id')?.slice(0, auditIdMax)
  return given !== undefined && auditIdForm.test(given) ? given : randomUUID()
}

export function requestId(received: Received): string | undefined {
  return (received as { auditId?: string }).auditId
}

function logRequest(log: Logger, received: Received, reply: Reply): void {
  const user = (received as { user?: { name?: string } }).user?.name
  log.debug(
    {
      requestId: requestId(received),
      method: received.method,
      url: received.url,
      status: 'status' in reply ? reply.status : 101,
      ms: Math.round((performance.now() - received.receivedAtMs) * 1000) / 1000,
      user,
      userAgent: received.headers.get('user-agent'),
      from: received.remoteAddress,
    },
    'request',
  )
}

function withConstants(headers: HeaderList, received: Received): HeaderList {
  const own: [string, string][] = [['Audit-Id', requestId(received) ?? '']]
  const flow = (received as { flowHeaders?: HeaderList }).flowHeaders ?? []
  const said = headers.some(([name]) => name.toLowerCase() === 'cache-control')
  return said ? [...own, ...flow, ...headers] : [...own, cacheControl, ...flow, ...headers]
}

function measure(metrics: Metrics, recent: RecentRequests, received: Received, reply: Reply): void {
  // A request that was refused for its target alone has no info.
  const info = (received as Partial<{ info: RequestInfo }>).info
  const atMs = received.receivedAtMs
  const seconds = (performance.now() - atMs) / 1000
  const verb = verbLabel(info?.verb ?? received.method)
  const code = 'status' in reply ? reply.status : 101
  metrics.request({ verb, ...resourceLabels(received, info), code, seconds })
  recent.add({
    atMs,
    verb,
    url: received.url,
    code,
    seconds,
    user: (received as Partial<{ user: User }>).user?.name ?? '',
    userAgent: received.headers.get('user-agent') ?? '',
    address: received.remoteAddress,
  })
}

const noResource = { group: '', version: '', resource: '', subresource: '', scope: '' } as const

/** Only what is served has a name here: whatever else a client asks for has none. */
function resourceLabels(received: Received, info: RequestInfo | undefined) {
  const { target } = received as Partial<{ target: Target }>
  if (info === undefined || target?.to !== 'resource') return noResource
  const { def, subresource } = target
  return {
    group: def.group,
    version: def.version,
    resource: def.resource,
    subresource: subresource?.name ?? '',
    scope: scopeOf(info),
  }
}

const verbs = new Set(
  'get list watch create update patch delete deletecollection post put head proxy'.split(' '),
)

/** Clients may send any method: labels come from a closed list. */
function verbLabel(verb: string): string {
  const lower = verb.toLowerCase()
  return verbs.has(lower) ? lower.toUpperCase() : 'other'
}

function scopeOf(info: RequestInfo): 'cluster' | 'namespace' | 'resource' {
  if (info.name !== '') return 'resource'
  return info.namespace === '' ? 'cluster' : 'namespace'
}
