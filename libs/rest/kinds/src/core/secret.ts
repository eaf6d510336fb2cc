// in: nothing → out: what the API says of a Secret beyond the catalogue.
import {
  configMapKey,
  type Dict,
  type FieldError,
  invalid,
  type KubeObject,
  required,
  tooLong,
} from '@binnacle/meta'
import { defineKind } from '../define-kind.ts'
import type { WriteContext } from '../kind.ts'
import { ageColumn, nameColumn, textColumn } from '../parts/columns.ts'
import { decodedLength } from '../parts/decoded-length.ts'
import { textErrors } from '../parts/field-checks.ts'
import { frozenErrors } from '../parts/frozen-data.ts'
import { goJsonMapError } from '../parts/go-json-error.ts'
import { keyPairFault } from '../parts/key-pair.ts'
import { metadataAgain } from '../parts/metadata-again.ts'

const bytesMax = 1024 * 1024
const accountName = 'kubernetes.io/service-account.name'

function textOf(value: string): string {
  return Buffer.from(value, 'base64').toString('utf8')
}

function requireKey(errors: FieldError[], found: Dict, key: string): boolean {
  if (Object.hasOwn(found, key)) return true
  errors.push(required(`data[${key}]`))
  return false
}

function checkJson(errors: FieldError[], found: Dict, key: string): void {
  if (!requireKey(errors, found, key)) return
  const fault = goJsonMapError(textOf(found[key]))
  if (fault) errors.push(invalid(`data[${key}]`, '<secret contents redacted>', fault))
}

function checkType(errors: FieldError[], object: KubeObject, found: Dict): void {
  switch (object.type) {
    case 'kubernetes.io/service-account-token':
      if (!object.metadata.annotations?.[accountName]) {
        errors.push(required(`metadata.annotations[${accountName}]`))
      }
      break
    case 'kubernetes.io/dockercfg':
      checkJson(errors, found, '.dockercfg')
      break
    case 'kubernetes.io/dockerconfigjson':
      checkJson(errors, found, '.dockerconfigjson')
      break
    case 'kubernetes.io/basic-auth':
      if (!Object.hasOwn(found, 'username') && !Object.hasOwn(found, 'password')) {
        errors.push(required('data[username]'), required('data[password]'))
      }
      break
    case 'kubernetes.io/ssh-auth':
      if (!found['ssh-privatekey']) errors.push(required('data[ssh-privatekey]'))
      break
    case 'kubernetes.io/tls':
      requireKey(errors, found, 'tls.crt')
      requireKey(errors, found, 'tls.key')
  }
}

function check(object: KubeObject): FieldError[] {
  const errors: FieldError[] = []
  const found = (object.data ?? {}) as Record<string, string>
  let size = 0
  for (const [key, value] of Object.entries(found)) {
    textErrors(errors, `data[${key}]`, key, configMapKey(key))
    size += decodedLength(value ?? '')
  }
  if (size > bytesMax) errors.push(tooLong('data', bytesMax))
  checkType(errors, object, found)
  return errors
}

function checkChange(object: KubeObject, was: KubeObject, context: WriteContext): FieldError[] {
  const errors = [
    ...frozenErrors(object, was, ['data']),
    ...metadataAgain(object, context),
    ...check(object),
  ]
  if (object.type !== was.type) errors.unshift(invalid('type', object.type, 'field is immutable'))
  return errors
}

/** What is written as text is stored as bytes, and wins over bytes of the same name. */
function takeTexts(object: KubeObject): void {
  const texts = object.stringData as Record<string, string> | undefined
  if (texts === undefined) return
  delete object.stringData
  const names = Object.keys(texts)
  if (names.length === 0) return
  const found = new Map<string, unknown>(Object.entries(object.data ?? {}))
  for (const name of names) {
    found.set(name, Buffer.from(texts[name] as string, 'utf8').toString('base64'))
  }
  object.data = Object.fromEntries(found)
}

function warn(object: KubeObject): string[] {
  if (object.type !== 'kubernetes.io/tls') return []
  const fault = keyPairFault(object.data?.['tls.crt'] ?? '', object.data?.['tls.key'] ?? '')
  return fault === undefined ? [] : [fault]
}

export const secret = defineKind('', 'secrets', {
  defaults: (object) => {
    takeTexts(object)
    object.type ||= 'Opaque'
  },
  prepareChange: (object, was) => {
    object.type ||= was.type
  },
  check,
  checkChange,
  warn,
  columns: [
    nameColumn,
    textColumn(
      'Type',
      'Used to facilitate programmatic handling of secret data. More info: https://kubernetes.io/docs/concepts/configuration/secret/#secret-types',
      (object) => object.type ?? '',
    ),
    textColumn(
      'Data',
      "Data contains the secret data. Each key must consist of alphanumeric characters, '-', '_' or '.'. The serialized form of the secret data is a base64 encoded string, representing the arbitrary (possibly non-string) data value here. Described in https://tools.ietf.org/html/rfc4648#section-4",
      (object) => Object.keys(object.data ?? {}).length,
    ),
    ageColumn,
  ],
  selectableFields: ['type'],
  selectable: (object) => ({ type: object.type ?? '' }),
})
