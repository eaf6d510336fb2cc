// in: a service and the name of one of its ports → out: host:port of a ready pod behind it.
import type { Dict, KubeObject } from '@binnacle/meta'
import type { Surroundings } from '../surroundings.ts'
import { hostPort } from './target-url.ts'

const endpointSlices = { group: 'discovery.k8s.io', resource: 'endpointslices' }
const pods = { group: '', resource: 'pods' }
const serviceLabel = 'kubernetes.io/service-name'

function shuffled<T>(all: Iterable<T>): T[] {
  return [...all]
    .map((value) => ({ value, rank: Math.random() }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ value }) => value)
}

/**
 * Whoever may write EndpointSlices could send the server to any address:
 * only the address of the pod that the endpoint names is gone to.
 */
function isPod(surroundings: Surroundings, namespace: string, endpoint: Dict): boolean {
  const { targetRef, addresses } = endpoint
  if (targetRef?.namespace !== namespace) return false
  const pod = surroundings.lookUp(pods, namespace, targetRef.name)
  return (pod?.status?.podIPs ?? []).some(({ ip }: Dict) => ip === addresses[0])
}

function slicesOf(surroundings: Surroundings, namespace: string, service: string): KubeObject[] {
  const all = [...surroundings.lookUpAll(endpointSlices, namespace)]
  const own = shuffled(all.filter((slice) => slice.metadata.labels?.[serviceLabel] === service))
  const [range] = surroundings.settings.serviceClusterIpRanges
  const family = range?.includes(':') ? 'IPv6' : 'IPv4'
  const preferred = (slice: KubeObject) => Number(slice.addressType === family)
  return own.sort((a, b) => preferred(b) - preferred(a))
}

/** Undefined when no pod is ready; of several any one, those of the cluster's first family first. */
export function serviceBackend(
  surroundings: Surroundings,
  namespace: string,
  service: string,
  portName: string,
): string | undefined {
  for (const slice of slicesOf(surroundings, namespace, service)) {
    const port = (slice.ports ?? []).find((each: Dict) => (each.name ?? '') === portName)?.port
    if (port === undefined) continue
    for (const endpoint of shuffled((slice.endpoints ?? []) as Dict[])) {
      if (endpoint.conditions?.ready === false) continue
      if (isPod(surroundings, namespace, endpoint)) {
        return hostPort(endpoint.addresses[0], String(port))
      }
    }
  }
  return undefined
}
