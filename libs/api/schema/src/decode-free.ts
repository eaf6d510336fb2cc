// in: a value of one of Go's free forms → out: the value as Go writes it back. Never: typed fields.
import { type AnyType, builtinType } from '@binnacle/catalogue'
import { DecodeState } from './decode-state.ts'
import { decodeValue } from './decode-typed.ts'
import { goValueText } from './go-type-text.ts'
import { plainNumbers } from './number-literal.ts'

const schemaName = 'apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaProps'

export function decodeFree(value: unknown, type: AnyType, state: DecodeState): unknown {
  switch (type.form) {
    case 'schemaOrArray':
      if (!Array.isArray(value)) return decodeSchema(value, state)
      return value.map((each) => decodeSchema(each, state))
    case 'schemaOrBool':
      return typeof value === 'boolean' ? value : decodeSchema(value, state)
    case 'schemaOrStrings':
      if (!Array.isArray(value)) return decodeSchema(value, state)
      return value.map((each) => (each === null ? '' : each))
    default:
      return plainNumbers(value)
  }
}

/** Go hands these to a decoder that starts afresh: it does not report fields that it does not know. */
function decodeSchema(value: unknown, outer: DecodeState): unknown {
  if (typeof value !== 'object' || value === null) {
    return outer.fail(outer.mismatchText(goValueText(value), 'v1.JSONSchemaProps'))
  }
  const inner = new DecodeState(undefined)
  const decoded = decodeValue(value, builtinType(schemaName), inner)
  if (inner.mismatch !== undefined) outer.fail(inner.mismatch)
  return decoded
}
