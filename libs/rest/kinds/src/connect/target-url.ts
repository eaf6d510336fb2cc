// in: a proxy request and a host → out: the URL behind it, path and query as the client sent them.
import type { ResourceRequest } from '@binnacle/exchange'
import { unknownError } from '@binnacle/meta'
import { parseIp } from '../parts/ip-address.ts'

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

/** What a proxy may reach: not loopback, link-local, multicast or unspecified, however written. */
export function isGlobalUnicast(address: string): boolean {
  const ip = parseIp(address)
  if (ip === undefined || ip.bits === 0n) return false
  const { family, bits } = ip
  if (family === 4) {
    if (bits === 0xffff_ffffn || bits >> 24n === 127n) return false
    return bits >> 16n !== 0xa9fen && bits >> 28n !== 0xen
  }
  return bits !== 1n && bits >> 118n !== 0x3fan && bits >> 120n !== 0xffn
}

/** A node may call itself anything: what is no plain host name would lead a URL elsewhere. */
export function hostUrl(scheme: string, host: string, port: string): URL {
  if (!/^[\w.-]+$/.test(host) && parseIp(host) === undefined) {
    throw unknownError(`lookup ${host}: no such host`)
  }
  return new URL(`${scheme}://${hostPort(host, port)}`)
}
