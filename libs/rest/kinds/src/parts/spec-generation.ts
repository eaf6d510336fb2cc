// in: an update → out: generation counted when a part of the object changed, in place. Never: status.
import type { KubeObject } from '@binnacle/meta'
import { countGeneration } from './keep-parts.ts'
import { sameValue } from './same-value.ts'

export function startGeneration(object: KubeObject): void {
  object.metadata.generation = 1
}

export function countWhenChanged(object: KubeObject, was: KubeObject, part = 'spec'): void {
  if (!sameValue(object[part], was[part])) countGeneration(object, was)
}
