// in: `serve` → out: `serve` for the port without authentication: only programs of this machine get through.
import type { Received } from '@binnacle/exchange'
import { type ApiError, badRequest, forbiddenError, unsupportedMediaType } from '@binnacle/meta'
import type { Serve } from './serve.ts'

/** Loopback addresses in words; anything else may not hold the insecure port. */
export function isLoopback(host: string): boolean {
  return host === '127.0.0.1' || host === '::1'
}

/**
 * A browser can be made to send requests to loopback (DNS rebinding, forms of other sites), and a
 * neighbour's packet can be routed there. What only they send is refused.
 */
export function guardLoopback(
  serve: Serve,
  port: number,
  browserPaths: readonly string[] = [],
): Serve {
  return async (received) => {
    const wrong = checkLoopback(received, port, browserPaths)
    if (wrong !== undefined) throw wrong
    return serve(received)
  }
}

/** Somebody typed the address of a page made for browsers, or that page itself asks. */
function isOwnPage({ method, url, headers }: Received, paths: readonly string[]): boolean {
  const site = headers.get('sec-fetch-site')
  const own = site === undefined || site === 'none' || site === 'same-origin'
  return own && method === 'GET' && headers.get('origin') === undefined && paths.includes(url)
}

function checkLoopback(
  received: Received,
  port: number,
  browserPaths: readonly string[],
): ApiError | undefined {
  const refuse = (why: string) => forbiddenError({ group: '', resource: '' }, '', why)
  const from = received.remoteAddress.replace(/^::ffff:/, '')
  if (from !== '::1' && !from.startsWith('127.')) return refuse('only this machine may connect')
  const host = received.headers.get('host') ?? ''
  const names = ['localhost', '127.0.0.1', '[::1]']
  if (!names.some((name) => host === name || (port !== 0 && host === `${name}:${port}`))) {
    return refuse('the Host header must name this machine')
  }
  for (const name of ['origin', 'sec-fetch-site']) {
    if (received.headers.get(name) === undefined || isOwnPage(received, browserPaths)) continue
    return refuse('browsers are not served here')
  }
  if (received.headers.get('upgrade') !== undefined) {
    return badRequest('connections cannot be upgraded here')
  }
  if (['POST', 'PUT', 'PATCH', 'DELETE'].includes(received.method)) {
    const type = received.headers.get('content-type') ?? ''
    const hasBody =
      received.headers.get('transfer-encoding') !== undefined ||
      Number(received.headers.get('content-length') ?? 0) > 0
    if (hasBody && !/^application\/[\w.+-]*(json|yaml|protobuf|cbor)/i.test(type)) {
      return unsupportedMediaType('the body needs a media type of its own on this port')
    }
  }
  return undefined
}
