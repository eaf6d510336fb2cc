// in: a definition that is to go → out: its objects deleted, then it gone. Never: definitions that stay.
import { compileCrd, hasCondition } from '@binnacle/catalogue'
import { formatTime, type KubeObject } from '@binnacle/meta'
import type { ResourceShape } from '@binnacle/objects'
import { type Condition, setCondition } from './crd-conditions.ts'
import { type CrdTools, changeStored } from './crd-tools.ts'

export const cleanup = 'customresourcecleanup.apiextensions.k8s.io'

const terminating = 'Terminating'
const inProgress: Condition = {
  type: terminating,
  status: 'True',
  reason: 'InstanceDeletionInProgress',
  message: 'CustomResource deletion is in progress',
}
const completed: Condition = {
  type: terminating,
  status: 'False',
  reason: 'InstanceDeletionCompleted',
  message: 'removed all instances',
}
const neverEstablished: Condition = {
  type: terminating,
  status: 'False',
  reason: 'NeverEstablished',
  message: 'resource was never established',
}

export function needsCleanup(crd: KubeObject): boolean {
  const { deletionTimestamp, finalizers } = crd.metadata
  return deletionTimestamp !== undefined && (finalizers ?? []).includes(cleanup)
}

function instanceShape(tools: CrdTools, crd: KubeObject): ResourceShape | undefined {
  const versions = crd.spec.versions.map((version: object) => ({ ...version, served: true }))
  const [def] = compileCrd({ ...crd, spec: { ...crd.spec, versions } })
  return def && tools.shapeOf(def)
}

/** Objects that are left; those without finalizers are gone afterwards. */
async function deleteInstances(tools: CrdTools, shape: ResourceShape): Promise<number> {
  const query = { shape, namespace: '', resourceVersion: '', limit: 500, continue: '' }
  let left = 0
  for (let next: string | undefined = ''; next !== undefined; ) {
    const page = await tools.store.list({ ...query, continue: next })
    for (const item of page.items) {
      const place = { shape, namespace: item.namespace, name: item.name }
      const kept = await changeStored(tools, place, (object) => mark(object, tools.now()), '')
      if (kept !== undefined) left += 1
    }
    next = page.continue
  }
  return left
}

/** In place; an object without finalizers is removed by the write that follows. */
function mark(object: KubeObject, now: Date): boolean {
  const { metadata } = object
  const waits = (metadata.finalizers ?? []).length > 0
  if (metadata.deletionTimestamp !== undefined && waits) return false
  if (metadata.deletionTimestamp === undefined) {
    metadata.deletionTimestamp = formatTime(now)
    metadata.deletionGracePeriodSeconds = 0
    if (waits) metadata.generation = (metadata.generation ?? 0) + 1
  }
  return true
}

function withCondition(crd: KubeObject, condition: Condition, now: Date): boolean {
  if (!needsCleanup(crd)) return false
  const before = JSON.stringify(crd.status)
  setCondition(crd, condition, now)
  return JSON.stringify(crd.status) !== before
}

/** true: it is gone. Objects with finalizers keep it; then this is to be called again. */
export async function finalizeDefinition(
  tools: CrdTools,
  shape: ResourceShape,
  name: string,
): Promise<boolean> {
  const place = { shape, namespace: '', name }
  const crd = await changeStored(
    tools,
    place,
    (object) => withCondition(object, inProgress, tools.now()),
    'status',
  )
  if (crd === undefined || !needsCleanup(crd)) return true
  const established = hasCondition(crd, 'Established')
  const instances = established ? instanceShape(tools, crd) : undefined
  if (instances !== undefined && (await deleteInstances(tools, instances)) > 0) return false
  const last = established ? completed : neverEstablished
  await changeStored(
    tools,
    place,
    (object) => {
      if (!needsCleanup(object)) return false
      setCondition(object, last, tools.now())
      const kept = (object.metadata.finalizers ?? []).filter((finalizer) => finalizer !== cleanup)
      if (kept.length > 0) object.metadata.finalizers = kept
      else delete object.metadata.finalizers
      return true
    },
    'status',
  )
  return true
}
