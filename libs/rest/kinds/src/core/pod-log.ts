// in: GET pods/log → out: nothing for a pod that no node runs; what is wrong with the question.
import type { Reply, ResourceRequest } from '@binnacle/exchange'
import {
  badRequest,
  type Dict,
  type FieldError,
  invalid,
  invalidError,
  type KubeObject,
  notFoundError,
  unknownError,
} from '@binnacle/meta'
import type { SubresourceRule, SubresourceTools } from '../kind.ts'
import { listOf } from '../parts/field-checks.ts'
import { goList } from '../parts/internal-value.ts'
import { visitContainers } from '../parts/visit-containers.ts'
import { podPlace } from './pod-place.ts'

const pods = { group: '', resource: 'pods' }

function number(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name)
  return text !== null && /^[+-]?\d+$/.test(text) ? Number(text) : undefined
}

function checkOptions(query: URLSearchParams): FieldError[] {
  const errors: FieldError[] = []
  const tail = number(query, 'tailLines')
  if (tail !== undefined && tail < 0) {
    errors.push(invalid('tailLines', tail, 'must be greater than or equal to 0'))
  }
  const limit = number(query, 'limitBytes')
  if (limit !== undefined && limit < 1) {
    errors.push(invalid('limitBytes', limit, 'must be greater than 0'))
  }
  const since = number(query, 'sinceSeconds')
  if (since !== undefined && query.get('sinceTime')) {
    const detail = 'at most one of `sinceTime` or `sinceSeconds` may be specified'
    errors.push({ type: 'FieldValueForbidden', field: '', badValue: '', detail })
  } else if (since !== undefined && since < 1) {
    errors.push(invalid('sinceSeconds', since, 'must be greater than 0'))
  }
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
    throw notFoundError({ group: '', resource: 'nodes' }, node)
  }
  throw unknownError(`no connection to node ${node}`)
}

export const podLog: SubresourceRule = { writes: 'own', serve }
