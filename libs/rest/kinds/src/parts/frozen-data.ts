// in: an update of an object that may say `immutable` → out: what it may not change. Never: a kind.
import { type FieldError, forbidden, type KubeObject } from '@binnacle/meta'
import { sameValue } from './same-value.ts'

const text = 'field is immutable when `immutable` is set'

export function frozenErrors(
  object: KubeObject,
  was: KubeObject,
  fields: readonly string[],
): FieldError[] {
  if (was.immutable !== true) return []
  const errors: FieldError[] = []
  if (object.immutable !== true) errors.push(forbidden('immutable', text))
  for (const field of fields) {
    if (!sameValue(object[field], was[field])) errors.push(forbidden(field, text))
  }
  return errors
}
