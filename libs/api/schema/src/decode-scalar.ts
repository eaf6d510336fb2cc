// in: a JSON value and a scalar type → out: the value as Go writes it back. Never: null.
import type { ScalarType } from '@binnacle/catalogue'
import { formatQuantity, parseQuantity } from '@binnacle/meta'
import { DecodeError } from './decode-error.ts'
import { decodeBytes } from './decode-bytes.ts'
import type { DecodeState } from './decode-state.ts'
import { goTypeText, goValueText } from './go-type-text.ts'
import { NumberLiteral } from './number-literal.ts'
import { parseGoMicroTime, parseGoTime } from './parse-go-time.ts'

/** `undefined`: the value does not fit; the state knows why. */
export function decodeScalar(value: unknown, type: ScalarType, state: DecodeState): unknown {
  switch (type.scalar) {
    case 'string':
      if (typeof value === 'string') return value
      break
    case 'boolean':
      if (typeof value === 'boolean') return value
      break
    case 'int32':
    case 'int64':
    case 'integer':
      return decodeInteger(value, type, state)
    case 'float':
    case 'double':
      if (typeof value === 'number') return value
      if (typeof value === 'bigint' || value instanceof NumberLiteral) return Number(value)
      break
    case 'bytes':
      return decodeBytes(value, type, state)
    case 'quantity':
      return decodeQuantity(value)
    case 'intOrString':
      return decodeIntOrString(value, state)
    default:
      return decodeMoment(value, type, state)
  }
  state.mismatched(goValueText(plain(value)), goTypeText(type))
  return undefined
}

function plain(value: unknown): unknown {
  return value instanceof NumberLiteral ? 0 : value
}

const int32Max = 0x7fffffff
const int32Min = -0x80000000

function decodeInteger(value: unknown, type: ScalarType, state: DecodeState): unknown {
  const narrow = type.scalar === 'int32'
  if (typeof value === 'number' && Number.isInteger(value)) {
    if (!narrow || (value >= int32Min && value <= int32Max)) return value
  } else if (typeof value === 'bigint' && !narrow) return value
  const isNumber = typeof value === 'number' || typeof value === 'bigint'
  const text = isNumber ? String(value) : value instanceof NumberLiteral ? value.source : undefined
  state.mismatched(text === undefined ? goValueText(value) : `number ${text}`, goTypeText(type))
  return undefined
}

const canonical = new Map<string, string>()
const canonicalMax = 2000

function decodeQuantity(value: unknown): string {
  const text = quantityText(value)
  const known = canonical.get(text)
  if (known !== undefined) return known
  let written: string
  try {
    written = formatQuantity(parseQuantity(text))
  } catch (error) {
    throw new DecodeError((error as Error).message)
  }
  if (canonical.size >= canonicalMax) canonical.clear()
  canonical.set(text, written)
  return written
}

/** The reference reads the JSON text itself; what is no text and no number never fits. */
function quantityText(value: unknown): string {
  if (typeof value === 'string') return value.trim()
  if (typeof value === 'number' || typeof value === 'bigint') return String(value)
  return value instanceof NumberLiteral ? value.source : '{}'
}

function decodeIntOrString(value: unknown, state: DecodeState): unknown {
  if (typeof value === 'string') return value
  if (typeof value === 'number' && Number.isInteger(value)) {
    if (value >= int32Min && value <= int32Max) return value
  }
  const isNumber = typeof value === 'number' || typeof value === 'bigint'
  const text = isNumber ? String(value) : value instanceof NumberLiteral ? value.source : undefined
  const shown = text === undefined ? goValueText(value) : `number ${text}`
  return state.fail(state.mismatchText(shown, 'int32'))
}

function decodeMoment(value: unknown, type: ScalarType, state: DecodeState): unknown {
  if (typeof value !== 'string') {
    return state.fail(state.mismatchText(goValueText(plain(value)), 'string'))
  }
  return type.scalar === 'microTime' ? parseGoMicroTime(value) : parseGoTime(value)
}
