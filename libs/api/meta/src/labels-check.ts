// in: labels → out: what is wrong with them.
import { type FieldError, invalid } from './field-error.ts'
import { labelValue, qualifiedName } from './qualified-names.ts'

export function labelNameErrors(name: string, path: string): FieldError[] {
  return qualifiedName(name).map((text) => invalid(path, name, text))
}

export function labelsErrors(
  labels: Readonly<Record<string, string>> | undefined,
  path: string,
): FieldError[] {
  const errors: FieldError[] = []
  for (const [key, value] of Object.entries(labels ?? {})) {
    errors.push(...labelNameErrors(key, path))
    errors.push(...labelValue(value).map((text) => invalid(path, value, text)))
  }
  return errors
}
