// in: a field and its value → out: an error added when it is out of bounds or was changed. Never: a kind.
import { type FieldError, invalid } from '@binnacle/meta'
import { sameValue } from './same-value.ts'

/** Absent counts as 0. */
export function nonNegative(errors: FieldError[], path: string, value: number | undefined): void {
  if (value !== undefined && value < 0) {
    errors.push(invalid(path, value, 'must be greater than or equal to 0'))
  }
}

export function positive(errors: FieldError[], path: string, value: number | undefined): void {
  if (value === undefined || value <= 0) {
    errors.push(invalid(path, value ?? 0, 'must be greater than zero'))
  }
}

/** `shown` is the value in the text where it differs from the one that is compared. */
export function immutable(
  errors: FieldError[],
  path: string,
  value: unknown,
  was: unknown,
  shown: unknown = value,
): void {
  if (!sameValue(value, was)) errors.push(invalid(path, shown ?? null, 'field is immutable'))
}
