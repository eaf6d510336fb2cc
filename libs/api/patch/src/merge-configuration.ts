// in: a live object, a configuration and their type → out: both merged as an apply does.
// Never: ownership, conflicts.
import type { ObjectType } from '@binnacle/catalogue'
import { type KubeObject, unknownError } from '@binnacle/meta'
import { MergeProblem, mergeObjects } from './merge-objects.ts'
import { shapeOf } from './shape.ts'

/** `type` undefined: a custom resource without a schema. Parts may be shared with `live`. */
export function mergeConfiguration(
  live: KubeObject,
  configuration: object,
  type: ObjectType | undefined,
): KubeObject {
  try {
    return (mergeObjects(live, configuration, shapeOf(type)) ?? {}) as KubeObject
  } catch (error) {
    if (!(error instanceof MergeProblem)) throw error
    throw unknownError(`failed to merge config: ${error.message}`)
  }
}
