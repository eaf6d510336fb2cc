// in: a definition that is to go → out: it marked so that its objects go first. Never: their deletion.
import { type Dict, formatTime, type KubeObject } from '@binnacle/meta'

const cleanup = 'customresourcecleanup.apiextensions.k8s.io'

/** In place, when the deletion is asked for the first time; says whether it is. */
export function setTerminating(object: KubeObject, now: Date): boolean {
  const { metadata } = object
  if (metadata.deletionTimestamp !== undefined) return false
  metadata.deletionTimestamp = formatTime(now)
  const finalizers = metadata.finalizers ?? []
  if (!finalizers.includes(cleanup)) metadata.finalizers = [...finalizers, cleanup]
  object.status ??= {}
  object.status.conditions ??= []
  const condition = {
    type: 'Terminating',
    status: 'True',
    lastTransitionTime: formatTime(now),
    reason: 'InstanceDeletionPending',
    message:
      'CustomResourceDefinition marked for deletion; CustomResource deletion will begin soon',
  }
  const conditions: Dict[] = object.status.conditions
  const known = conditions.findIndex((each) => each.type === 'Terminating')
  if (known < 0) conditions.push(condition)
  else conditions[known] = condition
  return true
}

/** A write of the status may change no metadata but the ownership of fields. */
export function keepMetadataForStatus(object: KubeObject, was: KubeObject): void {
  for (const name of [
    'deletionTimestamp',
    'generation',
    'selfLink',
    'labels',
    'annotations',
  ] as const) {
    const before = (was.metadata as Dict)[name]
    if (before === undefined) delete (object.metadata as Dict)[name]
    else (object.metadata as Dict)[name] = structuredClone(before)
  }
}
