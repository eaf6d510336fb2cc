// in: where live replicas serve → out: the endpoints of the kubernetes service. Never: who is alive.
import type { Dict, KubeObject } from '@binnacle/meta'

/** `192.0.2.2:6443`, `[fd00::1]:6443`. */
export type ReplicaAddress = string

const meta = { name: 'kubernetes', namespace: 'default' }

export function kubernetesEndpoints(addresses: readonly ReplicaAddress[]): KubeObject {
  const subsets = [...byPort(addresses)].map(([port, ips]) => ({
    addresses: ips.map((ip) => ({ ip })),
    ports: [{ name: 'https', port, protocol: 'TCP' }],
  }))
  const endpoints: KubeObject = {
    kind: 'Endpoints',
    apiVersion: 'v1',
    metadata: { ...meta, labels: { 'endpointslice.kubernetes.io/skip-mirror': 'true' } },
  }
  if (subsets.length > 0) endpoints.subsets = subsets
  return endpoints
}

/** A slice has one set of ports: replicas on other ports than the first get slices of their own. */
export function kubernetesSlices(addresses: readonly ReplicaAddress[]): KubeObject[] {
  return [...byPort(addresses)].map(([port, ips], index) => ({
    kind: 'EndpointSlice',
    apiVersion: 'discovery.k8s.io/v1',
    metadata: {
      ...meta,
      name: index === 0 ? 'kubernetes' : `kubernetes-${port}`,
      generation: 1,
      labels: { 'kubernetes.io/service-name': 'kubernetes' },
    },
    addressType: ips[0]?.includes(':') ? 'IPv6' : 'IPv4',
    endpoints: ips.map((ip) => ({ addresses: [ip], conditions: { ready: true } as Dict })),
    ports: [{ name: 'https', protocol: 'TCP', port }],
  }))
}

/** The port that most replicas serve on comes first. */
function byPort(addresses: readonly ReplicaAddress[]): Map<number, string[]> {
  const groups = new Map<number, Set<string>>()
  for (const address of addresses) {
    const colon = address.lastIndexOf(':')
    const port = Number(address.slice(colon + 1))
    const ip = address.slice(0, colon).replace(/^\[(.*)\]$/, '$1')
    if (ip === '' || !Number.isInteger(port)) continue
    groups.set(port, (groups.get(port) ?? new Set()).add(ip))
  }
  const sorted = [...groups].sort(([a, left], [b, right]) => right.size - left.size || a - b)
  return new Map(sorted.map(([port, ips]) => [port, [...ips].sort()]))
}
