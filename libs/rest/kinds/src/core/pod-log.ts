// in: GET pods/log → out: the text from the kubelet, none for a pod on no node. Never: a stored text.
import type { Reply, ResourceRequest } from '@binnacle/exchange'
import {
  badRequest,
  type Dict,
  type FieldError,
  forbidden,
  goQuote,
  invalid,
  invalidError,
  type KubeObject,
  notFoundError,
} from '@binnacle/meta'
import { parseGoTime } from '@binnacle/schema'
import { kubeletOf, readNode } from '../connect/node-address.ts'
import { hostUrl } from '../connect/target-url.ts'
import type { SubresourceRule, SubresourceTools } from '../kind.ts'
import { listOf } from '../parts/field-checks.ts'
import { goList } from '../parts/internal-value.ts'
import { visitContainers } from '../parts/visit-containers.ts'
import { podPlace } from './pod-place.ts'

const pods = { group: '', resource: 'pods' }

const int64Bits = 64

function number(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name)
  if (text === null) return undefined
  const parsing = `strconv.ParseInt: parsing ${goQuote(text)}: `
  if (!/^[+-]?\d+$/.test(text)) throw badRequest(`${parsing}invalid syntax`)
  const value = BigInt(text.replace('+', ''))
  if (BigInt.asIntN(int64Bits, value) !== value) {
    throw badRequest(`${parsing}value out of range`)
  }
  return Number(value)
}

/** As the kubelet is told it; undefined: not asked, '' asked in vain. */
function time(query: URLSearchParams, name: string): string | undefined {
  const text = query.get(name)
  if (text === null) return undefined
  try {
    return text === '' || text === 'null' ? '' : parseGoTime(text)
  } catch (error) {
    throw badRequest((error as Error).message)
  }
}

function checkOptions(query: URLSearchParams): FieldError[] {
  const errors: FieldError[] = []
  const since = number(query, 'sinceSeconds')
  const hasSinceTime = time(query, 'sinceTime') !== undefined
  const tail = number(query, 'tailLines')
  if (tail !== undefined && tail < 0) {
    errors.push(invalid('tailLines', tail, 'must be greater than or equal to 0'))
  }
  const limit = number(query, 'limitBytes')
  if (limit !== undefined && limit < 1) {
    errors.push(invalid('limitBytes', limit, 'must be greater than 0'))
  }
  if (since !== undefined && hasSinceTime) {
    const text = 'at most one of `sinceTime` or `sinceSeconds` may be specified'
    errors.push(forbidden('[]', text))
  } else if (since !== undefined && since < 1) {
    errors.push(invalid('sinceSeconds', since, 'must be greater than 0'))
  }
  // Streams cannot be asked for apart yet.
  if (query.has('stream')) errors.push(forbidden('stream', 'may not be specified'))
  return errors
}

function flag(query: URLSearchParams, name: string): boolean {
  const value = query.get(name)?.toLowerCase()
  return value !== undefined && value !== 'false' && value !== '0'
}

/** What the kubelet is asked; names in the order of the alphabet. */
function logQuery(query: URLSearchParams): URLSearchParams {
  const sent = new URLSearchParams()
  for (const name of ['follow', 'previous', 'timestamps']) {
    if (flag(query, name)) sent.set(name, 'true')
  }
  for (const name of ['limitBytes', 'sinceSeconds', 'tailLines']) {
    const value = number(query, name)
    if (value !== undefined) sent.set(name, String(value))
  }
  const since = time(query, 'sinceTime')
  if (since) sent.set('sinceTime', since)
  sent.sort()
  return sent
}

/** The container that is meant; the only one where none is named. Also for exec and attach. */
export function containerOf(pod: KubeObject, asked: string): string {
  const name = pod.metadata.name
  const names: string[] = []
  visitContainers(pod.spec, '', (container) => names.push(container.name))
  if (asked !== '') {
    if (names.includes(asked)) return asked
    throw badRequest(`container ${asked} is not valid for pod ${name}`)
  }
  const containers = listOf(pod.spec.containers)
  if (containers.length === 1) return (containers[0] as Dict).name
  const text = `a container name must be specified for pod ${name}`
  if (containers.length === 0) throw badRequest(text)
  throw badRequest(`${text}, choose one of: ${goList(names)}`)
}

async function serve(request: ResourceRequest, tools: SubresourceTools): Promise<Reply> {
  const { name, namespace } = request.info
  const errors = checkOptions(request.query)
  if (errors.length > 0) throw invalidError({ group: '', kind: 'PodLogOptions' }, name, errors)
  const stored = await tools.surroundings.store.get(podPlace(tools.surroundings, namespace, name))
  if (stored === undefined) throw notFoundError(pods, name)
  const pod = stored.view()
  const container = containerOf(pod, request.query.get('container') ?? '')
  const nodeName: string = pod.spec.nodeName ?? ''
  if (nodeName === '') return { status: 204, headers: [], body: '' }
  const node = await readNode(tools.surroundings, nodeName)
  if (node === undefined) throw notFoundError(pods, nodeName)
  const { host, port } = kubeletOf(tools.surroundings, node)
  const url = hostUrl('https', host, String(port))
  url.pathname = ['', 'containerLogs', namespace, name, container].join('/')
  url.search = String(logQuery(request.query))
  const insecureSkipVerify = flag(request.query, 'insecureSkipTLSVerifyBackend')
  const subject = { resource: { group: '', resource: 'pods/log' }, name }
  return await tools.stream(request, { url, kubelet: true, insecureSkipVerify }, subject)
}

export const podLog: SubresourceRule = { writes: 'own', serve }
