// in: provisioners and parameters of classes → out: what is wrong with them.
import { type FieldError, invalid, qualifiedName, required, tooLong } from '@binnacle/meta'
import { byteLength } from '../parts/bytes.ts'

const countMax = 512
const bytesMax = 256 * 1024

export function provisionerErrors(path: string, name: string | undefined): FieldError[] {
  if (!name) return [required(path)]
  const lower = name.toLowerCase()
  return qualifiedName(lower).map((text) => invalid(path, lower, text))
}

export function parameterErrors(
  path: string,
  parameters: Readonly<Record<string, string>> | undefined,
  mayBeEmpty: boolean,
): FieldError[] {
  const entries = Object.entries(parameters ?? {})
  if (entries.length > countMax) return [tooLong(path, countMax)]
  const errors: FieldError[] = []
  let size = 0
  for (const [key, value] of entries) {
    if (key === '') errors.push(invalid(path, key, 'field can not be empty.'))
    size += byteLength(key) + byteLength(value)
  }
  if (size > bytesMax) errors.push(tooLong(path, bytesMax))
  if (!mayBeEmpty && entries.length === 0) {
    errors.push(required(path, 'must contain at least one key/value pair'))
  }
  return errors
}
