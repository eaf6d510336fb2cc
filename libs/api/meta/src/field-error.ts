// in: a field path, a bad value, a detail → out: one cause of a 422, in upstream's words.
import { GoFloat } from './go-float.ts'
import { goJson } from './go-json.ts'
import { goQuote } from './go-quote.ts'
import type { StatusCause } from './status.ts'

export type FieldErrorType =
  | 'FieldValueNotFound'
  | 'FieldValueRequired'
  | 'FieldValueDuplicate'
  | 'FieldValueInvalid'
  | 'FieldValueNotSupported'
  | 'FieldValueForbidden'
  | 'FieldValueTooLong'
  | 'FieldValueTooMany'
  | 'FieldValueTooFew'
  | 'FieldValueTooShort'
  | 'FieldValueTypeInvalid'
  | 'InternalError'

/** One refused field. `field` is a path such as `spec.containers[0].name`. */
export interface FieldError {
  readonly type: FieldErrorType
  readonly field: string
  /** What was sent; `omitValue` leaves it out of the text. */
  readonly badValue?: unknown
  readonly detail: string
}

/** Stands for a bad value that the text must not show. */
export const omitValue: unique symbol = Symbol('omitValue')

const words: Readonly<Record<FieldErrorType, string>> = {
  FieldValueNotFound: 'Not found',
  FieldValueRequired: 'Required value',
  FieldValueDuplicate: 'Duplicate value',
  FieldValueInvalid: 'Invalid value',
  FieldValueNotSupported: 'Unsupported value',
  FieldValueForbidden: 'Forbidden',
  FieldValueTooLong: 'Too long',
  FieldValueTooMany: 'Too many',
  FieldValueTooFew: 'Too few',
  FieldValueTooShort: 'Too short',
  FieldValueTypeInvalid: 'Invalid value',
  InternalError: 'Internal error',
}

const withoutValue: ReadonlySet<FieldErrorType> = new Set<FieldErrorType>([
  'FieldValueRequired',
  'FieldValueForbidden',
  'FieldValueTooLong',
  'FieldValueTooShort',
  'InternalError',
])

export function invalid(field: string, badValue: unknown, detail: string): FieldError {
  return { type: 'FieldValueInvalid', field, badValue, detail }
}

export function typeInvalid(field: string, badValue: unknown, detail: string): FieldError {
  return { type: 'FieldValueTypeInvalid', field, badValue, detail }
}

export function required(field: string, detail = ''): FieldError {
  return { type: 'FieldValueRequired', field, badValue: '', detail }
}

export function duplicate(field: string, badValue: unknown): FieldError {
  return { type: 'FieldValueDuplicate', field, badValue, detail: '' }
}

export function notFound(field: string, badValue: unknown): FieldError {
  return { type: 'FieldValueNotFound', field, badValue, detail: '' }
}

export function forbidden(field: string, detail: string): FieldError {
  return { type: 'FieldValueForbidden', field, badValue: '', detail }
}

/** `supported` is shown in the order given: upstream sorts most of its lists, but not all. */
export function notSupported(
  field: string,
  badValue: unknown,
  supported: readonly string[],
): FieldError {
  const detail =
    supported.length === 0 ? '' : `supported values: ${supported.map(goQuote).join(', ')}`
  return { type: 'FieldValueNotSupported', field, badValue, detail }
}

/** `max` in bytes; below zero the text names no number. */
export function tooLong(field: string, max: number): FieldError {
  const detail =
    max < 0 ? 'value is too long' : `may not be more than ${max} ${max === 1 ? 'byte' : 'bytes'}`
  return { type: 'FieldValueTooLong', field, badValue: omitValue, detail }
}

/** As tooLong, where upstream counts characters. `max` in characters. */
export function tooLongCharacters(field: string, max: number): FieldError {
  const detail =
    max < 0
      ? 'value is too long'
      : `may not be more than ${max} ${max === 1 ? 'character' : 'characters'}`
  return { type: 'FieldValueTooLong', field, badValue: omitValue, detail }
}

export function tooShort(field: string, badValue: unknown, min: number): FieldError {
  const detail =
    min < 0
      ? 'value is too short'
      : `must be at least ${min} ${min === 1 ? 'character' : 'characters'}`
  return { type: 'FieldValueTooShort', field, badValue, detail }
}

export function tooMany(field: string, actual: number, max: number): FieldError {
  const detail =
    max < 0 ? 'has too many items' : `must have at most ${max} ${max === 1 ? 'item' : 'items'}`
  return { type: 'FieldValueTooMany', field, badValue: actual < 0 ? omitValue : actual, detail }
}

export function tooFew(field: string, actual: number, min: number): FieldError {
  const detail =
    min < 0 ? 'has too few items' : `must have at least ${min} ${min === 1 ? 'item' : 'items'}`
  return { type: 'FieldValueTooFew', field, badValue: actual < 0 ? omitValue : actual, detail }
}

export function internalFieldError(field: string, message: string): FieldError {
  return { type: 'InternalError', field, detail: message }
}

function showValue(value: unknown): string {
  if (typeof value === 'string') return goQuote(value)
  return value instanceof GoFloat || typeof value === 'bigint' ? String(value) : goJson(value)
}

/** The text of a cause without its field: `Invalid value: "x": must be no more than 63 bytes`. */
export function errorBody(error: FieldError): string {
  const word = words[error.type]
  const head =
    withoutValue.has(error.type) || error.badValue === omitValue
      ? word
      : `${word}: ${showValue(error.badValue)}`
  return error.detail === '' ? head : `${head}: ${error.detail}`
}

export function errorText(error: FieldError): string {
  return `${error.field}: ${errorBody(error)}`
}

export function toCause(error: FieldError): StatusCause {
  return { reason: error.type, message: errorBody(error), field: error.field }
}
