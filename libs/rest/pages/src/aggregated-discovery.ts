// in: the catalogue and a request → out: aggregated discovery, where the client asks for it.
import type { Catalogue } from '@binnacle/catalogue'
import { encode, etagOf, type Format, parseAccept } from '@binnacle/codec'
import type { Reply, Routed } from '@binnacle/exchange'
import { aggregatedDocument } from './discovery-documents.ts'
import { type Elsewhere, type ElsewhereVersion, shownGroups } from './elsewhere.ts'
import { withEncoding } from './negotiated-reply.ts'

const parameters = 'g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList'

interface Encoded {
  readonly contentType: string
  readonly body: string | Buffer
  readonly etag: string
}

/** Bodies of one snapshot of what is served, each made when first asked for. */
interface Made {
  readonly catalogue: Catalogue
  readonly others: readonly ElsewhereVersion[]
  readonly bodies: Map<string, Encoded>
}

let made: Made | undefined

/** Undefined: the client wants the legacy document. */
export function aggregatedReply(
  request: Routed,
  catalogue: Catalogue,
  elsewhere: Elsewhere,
  core: boolean,
): Reply | undefined {
  const format = askedFormat(request.headers.get('accept'))
  if (format === undefined) return undefined
  const { contentType, body, etag } = bodyOf(catalogue, elsewhere, core, format)
  const headers: [string, string][] = [
    ['Cache-Control', 'public'],
    ['ETag', etag],
    ['Vary', 'Accept'],
  ]
  // This page compares the header as a whole: no lists, no star.
  if (request.headers.get('if-none-match') === etag) {
    return { status: 304, headers, body: '' }
  }
  const type = ['Content-Type', `${contentType};${parameters}`] as const
  return withEncoding(request, body, [type, ...headers])
}

/** The first clause that names aggregated discovery; plain ones are left to the legacy document. */
function askedFormat(accept: string | undefined): Format | undefined {
  for (const { type, subtype, parameters: asked } of parseAccept(accept ?? '')) {
    const fits =
      asked.get('g') === 'apidiscovery.k8s.io' &&
      asked.get('v') === 'v2' &&
      asked.get('as') === 'APIGroupDiscoveryList'
    if (!fits) continue
    if (type === '*' && subtype === '*') return 'json'
    if (type !== 'application') continue
    if (subtype === 'json' || subtype === '*') return 'json'
    if (subtype === 'yaml') return 'yaml'
    if (subtype === 'vnd.kubernetes.protobuf') return 'protobuf'
  }
  return undefined
}

function bodyOf(
  catalogue: Catalogue,
  elsewhere: Elsewhere,
  core: boolean,
  format: Format,
): Encoded {
  const others = elsewhere.versions()
  if (made?.catalogue !== catalogue || made.others !== others) {
    made = { catalogue, others, bodies: new Map() }
  }
  const key = `${core ? 'api' : 'apis'}.${format}`
  let encoded = made.bodies.get(key)
  if (encoded === undefined) {
    const groups = shownGroups(catalogue, elsewhere)
    const document = aggregatedDocument(catalogue, groups, others, core)
    const { contentType, body } = encode(document, { format, pretty: false })
    encoded = { contentType, body, etag: etagOf(body) }
    made.bodies.set(key, encoded)
  }
  return encoded
}
