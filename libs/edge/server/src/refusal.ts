// in: an error → out: the reply that says it. The one default place that turns errors into Status.
import type { Reply } from '@binnacle/exchange'
import { ApiError, internalError } from '@binnacle/meta'

type WholeReply = Extract<Reply, { body: unknown }>

/** Plain JSON: whoever knows what the client accepts has encoded the Status before. */
export function refusal(error: unknown): WholeReply {
  const known = error instanceof ApiError ? error : internalError('see the log of the server')
  const type = known.headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1]
  if (type?.startsWith('text/plain')) {
    // Where the reference's routers answer before any Status is made.
    const headers: [string, string][] = [['X-Content-Type-Options', 'nosniff']]
    return {
      status: known.code,
      headers: [...known.headers, ...headers],
      body: `${known.message}\n`,
    }
  }
  const headers: [string, string][] =
    type === undefined ? [['Content-Type', 'application/json']] : []
  return {
    status: known.code,
    headers: [...headers, ...known.headers],
    body: `${JSON.stringify(known.status)}\n`,
  }
}
