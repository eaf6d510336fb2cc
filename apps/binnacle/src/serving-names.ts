// in: the service range and the address to listen on → out: every name under which clients may reach the API.
import { hostname, networkInterfaces } from 'node:os'
import type { Names } from './certificate-maker.ts'

export function servingNames(serviceRange: string, bindAddress: string): Names {
  const ips = new Set(['127.0.0.1', '::1'])
  for (const range of serviceRange.split(',')) {
    const first = firstAddress(range)
    if (first !== undefined) ips.add(first)
  }
  if (bindAddress === '0.0.0.0' || bindAddress === '::') {
    for (const addresses of Object.values(networkInterfaces())) {
      for (const { address, family } of addresses ?? []) if (family === 'IPv4') ips.add(address)
    }
  } else if (/^[\d.]+$/.test(bindAddress)) {
    ips.add(bindAddress)
  }
  const own = hostname()
  const dns = [
    'localhost',
    'kubernetes',
    'kubernetes.default',
    'kubernetes.default.svc',
    'kubernetes.default.svc.cluster.local',
  ]
  if (/^[a-zA-Z0-9][a-zA-Z0-9.-]*$/.test(own)) dns.push(own)
  return { dns: [...new Set(dns)], ips: [...ips] }
}

/** Of `10.96.0.0/16` the address of the kubernetes service, `10.96.0.1`. IPv4 only. */
function firstAddress(range: string): string | undefined {
  const match = /^(\d+)\.(\d+)\.(\d+)\.(\d+)\/\d+$/.exec(range.trim())
  if (match === null) return undefined
  const [a, b, c, d] = match.slice(1).map(Number) as [number, number, number, number]
  return [a, b, c, d + 1].join('.')
}
