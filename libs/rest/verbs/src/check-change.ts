// in: a prepared draft and what was there → out: nothing, or 422 with all causes. Never: changes.
import {
  type FieldError,
  invalidError,
  type KubeObject,
  nameIsPathSegment,
  objectMetaChangeErrors,
  objectMetaErrors,
} from '@binnacle/meta'
import { finalizerNameErrors } from './finalizer-names.ts'
import { uniqueErrors } from './unique-errors.ts'
import type { Write } from './write.ts'

function metaErrors(write: Write, object: KubeObject, was: KubeObject): FieldError[] {
  const rules = { namespaced: write.def.namespaced, nameRule: nameIsPathSegment }
  const errors = [
    ...objectMetaErrors(object.metadata, rules),
    ...objectMetaChangeErrors(object.metadata, was.metadata),
  ]
  if (write.def.custom) errors.push(...objectMetaChangeErrors(object.metadata, was.metadata))
  return errors
}

function errorsOf(write: Write, object: KubeObject, was: KubeObject): FieldError[] {
  const { kind, part, def, context } = write
  const own = part
    ? part.checkChange?.(object, was, context)
    : kind.checkChange?.(object, was, context)
  return [...metaErrors(write, object, was), ...finalizerNameErrors(def, object), ...(own ?? [])]
}

export function refuseBadChange(write: Write, object: KubeObject, was: KubeObject): void {
  const { kind, def } = write
  const errors = uniqueErrors(def, errorsOf(write, object, was))
  if (errors.length === 0) return
  throw invalidError(kind.refusedAs ?? def, object.metadata.name ?? '', errors)
}
