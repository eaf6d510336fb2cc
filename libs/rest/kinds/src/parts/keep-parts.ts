// in: an object and what it was → out: the object with a part put back, in place. Never: which part a kind keeps.
import type { Dict, KubeObject } from '@binnacle/meta'

/** A part that was not there is taken away. */
export function keepPart(object: Dict, was: Dict, name: string): void {
  if (was[name] === undefined) delete object[name]
  else object[name] = was[name]
}

export function keepStatus(object: KubeObject, was: KubeObject): void {
  keepPart(object, was, 'status')
}

export function keepSpec(object: KubeObject, was: KubeObject): void {
  keepPart(object, was, 'spec')
}

/** Of the metadata, a write of a part may change nothing but what tracks it. */
export function keepMetadata(object: KubeObject, was: KubeObject): void {
  for (const name of [
    'deletionTimestamp',
    'generation',
    'selfLink',
    'labels',
    'annotations',
    'finalizers',
    'ownerReferences',
  ]) {
    keepPart(object.metadata, was.metadata, name)
  }
}

export function countGeneration(object: KubeObject, was: KubeObject): void {
  object.metadata.generation = (was.metadata.generation ?? 0) + 1
}
