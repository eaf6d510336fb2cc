// in: a prepared draft → out: nothing, or 422 with all causes. Never: changes.
import {
  type FieldError,
  invalidError,
  type KubeObject,
  nameIsPathSegment,
  nameIsSubdomain,
  objectMetaErrors,
} from '@binnacle/meta'
import { finalizerNameErrors } from './finalizer-names.ts'
import { uniqueErrors } from './unique-errors.ts'
import type { Write } from './write.ts'

/** What the kind says of a new object; when it finds nothing, what holds for every object. */
export function refuseBadNew(write: Write, object: KubeObject): void {
  const { kind, def, context } = write
  const nameRule = kind.nameRule ?? nameIsSubdomain
  const rules = { namespaced: def.namespaced, nameRule }
  const errors: FieldError[] = [
    ...(kind.metadataLast ? [] : objectMetaErrors(object.metadata, rules)),
    ...finalizerNameErrors(def, object),
    ...(kind.check?.(object, context) ?? []),
  ]
  if (errors.length === 0) {
    const general = { namespaced: def.namespaced, nameRule: nameIsPathSegment }
    errors.push(...objectMetaErrors(object.metadata, general))
  }
  if (errors.length === 0) return
  throw invalidError(def, object.metadata.name ?? '', def.custom ? errors : uniqueErrors(errors))
}
