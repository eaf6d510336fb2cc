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
function errorsOf(write: Write, object: KubeObject): FieldError[] {
  const { kind, def, context } = write
  const nameRule = kind.nameRule ?? nameIsSubdomain
  const rules = { namespaced: def.namespaced, nameRule }
  const errors: FieldError[] = [
    ...(kind.metadataLast ? [] : objectMetaErrors(object.metadata, rules)),
    ...finalizerNameErrors(def, object),
    ...(kind.check?.(object, context) ?? []),
  ]
  if (errors.length > 0) return errors
  return objectMetaErrors(object.metadata, { ...rules, nameRule: nameIsPathSegment })
}

export function refuseBadNew(write: Write, object: KubeObject): void {
  const { kind, def } = write
  const errors = errorsOf(write, object)
  if (errors.length === 0) return
  const name = object.metadata.name ?? ''
  throw invalidError(kind.refusedAs ?? def, name, uniqueErrors(def, errors))
}
