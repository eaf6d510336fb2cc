// in: proxy requests for pods, services and nodes → out: the answer of what is behind them, or why there is none.
import type { Reply, ResourceRequest } from '@binnacle/exchange'
import { badRequest, type Dict, goQuote, type KubeObject, notFoundError, serviceUnavailable } from '@binnacle/meta'
import type { SubresourceRule, SubresourceTools } from '../kind.ts'
import { kubeletOf } from './node-address.ts'
import { readPod } from './pod-streams.ts'
import { splitProxyName } from './split-name.ts'
import { isGlobalUnicast, targetUrl } from './target-url.ts'

const services = { group: '', resource: 'services' }
const endpointSlices = { group: 'discovery.k8s.io', resource: 'endpointslices' }
const serviceLabel = 'kubernetes.io/service-name'

function hostPort(address: string, port: string): string {
  const host = address.includes(':') ? `[${address}]` : address
  return port === '' ? host : `${host}:${port}`
}

export const podProxy: SubresourceRule = {
  writes: 'own',
  async serve(request, tools) {
    const target = splitProxyName(request.info.name)
    if (target === undefined) throw badRequest(`invalid pod request ${goQuote(request.info.name)}`)
    const pod = await readPod(target.name, request, tools)
    const address: string = pod.status?.podIP ?? pod.status?.podIPs?.[0]?.ip ?? ''
    if (!isGlobalUnicast(address)) throw badRequest('address not allowed')
    const port = target.port || firstPort(pod)
    const url = targetUrl(request, target.scheme, hostPort(address, port))
    return await tools.forward(request, { url, insecureSkipVerify: true })
  },
}

function firstPort({ spec }: KubeObject): string {
  for (const container of (spec.containers ?? []) as Dict[]) {
    const port = container.ports?.[0]?.containerPort
    if (port !== undefined) return String(port)
  }
  return ''
}

/** A port by number is that port of the service; a backend is found by the port's name. */
function portName(service: KubeObject | undefined, name: string, port: string): string {
  if (!/^\d+$/.test(port)) return port
  if (service === undefined) throw notFoundError(services, name)
  const found = (service.spec?.ports ?? []).find((each: Dict) => each.port === Number(port))
  if (found) return found.name ?? ''
  throw serviceUnavailable(`no service port ${port} found for service ${goQuote(name)}`)
}

function* backends({ surroundings }: SubresourceTools, namespace: string, name: string, port: string) {
  for (const slice of surroundings.lookUpAll(endpointSlices, namespace)) {
    if (slice.metadata.labels?.[serviceLabel] !== name) continue
    const found = (slice.ports ?? []).find((each: Dict) => port === '' || each.name === port)
    if (found?.port === undefined) continue
    for (const endpoint of slice.endpoints ?? []) {
      if (endpoint.conditions?.ready === false) continue
      for (const address of endpoint.addresses ?? []) {
        if (isGlobalUnicast(address)) yield hostPort(address, String(found.port))
      }
    }
  }
}

export const serviceProxy: SubresourceRule = {
  writes: 'own',
  async serve(request: ResourceRequest, tools: SubresourceTools): Promise<Reply> {
    const { name: id, namespace } = request.info
    const target = splitProxyName(id)
    if (target === undefined) throw badRequest(`invalid service request ${goQuote(id)}`)
    const { name, scheme } = target
    const service = tools.surroundings.lookUp(services, namespace, name)
    const port = portName(service, name, target.port)
    const hosts = [...backends(tools, namespace, name, port)]
    const host = hosts[Math.floor(Math.random() * hosts.length)]
    if (host === undefined) {
      throw serviceUnavailable(`no endpoints available for service ${goQuote(name)}`)
    }
    const url = targetUrl(request, scheme, host)
    return await tools.forward(request, { url, insecureSkipVerify: true })
  },
}

export const nodeProxy: SubresourceRule = {
  writes: 'own',
  async serve(request, tools) {
    const target = splitProxyName(request.info.name)
    if (target === undefined) throw badRequest(`invalid node request ${goQuote(request.info.name)}`)
    const { host, port } = kubeletOf(tools.surroundings, target.name)
    if (target.port === '' || target.port === String(port)) {
      const url = targetUrl(request, 'https', hostPort(host, String(port)))
      return await tools.forward(request, { url, kubelet: true })
    }
    const url = targetUrl(request, target.scheme, hostPort(host, target.port))
    return await tools.forward(request, { url, insecureSkipVerify: true })
  },
}
