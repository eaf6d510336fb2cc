// in: a proxy request and a host → out: the URL behind it, path and query as the client sent them.
import type { ResourceRequest } from '@binnacle/exchange'

/** `…/proxy/a/b?x=1` → `http://host/a/b?x=1`. */
export function targetUrl(request: ResourceRequest, scheme: string, host: string): URL {
  const { parts, path } = request.info
  const after = parts.indexOf('proxy', parts.indexOf(request.info.name) + 1)
  const rest = after < 0 ? [] : parts.slice(after + 1)
  const slash = path.endsWith('/') && rest.length > 0 ? '/' : ''
  const url = new URL(`${scheme}://${host}`)
  url.pathname = `/${rest.map(encodeURIComponent).join('/')}${slash}`
  url.search = request.query.size > 0 ? `?${request.query}` : ''
  return url
}

/** Brackets around an IPv6 address; no port gives the address alone. */
export function hostPort(address: string, port: string): string {
  const host = address.includes(':') ? `[${address}]` : address
  return port === '' ? host : `${host}:${port}`
}

/** Addresses that a proxy may reach: no loopback, link-local, multicast or unspecified ones. */
export function isGlobalUnicast(address: string): boolean {
  const plain = address.toLowerCase().replace(/^::ffff:(?=\d+\.)/, '')
  if (/^\d+(\.\d+){3}$/.test(plain)) {
    const [a = 0, b = 0] = plain.split('.').map(Number)
    return a !== 0 && a !== 127 && !(a === 169 && b === 254) && a < 224
  }
  if (!plain.includes(':')) return false
  return plain !== '::' && plain !== '::1' && !/^fe[89ab]/.test(plain) && !plain.startsWith('ff')
}
