// in: a value of one of Go's free forms → out: the value as Go writes it back. Never: typed fields.
import { type AnyType, builtinType } from '@binnacle/catalogue'
import { DecodeState } from './decode-state.ts'
import { decodeValue } from './decode-typed.ts'
import { goValueText } from './go-type-text.ts'
import { plainNumbers } from './number-literal.ts'
import { isPlainDict } from './plain-dict.ts'

const schemaName = 'apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaProps'

export function decodeFree(value: unknown, type: AnyType, state: DecodeState): unknown {
  switch (type.form) {
    case 'schemaOrArray':
      if (Array.isArray(value)) return value.map((each) => decodeSchema(each, state))
      return isPlainDict(value) ? decodeSchema(value, state) : undefined
    case 'schemaOrBool':
      if (typeof value === 'boolean') return value
      if (isPlainDict(value)) return decodeSchema(value, state)
      return state.fail('boolean or JSON schema expected')
    case 'schemaOrStrings':
      if (Array.isArray(value)) return value.map((each) => decodeText(each, state))
      return isPlainDict(value) ? decodeSchema(value, state) : undefined
    default:
      return plainNumbers(value)
  }
}

function decodeText(value: unknown, state: DecodeState): string {
  if (value === null) return ''
  if (typeof value === 'string') return value
  return state.fail(state.mismatchText(goValueText(value), 'string'))
}

/** Go hands these to a decoder that starts afresh: it does not report fields that it does not know. */
function decodeSchema(value: unknown, outer: DecodeState): unknown {
  if (typeof value !== 'object' || value === null) {
    return outer.fail(outer.mismatchText(goValueText(value), 'v1.JSONSchemaProps'))
  }
  const inner = new DecodeState(undefined, outer)
  const decoded = decodeValue(value, builtinType(schemaName), inner)
  if (inner.mismatch !== undefined) outer.fail(inner.mismatch)
  return decoded
}
