// in: a Binding → out: its pod on that node, once and for all. Never: which node is best.
import {
  aggregateText,
  badRequest,
  conflict,
  type Dict,
  errorText,
  type FieldError,
  goQuote,
  type KubeObject,
  nameIsSubdomain,
  notFoundError,
  notSupported,
  required,
  serverTimeout,
  type Status,
  unknownError,
} from '@binnacle/meta'
import type { SubresourceRule, SubresourceTools, WriteContext } from '../kind.ts'
import { dropOldAnnotations } from '../parts/drop-gated-fields.ts'
import { listOf, textErrors } from '../parts/field-checks.ts'
import { setPodCondition } from './pod-conditions.ts'

const pods = { group: '', resource: 'pods' }
const bindings = { group: '', resource: 'pods/binding' }

export const success: Status = {
  kind: 'Status',
  apiVersion: 'v1',
  metadata: {},
  status: 'Success',
  code: 201,
} as Status

function checkTarget(target: Dict): FieldError[] {
  const errors: FieldError[] = []
  const kind: string = target.kind ?? ''
  const name: string = target.name ?? ''
  if (kind !== '' && kind !== 'Node') {
    errors.push(notSupported('target.kind', kind, ['Node', '<empty>']))
  }
  if (name === '') errors.push(required('target.name'))
  else if (kind === '' || kind === 'Node') {
    textErrors(errors, 'target.name', name, nameIsSubdomain(name, false))
  }
  return errors
}

/** The reference answers these as a bare error of the server. */
function refuseBadTarget(binding: KubeObject): void {
  const errors = checkTarget(binding.target ?? {})
  if (errors.length > 0) throw unknownError(aggregateText(errors.map(errorText)))
}

/** Why this pod is not the one that the binding means. */
function otherPod(pod: KubeObject, { metadata }: KubeObject): string | undefined {
  const { uid, resourceVersion } = metadata
  if (uid && uid !== pod.metadata.uid) {
    return `UID in precondition: ${uid}, UID in object meta: ${pod.metadata.uid}`
  }
  if (resourceVersion && resourceVersion !== pod.metadata.resourceVersion) {
    return `ResourceVersion in precondition: ${resourceVersion}, ResourceVersion in object meta: ${pod.metadata.resourceVersion}`
  }
  return undefined
}

function refuseOther(pod: KubeObject, binding: KubeObject, key: string): void {
  const fault = otherPod(pod, binding)
  if (fault === undefined) return
  const text = `StorageError: invalid object, Code: 4, Key: ${key}, ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: ${fault}`
  throw conflict(pods, pod.metadata.name ?? '', text)
}

function bindFault(pod: KubeObject): string | undefined {
  const name = pod.metadata.name
  if (pod.metadata.deletionTimestamp) {
    return `pod ${name} is being deleted, cannot be assigned to a host`
  }
  const node: string = pod.spec.nodeName ?? ''
  if (node !== '') return `pod ${name} is already assigned to node ${goQuote(node)}`
  if (listOf(pod.spec.schedulingGates).length > 0) {
    return `pod ${name} has non-empty .spec.schedulingGates`
  }
  return undefined
}

function bind(pod: KubeObject, binding: KubeObject, now: Date): void {
  pod.spec.nodeName = binding.target.name
  delete pod.status?.nominatedNodeName
  const { annotations, labels } = binding.metadata
  if (annotations) pod.metadata.annotations = { ...pod.metadata.annotations, ...annotations }
  dropOldAnnotations(pod.metadata)
  if (labels && Object.keys(labels).length > 0) {
    pod.metadata.labels = { ...pod.metadata.labels, ...labels }
  }
  setPodCondition(pod, now, { type: 'PodScheduled', status: 'True' })
}

/** Writes the pod itself, as the scheduler's word needs no admission of pods. */
async function assign(binding: KubeObject, context: WriteContext): Promise<void> {
  const { store, catalogue, shapeOf } = context.surroundings
  const def = catalogue.current().resource({ group: '', version: 'v1' }, 'pods')
  if (def === undefined) throw new Error('pods are not in the catalogue')
  const name = binding.metadata.name ?? ''
  const place = { shape: shapeOf(def), namespace: context.namespace, name }
  for await (const attempt of store.attempts(place)) {
    const pod = attempt.current?.parse()
    if (pod === undefined) {
      if (attempt.fresh) throw notFoundError(pods, name)
      attempt.retry()
      continue
    }
    if (!attempt.fresh && (otherPod(pod, binding) ?? bindFault(pod)) !== undefined) {
      attempt.retry()
      continue
    }
    refuseOther(pod, binding, `/registry/pods/${context.namespace}/${name}`)
    const fault = bindFault(pod)
    if (fault !== undefined) throw conflict(bindings, name, fault)
    bind(pod, binding, context.now)
    if (context.dryRun || (await attempt.swap(pod))) return
  }
  throw serverTimeout(pods, 'update')
}

/** `POST /namespaces/N/bindings`: the pod is named in the object only. */
export async function bindNamed(binding: KubeObject, context: WriteContext): Promise<KubeObject> {
  if (!binding.metadata.name) throw badRequest('Name parameter required.')
  refuseBadTarget(binding)
  await assign(binding, context)
  return success as unknown as KubeObject
}

async function serve(
  request: Parameters<SubresourceTools['read']>[0],
  tools: SubresourceTools,
): ReturnType<Extract<SubresourceRule, { writes: 'own' }>['serve']> {
  const binding = await tools.read(request)
  if (binding.metadata?.name !== request.info.name) {
    throw badRequest('name in URL does not match name in Binding object')
  }
  refuseBadTarget(binding)
  const admitted = await tools.admit(request, binding)
  await assign(admitted, tools.context(request))
  return tools.reply(request, 201, success)
}

export const podBinding: SubresourceRule = { writes: 'own', serve }
