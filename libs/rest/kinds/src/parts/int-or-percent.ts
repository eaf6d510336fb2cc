// in: a field that is a number or a share such as "25%" → out: what is wrong with it.
import { type FieldError, invalid, percent } from '@binnacle/meta'
import { textErrors } from './field-checks.ts'

function percentValue(value: unknown): number | undefined {
  if (typeof value !== 'string' || percent(value).length > 0) return undefined
  return Number(value.slice(0, -1))
}

/** A text that is no share counts as the number that it starts with, mostly 0. */
export function intOrPercentValue(value: unknown): number {
  const share = percentValue(value)
  if (share !== undefined) return share
  if (typeof value === 'string') return /^[+-]?\d+$/.test(value) ? Number(value) : 0
  return Number(value ?? 0)
}

export function checkIntOrPercent(errors: FieldError[], path: string, value: unknown): void {
  if (typeof value === 'string') textErrors(errors, path, value, percent(value))
  else if (Number(value ?? 0) < 0) {
    errors.push(invalid(path, value, 'must be greater than or equal to 0'))
  }
}

export function atMostAll(errors: FieldError[], path: string, value: unknown): void {
  const share = percentValue(value)
  if (share !== undefined && share > 100) {
    errors.push(invalid(path, value, 'must not be greater than 100%'))
  }
}
