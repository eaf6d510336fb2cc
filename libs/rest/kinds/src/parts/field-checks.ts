// in: a field's path and its text → out: an error added for each thing that is wrong. Never: a kind.
import {
  type Dict,
  dns1123Label,
  dns1123Subdomain,
  duplicate,
  type FieldError,
  invalid,
  notSupported,
  qualifiedName,
  required,
} from '@binnacle/meta'

export const duplicateOf = duplicate

export function textErrors(
  errors: FieldError[],
  path: string,
  value: unknown,
  texts: readonly string[],
): void {
  for (const text of texts) errors.push(invalid(path, value, text))
}

export function labelErrors(errors: FieldError[], path: string, value: string): void {
  textErrors(errors, path, value, dns1123Label(value))
}

export function subdomainErrors(errors: FieldError[], path: string, value: string): void {
  textErrors(errors, path, value, dns1123Subdomain(value))
}

export function qualifiedErrors(errors: FieldError[], path: string, value: string): void {
  textErrors(errors, path, value, qualifiedName(value))
}

/** Absent, null and '' are one to upstream's strings. */
export function requireText(
  errors: FieldError[],
  path: string,
  value: unknown,
  text = '',
): boolean {
  if (value) return true
  errors.push(required(path, text))
  return false
}

/** One of a few words; an absent one is required. */
export function requireWord(
  errors: FieldError[],
  path: string,
  value: string | undefined,
  words: readonly string[],
): void {
  if (!value) errors.push(required(path))
  else if (!words.includes(value)) errors.push(notSupported(path, value, words))
}

/** One of a few words, if given at all. */
export function wordIfAny(
  errors: FieldError[],
  path: string,
  value: string | undefined,
  words: readonly string[],
): void {
  if (value !== undefined && !words.includes(value)) errors.push(notSupported(path, value, words))
}

export function listOf(value: unknown): readonly Dict[] {
  return (value ?? []) as Dict[]
}
