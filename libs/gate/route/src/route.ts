// in: a received request → out: what its target asks for, by syntax alone. Never: what exists.
import type { Received, RequestInfo, Routed } from '@binnacle/exchange'
import { ApiError, failure } from '@binnacle/meta'
import { exactName } from './exact-name.ts'
import { type SplitTarget, splitTarget } from './split-target.ts'

type Mutable<T> = { -readonly [K in keyof T]: T[K] }

const verbOfMethod: Readonly<Record<string, string>> = {
  __proto__: null as never,
  POST: 'create',
  GET: 'get',
  HEAD: 'get',
  PUT: 'update',
  PATCH: 'patch',
  DELETE: 'delete',
}

/** The request grows in place: what is known of it stays one value. */
export function route(received: Received): Routed {
  const split = splitTarget(received.url)
  const info = readInfo(received.method, received.url, split)
  return Object.assign(received, { info, query: split.query })
}

export function readInfo(
  method: string,
  target: string,
  { path, query }: SplitTarget,
): RequestInfo {
  const parts = splitPath(path)
  const info: Mutable<RequestInfo> = {
    isResourceRequest: false,
    verb: method.toLowerCase(),
    apiPrefix: '',
    group: '',
    version: '',
    resource: '',
    subresource: '',
    namespace: '',
    name: '',
    path,
    parts,
    fieldSelector: '',
    labelSelector: '',
  }
  const prefix = parts[0]
  const start = prefix === 'api' ? 1 : prefix === 'apis' ? 2 : 0
  if (start === 0 || parts.length < start + 2) return info
  info.isResourceRequest = true
  info.apiPrefix = prefix as string
  if (start === 2) info.group = parts[1] as string
  info.version = parts[start] as string
  readResource(info, start + 1, method, target)
  refineVerb(info, query, isSpecial(parts[start + 1]))
  return info
}

function splitPath(path: string): string[] {
  let from = 0
  let to = path.length
  while (from < to && path.charCodeAt(from) === 0x2f) from++
  while (to > from && path.charCodeAt(to - 1) === 0x2f) to--
  return from === to ? [] : path.slice(from, to).split('/')
}

/** The old forms `/api/v1/watch/...` and `/api/v1/proxy/...` name the verb in the path. */
function isSpecial(segment: string | undefined): boolean {
  return segment === 'watch' || segment === 'proxy'
}

function readResource(
  info: Mutable<RequestInfo>,
  at: number,
  method: string,
  target: string,
): void {
  const parts = info.parts
  if (isSpecial(parts[at])) {
    if (parts.length === at + 1) throw unreadable(target)
    info.verb = parts[at++] as string
  } else {
    info.verb = verbOfMethod[method] ?? ''
  }
  if (parts[at] === 'namespaces' && parts.length > at + 1) {
    info.namespace = parts[at + 1] as string
    const next = parts[at + 2]
    if (next !== undefined && next !== 'status' && next !== 'finalize') at += 2
  }
  info.resource = parts[at] ?? ''
  info.name = parts[at + 1] ?? ''
  if (info.verb !== 'proxy') info.subresource = parts[at + 2] ?? ''
}

function refineVerb(info: Mutable<RequestInfo>, query: URLSearchParams, verbInPath: boolean): void {
  if (info.name === '') {
    if (info.verb === 'get') {
      info.verb = asksToWatch(query) ? 'watch' : 'list'
      info.name = exactName(query)
    } else if (info.verb === 'delete') {
      info.verb = 'deletecollection'
    }
  }
  // Single-object watches by path ignore selectors, so selectors must not count for who may watch.
  const { verb } = info
  if (verbInPath || (verb !== 'list' && verb !== 'watch' && verb !== 'deletecollection')) return
  info.fieldSelector = query.get('fieldSelector') ?? ''
  info.labelSelector = query.get('labelSelector') ?? ''
}

function asksToWatch(query: URLSearchParams): boolean {
  const watch = query.get('watch')
  return watch !== null && watch !== '0' && watch.toLowerCase() !== 'false'
}

function unreadable(target: string): ApiError {
  const message =
    `Internal Server Error: "${escapeHtml(target)}": failed to create RequestInfo: ` +
    `unable to determine kind and namespace from url, ${escapeHtml(target)}`
  return new ApiError(failure(500, '', message), [['Content-Type', 'text/plain; charset=utf-8']])
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
