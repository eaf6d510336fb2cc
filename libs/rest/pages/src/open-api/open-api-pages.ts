// in: the live catalogue → out: the pages /openapi/v2, /openapi/v3 and below. Never: documents' content.
import { setImmediate } from 'node:timers/promises'
import type { LiveCatalogue } from '@binnacle/catalogue'
import { gzipFromBytes, hasAlready, parseAccept, takesGzip } from '@binnacle/codec'
import type { BodySink, HeaderList, Reply, RequestInfo, Routed } from '@binnacle/exchange'
import type { Dict } from '@binnacle/meta'
import type { Elsewhere } from '../elsewhere.ts'
import type { ExactPage } from '../health-pages.ts'
import { withEncoding } from '../negotiated-reply.ts'
import { keptDocuments } from './kept-documents.ts'
import { type Body, OpenApiBodies } from './open-api-bodies.ts'
import { releasePortion } from './portions.ts'
import { prepareSoon } from './prepare-soon.ts'
import type { Pieces } from './whole-document.ts'
import { type Whole, WholeDocuments } from './whole-documents.ts'
import type { WholeForm } from './whole-entry.ts'

export function openApiPages(
  catalogue: LiveCatalogue,
  elsewhere: Elsewhere,
): {
  find(info: RequestInfo): ExactPage | undefined
} {
  const current = () => catalogue.current()
  const bodies = new OpenApiBodies(current)
  const documents = new WholeDocuments(current, bodies, keptDocuments())
  prepareSoon(catalogue, documents)
  const startedAt = new Date().toUTCString()
  return {
    find({ path, parts }) {
      if (parts[0] !== 'openapi') return undefined
      if (path === '/openapi/v2')
        return page((request) => wholeReply(request, documents, startedAt))
      if (parts[1] !== 'v3') return undefined
      const key = parts.slice(2).join('/')
      if (key === '') return page((request) => indexReply(request, bodies, elsewhere))
      const other = elsewhere.openApiPage(key)
      if (other) return other
      return page((request) => documentReply(request, bodies, key, startedAt))
    },
  }
}

function page(serve: (request: Routed) => Reply | Promise<Reply>): ExactPage {
  return { serve: async (request) => serve(request) }
}

function indexReply(request: Routed, bodies: OpenApiBodies, elsewhere: Elsewhere): Reply {
  const index = withOthers(bodies.index(), elsewhere)
  return withEncoding(request, index, [['Content-Type', 'text/plain; charset=utf-8']])
}

/** A server that has no document here hides that of nobody else. */
function withOthers(index: Uint8Array, elsewhere: Elsewhere): Uint8Array | string {
  const others = elsewhere.versions()
  if (others.length === 0) return index
  const paths: Dict = JSON.parse(Buffer.from(index).toString('utf8')).paths
  for (const { group, version, openApi } of others) {
    const key = group === '' ? `api/${version}` : `apis/${group}/${version}`
    if (openApi !== undefined) paths[key] = { serverRelativeURL: openApi }
    else delete paths[key]
  }
  const sorted = Object.fromEntries(Object.entries(paths).sort(([a], [b]) => (a < b ? -1 : 1)))
  return JSON.stringify({ paths: sorted })
}

const nothing: HeaderList = []

function documentReply(
  request: Routed,
  bodies: OpenApiBodies,
  key: string,
  startedAt: string,
): Reply {
  const body = bodies.document(key)
  if (body === undefined) return { status: 404, headers: nothing, body: '' }
  if (!takesJson(request)) return { status: 406, headers: nothing, body: '' }
  const asked = request.query.get('hash')
  if (asked && asked !== body.hash) {
    const location = `/openapi/v3/${key}?hash=${body.hash}`
    return { status: 301, headers: [['Location', location]], body: '' }
  }
  const caching: [string, string][] = asked
    ? [
        ['Cache-Control', 'public, immutable'],
        ['Expires', new Date(request.receivedAtMs + performance.timeOrigin + yearMs).toUTCString()],
      ]
    : []
  return bodyReply(request, body, 'application/json', [
    ['Last-Modified', startedAt],
    ['Vary', 'Accept'],
    ...caching,
  ])
}

const yearMs = 365 * 24 * 3600 * 1000

function bodyReply(request: Routed, body: Body, contentType: string, more: HeaderList): Reply {
  const headers: HeaderList = [['ETag', `"${body.hash}"`], ...more]
  if (hasAlready(`"${body.hash}"`, request.headers.get('if-none-match'))) {
    return { status: 304, headers, body: '' }
  }
  return withEncoding(request, body.bytes, [['Content-Type', contentType], ...headers])
}

function takesJson(request: Routed): boolean {
  const accept = request.headers.get('accept')
  if (!accept) return true
  return parseAccept(accept).some(
    ({ type, subtype }) =>
      type === '*' || (type === 'application' && (subtype === 'json' || subtype === '*')),
  )
}

const protoTypes = new Set([
  'com.github.proto-openapi.spec.v2@v1.0+protobuf',
  'com.github.proto-openapi.spec.v2.v1.0+protobuf',
])

async function wholeReply(
  request: Routed,
  documents: WholeDocuments,
  startedAt: string,
): Promise<Reply> {
  const form = wholeForm(request.headers.get('accept'))
  if (form === undefined) return { status: 406, headers: nothing, body: '' }
  const contentType =
    form === 'json'
      ? 'application/json'
      : 'application/com.github.proto-openapi.spec.v2.v1.0+protobuf'
  const whole = await documents.get(form, setImmediate)
  return wholeBodyReply(request, whole, contentType, [
    ['Last-Modified', startedAt],
    ['Vary', 'Accept'],
  ])
}

function wholeBodyReply(
  request: Routed,
  { body, hash }: Whole,
  contentType: string,
  more: HeaderList,
): Reply {
  const headers: HeaderList = [['ETag', `"${hash}"`], ...more]
  if (hasAlready(`"${hash}"`, request.headers.get('if-none-match'))) {
    return { status: 304, headers, body: '' }
  }
  const packed = body.length > gzipFromBytes && takesGzip(request.headers.get('accept-encoding'))
  const encoding: HeaderList = packed
    ? [
        ['Content-Encoding', 'gzip'],
        ['Vary', 'Accept-Encoding'],
      ]
    : []
  const length = ['Content-Length', String(packed ? body.gzipLength : body.length)] as const
  return {
    status: 200,
    headers: [['Content-Type', contentType], ...headers, ...encoding, length],
    stream: (sink) => pour(packed ? body.gzip() : body.plain(), sink),
  }
}

/** As fast as the client reads. */
async function pour(pieces: Pieces, sink: BodySink): Promise<void> {
  for await (const piece of pieces) {
    if (sink.closed) return
    if (!sink.write(piece, () => releasePortion(piece))) await sink.drained()
  }
  sink.end()
}

function wholeForm(accept: string | undefined): WholeForm | undefined {
  if (!accept) return 'json'
  for (const { type, subtype } of parseAccept(accept)) {
    if (type === '*') return 'json'
    if (type !== 'application') continue
    if (subtype === 'json' || subtype === '*') return 'json'
    if (protoTypes.has(subtype)) return 'proto'
  }
  return undefined
}
