// in: proxy requests for pods, services and nodes → out: the answer of what is behind them, or why there is none.
import type { Reply, ResourceRequest } from '@binnacle/exchange'
import {
  badRequest,
  type Dict,
  goQuote,
  type KubeObject,
  notFoundError,
  serviceUnavailable,
} from '@binnacle/meta'
import type { SubresourceRule, SubresourceTools } from '../kind.ts'
import { corePlace } from '../core/core-place.ts'
import { allowedAddress } from './allowed-address.ts'
import { kubeletNamed } from './node-address.ts'
import { readPod } from './pod-streams.ts'
import { serviceBackend } from './service-backend.ts'
import { splitProxyName } from './split-name.ts'
import { hostPort, isGlobalUnicast, targetUrl } from './target-url.ts'

const services = { group: '', resource: 'services' }

export const podProxy: SubresourceRule = {
  writes: 'own',
  async serve(request, tools) {
    await tools.connect(request)
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

export const serviceProxy: SubresourceRule = {
  writes: 'own',
  async serve(request: ResourceRequest, tools: SubresourceTools): Promise<Reply> {
    await tools.connect(request)
    const { name: id, namespace } = request.info
    const target = splitProxyName(id)
    if (target === undefined) throw badRequest(`invalid service request ${goQuote(id)}`)
    const { name, scheme } = target
    // From then on the cache has the endpoints that were written before the request as well.
    const stored = await tools.surroundings.store.get(
      corePlace(tools.surroundings, 'services', namespace, name),
    )
    const service = stored?.view()
    const port = portName(service, name, target.port)
    const host = serviceBackend(tools.surroundings, namespace, name, port)
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
    await tools.connect(request)
    const target = splitProxyName(request.info.name)
    if (target === undefined) throw badRequest(`invalid node request ${goQuote(request.info.name)}`)
    const { host, port } = await kubeletNamed(tools.surroundings, target.name)
    const address = await allowedAddress(host)
    if (target.port === '' || target.port === String(port)) {
      const url = targetUrl(request, 'https', hostPort(host, String(port)))
      return await tools.forward(request, { url, address, kubelet: true })
    }
    const url = targetUrl(request, target.scheme, hostPort(host, target.port))
    return await tools.forward(request, { url, address, insecureSkipVerify: true })
  },
}
