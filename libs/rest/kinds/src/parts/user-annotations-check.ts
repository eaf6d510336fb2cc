// in: annotations that a pod's author hands to a signer → out: what is wrong with them. Never: their meaning.
import { type FieldError, invalid, qualifiedName, required, tooLong } from '@binnacle/meta'
import { textErrors } from './field-checks.ts'

const bytesMax = 256 * 1024

export function checkUserAnnotations(
  errors: FieldError[],
  path: string,
  annotations: Readonly<Record<string, string>>,
): void {
  let size = 0
  for (const [key, value] of Object.entries(annotations)) {
    size += Buffer.byteLength(key) + Buffer.byteLength(value)
    checkKey(errors, path, key.toLowerCase())
  }
  if (size > bytesMax) errors.push(tooLong(path, bytesMax))
}

function checkKey(errors: FieldError[], path: string, key: string): void {
  if (key === '') {
    errors.push(required(path))
    return
  }
  const texts = qualifiedName(key)
  textErrors(errors, path, key, texts)
  if (texts.length > 0 || key.includes('/')) return
  errors.push(invalid(path, key, 'must be a domain-prefixed key (such as "acme.io/foo")'))
}
