// in: nothing → out: what the API says of a ConfigMap beyond the catalogue.
import { configMapKey, type FieldError, invalid, type KubeObject, tooLong } from '@binnacle/meta'
import { defineKind } from '../define-kind.ts'
import type { WriteContext } from '../kind.ts'
import { byteLength } from '../parts/bytes.ts'
import { ageColumn, nameColumn, textColumn } from '../parts/columns.ts'
import { decodedLength } from '../parts/decoded-length.ts'
import { frozenErrors } from '../parts/frozen-data.ts'
import { metadataAgain } from '../parts/metadata-again.ts'
import { textErrors } from '../parts/field-checks.ts'

const bytesMax = 1024 * 1024

function check(object: KubeObject): FieldError[] {
  const errors: FieldError[] = []
  const texts = (object.data ?? {}) as Record<string, string>
  const binaries = (object.binaryData ?? {}) as Record<string, string>
  let size = 0
  for (const [key, value] of Object.entries(texts)) {
    textErrors(errors, `data[${key}]`, key, configMapKey(key))
    if (Object.hasOwn(binaries, key)) {
      errors.push(invalid(`data[${key}]`, key, 'duplicate of key present in binaryData'))
    }
    size += byteLength(value)
  }
  for (const [key, value] of Object.entries(binaries)) {
    textErrors(errors, `binaryData[${key}]`, key, configMapKey(key))
    size += decodedLength(value)
  }
  if (size > bytesMax) errors.push(tooLong('[]', bytesMax))
  return errors
}

function checkChange(object: KubeObject, was: KubeObject, context: WriteContext): FieldError[] {
  return [
    ...frozenErrors(object, was, ['data', 'binaryData']),
    ...metadataAgain(object, context),
    ...check(object),
  ]
}

function count(object: KubeObject): number {
  return Object.keys(object.data ?? {}).length + Object.keys(object.binaryData ?? {}).length
}

export const configMap = defineKind('', 'configmaps', {
  check,
  checkChange,
  columns: [
    nameColumn,
    textColumn(
      'Data',
      "Data contains the configuration data. Each key must consist of alphanumeric characters, '-', '_' or '.'. Values with non-UTF-8 byte sequences must use the BinaryData field. The keys stored in Data must not overlap with the keys in the BinaryData field, this is enforced during validation process.",
      count,
    ),
    ageColumn,
  ],
})
