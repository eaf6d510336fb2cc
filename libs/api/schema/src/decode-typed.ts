// in: a parsed document and its type → out: the object as Go would write it back. Never: defaults, checks.
import type { ListType, MapType, ObjectType, TypeDef } from '@binnacle/catalogue'
import type { Dict } from '@binnacle/meta'
import { DecodeError } from './decode-error.ts'
import { decodeFree } from './decode-free.ts'
import { decodeScalar } from './decode-scalar.ts'
import { DecodeState } from './decode-state.ts'
import { goTypeText, goValueText } from './go-type-text.ts'
import { isPlainDict } from './plain-dict.ts'
import { planOf, zeroOf, zeroOfType } from './type-plan.ts'

/**
 * Works in place: what is unknown, null or empty is removed, what Go always writes is added, values
 * get their canonical text. `strict` collects `unknown field "spec.foo"` in the document's order.
 * Throws DecodeError in the words of Go's decoder.
 */
export function decodeTyped(value: unknown, type: ObjectType, strict?: string[]): Dict {
  const state = new DecodeState(strict)
  let decoded: unknown
  try {
    decoded = value === null ? zeroOfType(type) : decodeValue(value, type, state)
  } catch (error) {
    if (error instanceof RangeError) throw new DecodeError('exceeded max depth')
    throw error
  }
  if (state.mismatch !== undefined) throw new DecodeError(state.mismatch)
  return decoded as Dict
}

/** `undefined`: the value does not fit; the state knows why. */
export function decodeValue(value: unknown, type: TypeDef, state: DecodeState): unknown {
  switch (type.kind) {
    case 'scalar':
      return decodeScalar(value, type, state)
    case 'object':
      return decodeStruct(value, type, state)
    case 'list':
      return decodeList(value, type, state)
    case 'map':
      return decodeMap(value, type, state)
    default:
      return decodeFree(value, type, state)
  }
}

function decodeStruct(value: unknown, type: ObjectType, state: DecodeState): unknown {
  if (!isPlainDict(value)) return mismatch(value, type, state)
  const plan = planOf(type)
  for (const key in value) {
    const field = plan.fields.get(key)
    if (field === undefined) {
      state.unknownField(key)
      delete value[key]
      continue
    }
    const before = value[key]
    if (before === null) {
      if (!field.always) delete value[key]
      else value[key] = zeroOf(field)
      continue
    }
    state.stack.push(field)
    const after = decodeValue(before, field.type, state)
    state.stack.pop()
    if (after !== before) value[key] = after
    if (field.dropEmpty && isEmpty(after, field.type)) delete value[key]
  }
  for (const field of plan.always) {
    if (value[field.name] === undefined) value[field.name] = zeroOf(field)
  }
  return value
}

/** Objects are never empty here: Go writes a struct, and a pointer to an empty one. */
function isEmpty(value: unknown, type: TypeDef): boolean {
  if (typeof value !== 'object' || value === null) return !value
  if (type.kind === 'list') return (value as unknown[]).length === 0
  return type.kind === 'map' && Object.keys(value).length === 0
}

function decodeList(value: unknown, type: ListType, state: DecodeState): unknown {
  if (!Array.isArray(value)) return mismatch(value, type, state)
  const { items } = type
  const depth = state.stack.length
  for (let at = 0; at < value.length; at++) {
    const before = value[at]
    if (before === null) {
      value[at] = zeroOfType(items)
      continue
    }
    state.stack[depth] = at
    const after = decodeValue(before, items, state)
    if (after !== before) value[at] = after
  }
  state.stack.length = depth
  return value
}

function decodeMap(value: unknown, type: MapType, state: DecodeState): unknown {
  if (!isPlainDict(value)) return mismatch(value, type, state)
  const { values } = type
  const depth = state.stack.length
  for (const key in value) {
    const before = value[key]
    state.stack[depth] = key
    const after = before === null ? zeroInMap(values) : decodeValue(before, values, state)
    if (after !== before) setOwn(value, key, after)
  }
  state.stack.length = depth
  return value
}

/** Bytes that are null come back from storage as empty ones. */
function zeroInMap(values: TypeDef): unknown {
  return values.kind === 'scalar' && values.scalar === 'bytes' ? '' : zeroOfType(values)
}

function setOwn(target: Dict, key: string, value: unknown): void {
  if (key !== '__proto__') target[key] = value
  else {
    Object.defineProperty(target, key, {
      value,
      writable: true,
      enumerable: true,
      configurable: true,
    })
  }
}

function mismatch(value: unknown, type: TypeDef, state: DecodeState): undefined {
  const isNumber = typeof value === 'object' && !Array.isArray(value) && !isPlainDict(value)
  state.mismatched(isNumber ? 'number' : goValueText(value), goTypeText(type))
  return undefined
}
