// in: a value → out: the same in another type, or why that cannot be. Never: types of expressions.
import { timestampOverflow, toInt, toTimestamp, toUint } from './arithmetic.ts'
import { noOverload } from './equality.ts'
import { parseGoDuration, parseRfc3339, showDuration, showTime } from './time-text.ts'
import {
  boolType,
  bytesType,
  type CelType,
  doubleType,
  durationType,
  dynType,
  intType,
  listType,
  mapType,
  nullType,
  optionalType,
  stringType,
  timestampType,
  typeType,
  uintType,
} from './types.ts'
import {
  CelList,
  CelMap,
  type CelValue,
  Duration,
  Failure,
  isOpaque,
  Optional,
  Timestamp,
  TypeValue,
  Uint,
} from './values.ts'

const plainList = listType(dynType)
const plainMap = mapType(dynType, dynType)
const plainOptional = optionalType(dynType)

/** The type of a value at run time; elements of lists and maps are not looked at. */
export function runtimeType(value: CelValue): CelType {
  if (value === null) return nullType
  switch (typeof value) {
    case 'boolean':
      return boolType
    case 'bigint':
      return intType
    case 'number':
      return doubleType
    case 'string':
      return stringType
  }
  if (value instanceof CelList) return plainList
  if (value instanceof CelMap) return value.objectType ?? plainMap
  if (value instanceof Uint) return uintType
  if (value instanceof Uint8Array) return bytesType
  if (value instanceof Timestamp) return timestampType
  if (value instanceof Duration) return durationType
  if (value instanceof TypeValue) return typeType
  if (value instanceof Optional) return plainOptional
  return isOpaque(value) ? value.opaque : dynType
}

function impossible(value: CelValue, to: CelType): Failure {
  const from = runtimeType(value).name
  return new Failure(`type conversion error from '${from}' to '${to.name}'`)
}

/** As Go prints floats with %g: an exponent below 1e-4 and from a million on. */
export function showDouble(value: number): string {
  if (Number.isNaN(value)) return 'NaN'
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf'
  if (value === 0) return Object.is(value, -0) ? '-0' : '0'
  const [digits, power] = value.toExponential().split('e') as [string, string]
  const exponent = Number(power)
  if (exponent >= -4 && exponent < 6) return String(value)
  return `${digits}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`
}

export function toStringValue(value: CelValue): CelValue {
  if (typeof value === 'string') return value
  if (typeof value === 'bigint' || typeof value === 'boolean') return String(value)
  if (typeof value === 'number') return showDouble(value)
  if (value instanceof Uint) return String(value.value)
  if (value instanceof Timestamp) return showTime(value.nanos)
  if (value instanceof Duration) return showDuration(value.nanos)
  if (value instanceof TypeValue) return value.type.name
  if (value instanceof Uint8Array) return decodeUtf8(value)
  return noOverload
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

function decodeUtf8(bytes: Uint8Array): CelValue {
  try {
    return utf8.decode(bytes)
  } catch {
    return new Failure('invalid UTF-8 in bytes, cannot convert to string')
  }
}

/** As strconv reads integers in base ten. */
function parseInteger(text: string): bigint | undefined {
  return /^[+-]?\d+$/.test(text) ? BigInt(text.replace(/^\+/, '')) : undefined
}

export function toIntValue(value: CelValue): CelValue {
  if (typeof value === 'bigint') return value
  if (value instanceof Uint) return toInt(value.value)
  if (typeof value === 'number') {
    // The ends of the range have no exact double; only values strictly within are safe.
    if (!(value > -(2 ** 63) && value < 2 ** 63)) {
      return new Failure('integer overflow')
    }
    return BigInt(Math.trunc(value))
  }
  if (typeof value === 'string') {
    const parsed = parseInteger(value)
    if (parsed === undefined || toInt(parsed) instanceof Failure) return impossible(value, intType)
    return parsed
  }
  if (value instanceof Timestamp) {
    return (value.nanos - (((value.nanos % second) + second) % second)) / second
  }
  if (value instanceof Duration) return value.nanos
  return noOverload
}

const second = 1_000_000_000n

export function toUintValue(value: CelValue): CelValue {
  if (value instanceof Uint) return value
  if (typeof value === 'bigint') return toUint(value)
  if (typeof value === 'number') {
    if (!(value >= 0 && value < 2 ** 64)) {
      return new Failure('unsigned integer overflow')
    }
    return new Uint(BigInt(Math.trunc(value)))
  }
  if (typeof value === 'string') {
    const parsed = /^\d+$/.test(value) ? toUint(BigInt(value)) : undefined
    return parsed === undefined || parsed instanceof Failure ? impossible(value, uintType) : parsed
  }
  return noOverload
}

const doubleShape =
  /^[+-]?(?:(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?|inf(?:inity)?|nan|0x[0-9a-f]+(?:\.[0-9a-f]*)?p[+-]?\d+)$/i

export function toDoubleValue(value: CelValue): CelValue {
  if (typeof value === 'number') return value
  if (typeof value === 'bigint') return Number(value)
  if (value instanceof Uint) return Number(value.value)
  if (typeof value !== 'string') return noOverload
  if (!doubleShape.test(value)) return impossible(value, doubleType)
  if (/nan/i.test(value)) return Number.NaN
  if (/inf/i.test(value)) return value.startsWith('-') ? -Infinity : Infinity
  const parsed = Number(value)
  return Number.isFinite(parsed) ? parsed : impossible(value, doubleType)
}

const truths = new Set(['true', 'TRUE', 'True', 't', 'T', '1'])
const falsehoods = new Set(['false', 'FALSE', 'False', 'f', 'F', '0'])

export function toBoolValue(value: CelValue): CelValue {
  if (typeof value === 'boolean') return value
  if (typeof value !== 'string') return noOverload
  if (truths.has(value)) return true
  return falsehoods.has(value) ? false : impossible(value, boolType)
}

export function toBytesValue(value: CelValue): CelValue {
  if (value instanceof Uint8Array) return value
  return typeof value === 'string' ? new Uint8Array(Buffer.from(value)) : noOverload
}

export function toDurationValue(value: CelValue): CelValue {
  if (value instanceof Duration) return value
  if (typeof value !== 'string') return noOverload
  const nanos = parseGoDuration(value)
  return nanos === undefined ? impossible(value, durationType) : new Duration(nanos)
}

export function toTimestampValue(value: CelValue): CelValue {
  if (value instanceof Timestamp) return value
  if (typeof value === 'bigint') return toTimestamp(value * second)
  if (typeof value !== 'string') return noOverload
  const nanos = parseRfc3339(value)
  if (nanos === undefined) return impossible(value, timestampType)
  return toTimestamp(nanos) instanceof Failure ? timestampOverflow : new Timestamp(nanos)
}
