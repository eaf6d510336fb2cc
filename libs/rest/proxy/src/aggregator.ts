// in: requests for group versions that are served elsewhere → out: the answers from there. Never: who may ask.
import { randomUUID } from 'node:crypto'
import type { Allowed, Reply, Target } from '@binnacle/exchange'
import { ApiError, type GroupVersion } from '@binnacle/meta'
import type { ApiServices, Priority } from './api-services.ts'
import { forward } from './forward.ts'
import type { RemoteService } from './remote-service.ts'
import { keepRemoteVersions, type RemoteVersion } from './remote-versions.ts'
import { type Known, serviceAddress } from './service-address.ts'
import { userHeaders } from './user-headers.ts'

export interface AggregatorSettings {
  /** Past the addresses of services, to the pods behind. */
  readonly byEndpoints: boolean
  /** Headers by which front proxies say here who the caller is. */
  isIdentity(header: string): boolean
}

export interface Aggregator {
  /** undefined: it is served here. */
  targetOf(request: Allowed): Target | undefined
  versions(): readonly RemoteVersion[]
  priorityOf(gv: GroupVersion): Priority | undefined
  /** The OpenAPI document of `apis/GROUP/VERSION`, when that is elsewhere. */
  openApiPage(key: string): { serve(request: Allowed): Promise<Reply> } | undefined
  close(): void
}

const discoveryWithinMs = 5_000

export function createAggregator(
  apiServices: ApiServices,
  known: Known,
  { byEndpoints, isIdentity }: AggregatorSettings,
): Aggregator {
  const { remote } = apiServices
  const addressOf = ({ service }: RemoteService) => serviceAddress(known, service, byEndpoints)
  const versions = keepRemoteVersions(apiServices, addressOf)

  async function pass(request: Allowed, { name }: RemoteService): Promise<Reply> {
    const service = remote.get(name)
    if (!service?.available) return textReply(503, 'service unavailable')
    let host: string
    try {
      host = addressOf(service)
    } catch {
      return textReply(503, 'service unavailable')
    }
    const path = pathOf(request)
    const destination = {
      url: new URL(`https://${host}`),
      path,
      headers: { ...userHeaders(request.user), ...requestHeaders(request, host, path) },
      isIdentity,
      ...service.tls,
    }
    try {
      return await forward(passedOn(request), destination)
    } catch (error) {
      if (error instanceof ApiError && error.code !== 503) throw error
      return textReply(503, (error as Error).message)
    }
  }

  return {
    targetOf(request) {
      if (remote.size === 0) return undefined
      const found = remote.get(nameOf(request.info))
      return found && { to: 'page', serve: (allowed) => pass(allowed, found) }
    },
    versions: versions.list,
    priorityOf: apiServices.priorityOf,
    openApiPage(key) {
      for (const service of remote.values()) {
        if (service.root === `/${key}`) return { serve: (request) => pass(request, service) }
      }
      return undefined
    },
    close: versions.close,
  }
}

function nameOf({ parts, path }: Allowed['info']): string {
  if (path.startsWith('//')) return ''
  if (parts[0] === 'api') return 'v1.'
  return parts[0] === 'apis' && parts.length > 2 ? `${parts[2]}.${parts[1]}` : ''
}

function textReply(status: number, message: string): Reply {
  return {
    status,
    headers: [
      ['Content-Type', 'text/plain; charset=utf-8'],
      ['X-Content-Type-Options', 'nosniff'],
    ],
    body: `${message}\n`,
  }
}

/** The path as it was understood here, so that it means nothing else there. */
function pathOf({ info, query }: Allowed): string {
  const path = info.path.split('/').map(encodeSegment).join('/')
  if (query.size === 0) return path
  const sorted = new URLSearchParams(query)
  sorted.sort()
  return `${path}?${sorted}`
}

function encodeSegment(segment: string): string {
  return encodeURIComponent(segment.toWellFormed()).replace(/%(24|26|2B|2C|3A|3B|3D|40)/g, (code) =>
    String.fromCharCode(Number.parseInt(code.slice(1), 16)),
  )
}

/** The request keeps its id on its way, also into the records of the other server. */
function requestHeaders(request: Allowed, host: string, path: string): Record<string, string> {
  const grown = request as { auditId?: string }
  grown.auditId ??= (request.headers.get('audit-id') || randomUUID()).slice(0, 64)
  return {
    'Audit-Id': grown.auditId,
    'X-Forwarded-Host': host,
    'X-Forwarded-Proto': 'https',
    'X-Forwarded-Uri': path.split('?')[0] as string,
  }
}

/** Discovery is asked by everyone all the time: a server that hangs must not hang them. */
function passedOn(request: Allowed) {
  const { method, headers, remoteAddress, upgrade, info } = request
  const isDiscovery = !info.isResourceRequest && info.parts.length === 3
  const late = () => AbortSignal.timeout(discoveryWithinMs)
  const signal = isDiscovery ? AbortSignal.any([request.signal, late()]) : request.signal
  const endless = info.verb === 'watch'
  return { method, headers, remoteAddress, upgrade, signal, endless, body: () => request.body() }
}
