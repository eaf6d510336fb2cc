// in: a service and a port → out: host and port to call, or why there is none. Never: a call.
import { type Dict, goQuote, type GroupResource, type KubeObject } from '@binnacle/meta'
import { hostPort } from './dial-words.ts'

export interface Known {
  lookUp(resource: GroupResource, namespace: string, name: string): KubeObject | undefined
  lookUpAll(resource: GroupResource, namespace: string): Iterable<KubeObject>
}

export interface ServiceReference {
  readonly namespace: string
  readonly name: string
  readonly port: number
}

export const services = { group: '', resource: 'services' }
const endpointSlices = { group: 'discovery.k8s.io', resource: 'endpointslices' }
const serviceLabel = 'kubernetes.io/service-name'

export function slicesOf(known: Known, { namespace, name }: ServiceReference): KubeObject[] {
  const all = [...known.lookUpAll(endpointSlices, namespace)]
  return all.filter(({ metadata }) => metadata.labels?.[serviceLabel] === name)
}

export function typeOfService(service: KubeObject): string {
  return service.spec?.type ?? 'ClusterIP'
}

const routed = new Set(['ClusterIP', 'LoadBalancer', 'NodePort'])

/** By the address of the service; `byEndpoints`: past it, to one of the pods behind. */
export function serviceAddress(
  known: Known,
  reference: ServiceReference,
  byEndpoints: boolean,
): string {
  const { namespace, name, port } = reference
  const service = known.lookUp(services, namespace, name)
  if (service === undefined) throw new Error(`service ${goQuote(name)} not found`)
  const type = typeOfService(service)
  const ip: string = service.spec?.clusterIP ?? ''
  if (!byEndpoints) {
    if (type === 'ExternalName') return hostPort(service.spec?.externalName ?? '', String(port))
    if (type === 'ClusterIP' && ip === 'None') {
      throw new Error('cannot route to service with ClusterIP "None"')
    }
  }
  if (!routed.has(type)) throw new Error(`unsupported service type ${goQuote(type)}`)
  const ports: Dict[] = service.spec?.ports ?? []
  const found = ports.find((each) => each.port === port)
  if (!found) throw new Error(`no service port ${port} found for service ${goQuote(name)}`)
  if (!byEndpoints) return hostPort(ip, String(port))
  const family: string = service.spec?.ipFamilies?.[0] ?? ''
  const hosts = backends(slicesOf(known, reference), found.name ?? '', family)
  const host = hosts[Math.floor(Math.random() * hosts.length)]
  if (host === undefined) throw new Error(`no endpoints available for service ${goQuote(name)}`)
  return host
}

/** Those of the preferred family, if it has any. */
function backends(slices: readonly KubeObject[], portName: string, family: string): string[] {
  const found: { host: string; preferred: boolean }[] = []
  for (const slice of slices) {
    const port = ((slice.ports ?? []) as Dict[]).find((each) => (each.name ?? '') === portName)
    if (port?.port === undefined) continue
    for (const endpoint of (slice.endpoints ?? []) as Dict[]) {
      const address: string | undefined = endpoint.addresses?.[0]
      if (endpoint.conditions?.ready === false || address === undefined) continue
      const host = hostPort(address, String(port.port))
      found.push({ host, preferred: slice.addressType === family })
    }
  }
  const preferred = found.filter((each) => each.preferred)
  return (preferred.length > 0 ? preferred : found).map((each) => each.host)
}
