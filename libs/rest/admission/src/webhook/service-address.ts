// in: a service and a port → out: its address in the cluster, or why it has none. Never: a call.
import type { Surroundings } from '@binnacle/kinds'
import { type Dict, goQuote } from '@binnacle/meta'

const services = { group: '', resource: 'services' }
const routed = new Set(['ClusterIP', 'LoadBalancer', 'NodePort'])

export interface ServicePort {
  readonly namespace: string
  readonly name: string
  readonly port: number
}

export function clusterAddress(
  { lookUp }: Pick<Surroundings, 'lookUp'>,
  { namespace, name, port }: ServicePort,
): { host: string; port: string } {
  const service = lookUp(services, namespace, name)
  if (service === undefined) throw new Error(`service ${goQuote(name)} not found`)
  const { type = 'ClusterIP', clusterIP = '', externalName = '', ports = [] } = service.spec ?? {}
  if (type === 'ExternalName') return { host: externalName, port: String(port) }
  if (!routed.has(type)) throw new Error(`unsupported service type ${goQuote(type)}`)
  if (clusterIP === 'None') throw new Error('cannot route to service with ClusterIP "None"')
  if (!(ports as Dict[]).some((each) => each.port === port)) {
    throw new Error(`no service port ${port} found for service ${goQuote(name)}`)
  }
  return { host: clusterIP, port: String(port) }
}
