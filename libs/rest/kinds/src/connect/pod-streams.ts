// in: exec, attach and portforward of a pod → out: the kubelet's stream, or why there is none.
import { questionOf, type Reply, type ResourceRequest } from '@binnacle/exchange'
import { badRequest, forbiddenError, type KubeObject, notFoundError } from '@binnacle/meta'
import { containerOf } from '../core/pod-log.ts'
import { podPlace } from '../core/pod-place.ts'
import type { SubresourceRule, SubresourceTools } from '../kind.ts'
import { kubeletNamed } from './node-address.ts'
import { hostUrl } from './target-url.ts'

const pods = { group: '', resource: 'pods' }

export async function readPod(
  name: string,
  request: ResourceRequest,
  { surroundings }: SubresourceTools,
): Promise<KubeObject> {
  const place = podPlace(surroundings, request.info.namespace, name)
  const stored = await surroundings.store.get(place)
  if (stored === undefined) throw notFoundError(pods, name)
  return stored.view()
}

const flags = { stdin: 'input', stdout: 'output', stderr: 'error', tty: 'tty' }

/** The kubelet's own names of the options. */
function streamQuery({ query }: ResourceRequest): URLSearchParams {
  const sent = new URLSearchParams()
  for (const [name, kubelets] of Object.entries(flags)) {
    const value = query.get(name)?.toLowerCase()
    if (value !== undefined && value !== 'false' && value !== '0') sent.append(kubelets, '1')
  }
  for (const command of query.getAll('command')) sent.append('command', command)
  const ports = query.getAll('ports')
  if (ports.length > 0) sent.append('port', ports.join(','))
  return sent
}

/** A WebSocket opens with GET, and yet does what POST does: whoever may only look is refused. */
async function mayCreate({ info, user }: ResourceRequest, tools: SubresourceTools): Promise<void> {
  if (info.verb === 'create') return
  const question = { ...questionOf(info, user), verb: 'create' }
  const { decision, reason } = await tools.surroundings.authorize(question)
  if (decision !== 'allow') throw forbiddenError(pods, info.name, reason)
}

/** `path` as the kubelet spells it. */
function stream(path: string, named: boolean): SubresourceRule {
  return {
    writes: 'own',
    async serve(request: ResourceRequest, tools: SubresourceTools): Promise<Reply> {
      const { name, namespace } = request.info
      await tools.connect(request)
      await mayCreate(request, tools)
      const pod = await readPod(name, request, tools)
      const container = named ? containerOf(pod, request.query.get('container') ?? '') : ''
      const node: string = pod.spec.nodeName ?? ''
      if (node === '') throw badRequest(`pod ${name} does not have a host assigned`)
      const { host, port } = await kubeletNamed(tools.surroundings, node)
      const parts = ['', path, namespace, name, ...(named ? [container] : [])]
      const url = hostUrl('https', host, String(port))
      url.pathname = parts.join('/')
      url.search = String(streamQuery(request))
      return await tools.forward(request, { url, kubelet: true })
    },
  }
}

export const podExec = stream('exec', true)
export const podAttach = stream('attach', true)
export const podPortForward = stream('portForward', false)
