// in: a document and a request → out: the document in the form that the request accepts.
import { compress, encode, isPretty, negotiate } from '@binnacle/codec'
import type { HeaderList, Reply, Routed } from '@binnacle/exchange'

/** In the form that Accept asks for, indented for people; 406 where it asks for none of ours. */
export function negotiatedReply(request: Routed, document: unknown): Reply {
  const form = negotiate(acceptOf(request), { tables: false, plainOnly: true })
  const { contentType, body } = encode(document, form)
  return withEncoding(request, body, [['Content-Type', contentType]])
}

export function withEncoding(
  request: Routed,
  body: Uint8Array | string,
  headers: HeaderList,
): Reply {
  const packed = compress(body, request.headers.get('accept-encoding'))
  return { status: 200, headers: [...headers, ...packed.headers], body: packed.body }
}

export function acceptOf(request: Routed) {
  return {
    accept: request.headers.get('accept'),
    pretty: request.query.get('pretty'),
    userAgent: request.headers.get('user-agent'),
  }
}

export function wantsPretty(request: Routed): boolean {
  return isPretty(acceptOf(request))
}
