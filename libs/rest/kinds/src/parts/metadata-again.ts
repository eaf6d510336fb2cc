// in: an update → out: the checks of metadata as for a new object. Never: what changed.
import {
  type FieldError,
  type KubeObject,
  nameIsSubdomain,
  type NameRule,
  objectMetaErrors,
} from '@binnacle/meta'
import type { WriteContext } from '../kind.ts'

/** Some kinds run on update all checks of a create, metadata included: clients see those causes once more. */
export function metadataAgain(
  object: KubeObject,
  context: WriteContext,
  nameRule: NameRule = nameIsSubdomain,
): FieldError[] {
  return objectMetaErrors(object.metadata, { namespaced: context.def.namespaced, nameRule })
}
