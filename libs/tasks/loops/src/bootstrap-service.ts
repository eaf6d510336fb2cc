// in: the service range and the port → out: the kubernetes service and its address. Never: endpoints.
import type { KubeObject } from '@binnacle/meta'

export interface ServiceFacts {
  /** As --service-cluster-ip-range: one range, or two of different families. */
  readonly ranges: readonly string[]
  /** Where replicas serve. */
  readonly targetPort: number
  /** On every node; 0 or undefined: none. */
  readonly nodePort?: number
}

export function bootstrapService(facts: ServiceFacts, now: string): KubeObject[] {
  const { ranges, targetPort, nodePort = 0 } = facts
  const onNodes = nodePort > 0 ? { nodePort } : {}
  const address = firstAddress(ranges[0] ?? '10.0.0.0/24')
  const family = address.includes(':') ? 'IPv6' : 'IPv4'
  return [
    {
      kind: 'ServiceCIDR',
      apiVersion: 'networking.k8s.io/v1',
      metadata: { name: 'kubernetes' },
      spec: { cidrs: [...ranges] },
      status: {
        conditions: [
          {
            type: 'Ready',
            status: 'True',
            lastTransitionTime: now,
            reason: '',
            message: 'Kubernetes default Service CIDR is ready',
          },
        ],
      },
    },
    {
      kind: 'IPAddress',
      apiVersion: 'networking.k8s.io/v1',
      metadata: {
        name: address,
        labels: {
          'ipaddress.kubernetes.io/ip-family': family,
          'ipaddress.kubernetes.io/managed-by': 'ipallocator.k8s.io',
        },
      },
      spec: { parentRef: { resource: 'services', namespace: 'default', name: 'kubernetes' } },
    },
    {
      kind: 'Service',
      apiVersion: 'v1',
      metadata: {
        name: 'kubernetes',
        namespace: 'default',
        labels: { component: 'apiserver', provider: 'kubernetes' },
      },
      spec: {
        ports: [{ name: 'https', protocol: 'TCP', port: 443, targetPort, ...onNodes }],
        clusterIP: address,
        clusterIPs: [address],
        type: nodePort > 0 ? 'NodePort' : 'ClusterIP',
        ...(nodePort > 0 ? { externalTrafficPolicy: 'Cluster' } : {}),
        sessionAffinity: 'None',
        ipFamilies: [family],
        ipFamilyPolicy: 'SingleStack',
        internalTrafficPolicy: 'Cluster',
      },
      status: { loadBalancer: {} },
    },
  ]
}

/** The first address of a range after its own: `10.96.0.0/16` → `10.96.0.1`. */
export function firstAddress(range: string): string {
  const [base = ''] = range.split('/')
  if (base.includes(':')) return base.endsWith('::') ? `${base}1` : plusOne(base, ':', 16)
  return plusOne(base, '.', 10)
}

function plusOne(base: string, separator: string, radix: number): string {
  const parts = base.split(separator)
  const last = Number.parseInt(parts.at(-1) ?? '0', radix) + 1
  return [...parts.slice(0, -1), last.toString(radix)].join(separator)
}
