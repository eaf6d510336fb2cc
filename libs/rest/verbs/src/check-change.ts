// in: a prepared draft and what was there → out: nothing, or 422 with all causes. Never: changes.
import {
  errorText,
  type FieldError,
  invalidError,
  type KubeObject,
  nameIsPathSegment,
  objectMetaChangeErrors,
  objectMetaErrors,
} from '@binnacle/meta'
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

function unique(errors: readonly FieldError[]): FieldError[] {
  const seen = new Map(errors.map((error) => [errorText(error), error]))
  return [...seen.values()]
}

export function refuseBadChange(write: Write, object: KubeObject, was: KubeObject): void {
  const { kind, part, def, context } = write
  const own = part ? part.checkChange?.(object, was, context) : kind.checkChange?.(object, was, context)
  const all = [...metaErrors(write, object, was), ...(own ?? [])]
  // Built-in kinds report a cause once; custom resources as often as upstream's layers find it.
  const errors = def.custom ? all : unique(all)
  if (errors.length > 0) throw invalidError(def, object.metadata.name ?? '', errors)
}
