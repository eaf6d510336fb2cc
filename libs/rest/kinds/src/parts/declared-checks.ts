// in: a field and what it was → out: the errors that the reference's declared rules make; they come last. Never: a kind.
import { type FieldError, invalid, required } from '@binnacle/meta'
import { sameValue } from './same-value.ts'

/** Shows no value, unlike the written checks of older fields. */
export function declaredImmutable(path: string, value: unknown, was: unknown): FieldError[] {
  return sameValue(value, was) ? [] : [invalid(path, null, 'field is immutable')]
}

export function declaredRequired(path: string, value: unknown): FieldError[] {
  const missing = !value || (Array.isArray(value) && value.length === 0)
  return missing ? [required(path)] : []
}
