// in: GET pods/log → out: nothing for a pod that no node runs; what is wrong with the question.
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
  unknownError,
} from '@binnacle/meta'
import { parseGoTime } from '@binnacle/schema'
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

function hasTime(query: URLSearchParams, name: string): boolean {
  const text = query.get(name)
  if (text === null) return false
  try {
    if (text !== '' && text !== 'null') parseGoTime(text)
    return true
  } catch (error) {
    throw badRequest((error as Error).message)
  }
}

function checkOptions(query: URLSearchParams): FieldError[] {
  const errors: FieldError[] = []
  const since = number(query, 'sinceSeconds')
  const hasSinceTime = hasTime(query, 'sinceTime')
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
  containerOf(pod, request.query.get('container') ?? '')
  const node: string = pod.spec.nodeName ?? ''
  if (node === '') return { status: 204, headers: [], body: '' }
  if (!tools.surroundings.lookUp({ group: '', resource: 'nodes' }, '', node)) {
    throw notFoundError(pods, node)
  }
  throw unknownError(`no connection to node ${node}`)
}

export const podLog: SubresourceRule = { writes: 'own', serve }
