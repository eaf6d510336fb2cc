// in: two values → out: their sum, difference, product or quotient, or why there is none.
import { noOverload } from './equality.ts'
import { ArrayList, CelList, type CelValue, Duration, Failure, Timestamp, Uint } from './values.ts'

const intOverflow = new Failure('integer overflow')
const uintOverflow = new Failure('unsigned integer overflow')
const durationOverflow = new Failure('duration overflow')
export const timestampOverflow = new Failure('timestamp overflow')

const nanosInSecond = 1_000_000_000n
/** Years 1 to 9999. */
const firstSecond = -62135596800n
const lastSecond = 253402300799n

export function toInt(value: bigint): bigint | Failure {
  return BigInt.asIntN(64, value) === value ? value : intOverflow
}

export function toUint(value: bigint): Uint | Failure {
  return BigInt.asUintN(64, value) === value ? new Uint(value) : uintOverflow
}

export function toDuration(nanos: bigint): Duration | Failure {
  return BigInt.asIntN(64, nanos) === nanos ? new Duration(nanos) : durationOverflow
}

export function toTimestamp(nanos: bigint): Timestamp | Failure {
  const early = nanos < firstSecond * nanosInSecond
  const late = nanos >= (lastSecond + 1n) * nanosInSecond
  return early || late ? timestampOverflow : new Timestamp(nanos)
}

function addLists(a: CelList, b: CelList): CelList | Failure {
  if (a.plus !== undefined) return a.plus(b)
  return (a instanceof ArrayList ? a : new ArrayList([...a])).concat(b)
}

function addObjects(a: object, b: object): CelValue {
  if (a instanceof Uint && b instanceof Uint) return toUint(a.value + b.value)
  if (a instanceof CelList && b instanceof CelList) return addLists(a, b)
  if (a instanceof Duration) {
    if (b instanceof Duration) return toDuration(a.nanos + b.nanos)
    if (b instanceof Timestamp) return toTimestamp(a.nanos + b.nanos)
  }
  if (a instanceof Timestamp && b instanceof Duration) return toTimestamp(a.nanos + b.nanos)
  if (a instanceof Uint8Array && b instanceof Uint8Array) {
    return new Uint8Array(Buffer.concat([a, b]))
  }
  return noOverload
}

export function add(a: CelValue, b: CelValue): CelValue {
  if (typeof a === 'bigint' && typeof b === 'bigint') return toInt(a + b)
  if (typeof a === 'string' && typeof b === 'string') return a + b
  if (typeof a === 'number' && typeof b === 'number') return a + b
  if (a === null || b === null || typeof a !== 'object' || typeof b !== 'object') return noOverload
  return addObjects(a, b)
}

export function subtract(a: CelValue, b: CelValue): CelValue {
  if (typeof a === 'bigint' && typeof b === 'bigint') return toInt(a - b)
  if (typeof a === 'number' && typeof b === 'number') return a - b
  if (a instanceof Uint && b instanceof Uint) return toUint(a.value - b.value)
  if (a instanceof Duration && b instanceof Duration) return toDuration(a.nanos - b.nanos)
  if (a instanceof Timestamp && b instanceof Timestamp) {
    const apart = toInt(a.nanos - b.nanos)
    return apart instanceof Failure ? apart : new Duration(apart)
  }
  if (a instanceof Timestamp && b instanceof Duration) return toTimestamp(a.nanos - b.nanos)
  return noOverload
}

export function multiply(a: CelValue, b: CelValue): CelValue {
  if (typeof a === 'bigint' && typeof b === 'bigint') return toInt(a * b)
  if (typeof a === 'number' && typeof b === 'number') return a * b
  if (a instanceof Uint && b instanceof Uint) return toUint(a.value * b.value)
  return noOverload
}

export function divide(a: CelValue, b: CelValue): CelValue {
  if (typeof a === 'number' && typeof b === 'number') return a / b
  if (typeof a === 'bigint' && typeof b === 'bigint') {
    return b === 0n ? new Failure('division by zero') : toInt(a / b)
  }
  if (a instanceof Uint && b instanceof Uint) {
    return b.value === 0n ? new Failure('division by zero') : toUint(a.value / b.value)
  }
  return noOverload
}

export function modulo(a: CelValue, b: CelValue): CelValue {
  const zero = new Failure('modulus by zero')
  if (typeof a === 'bigint' && typeof b === 'bigint') {
    if (b === 0n) return zero
    return b === -1n && a === -(1n << 63n) ? intOverflow : a % b
  }
  if (a instanceof Uint && b instanceof Uint) {
    return b.value === 0n ? zero : toUint(a.value % b.value)
  }
  return noOverload
}

export function negate(value: CelValue): CelValue {
  if (typeof value === 'bigint') return toInt(-value)
  return typeof value === 'number' ? -value : noOverload
}
