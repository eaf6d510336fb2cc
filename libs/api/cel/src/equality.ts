// in: two values → out: whether they are equal, and their order. Never: types of expressions.
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
import { sameType } from './types.ts'

export const noOverload = new Failure('no such overload')

function asNumber(value: CelValue): bigint | number | undefined {
  if (typeof value === 'bigint' || typeof value === 'number') return value
  return value instanceof Uint ? value.value : undefined
}

function listsEqual(a: CelList, b: CelList): boolean | Failure {
  if (a.equalTo !== undefined) return a.equalTo(b)
  if (a.size !== b.size) return false
  for (let index = 0; index < a.size; index += 1) {
    const same = equal(a.get(index), b.get(index))
    if (same !== true) return same
  }
  return true
}

function mapsEqual(a: CelMap, b: CelMap): boolean | Failure {
  if (a.size !== b.size) return false
  for (const key of a.keys()) {
    const theirs = b.find(key)
    if (theirs === undefined) return false
    const mine = a.find(key)
    const same = equal(mine as CelValue, theirs)
    if (same !== true) return same
  }
  return true
}

/** As cel-go compares them: an integer becomes a double when the other is one, whatever that loses. */
function alike<T extends bigint | number>(x: T, y: T): readonly [T, T] | readonly [number, number] {
  return typeof x === typeof y ? [x, y] : [Number(x), Number(y)]
}

/** Values of different types are unequal, numbers aside, which compare by value. */
export function equal(a: CelValue, b: CelValue): boolean | Failure {
  if (a instanceof Failure) return a
  if (b instanceof Failure) return b
  if (a === b) return true
  if (a === null || b === null) return false
  const x = asNumber(a)
  if (x !== undefined) {
    const y = asNumber(b)
    if (y === undefined) return false
    const [left, right] = alike(x, y)
    return left === right
  }
  if (typeof a !== 'object' || typeof b !== 'object') return false
  if (a instanceof CelList) return b instanceof CelList && listsEqual(a, b)
  if (a instanceof CelMap) return b instanceof CelMap && mapsEqual(a, b)
  if (a instanceof Uint8Array) return b instanceof Uint8Array && Buffer.compare(a, b) === 0
  if (a instanceof Timestamp) return b instanceof Timestamp && a.nanos === b.nanos
  if (a instanceof Duration) return b instanceof Duration && a.nanos === b.nanos
  if (a instanceof TypeValue) return b instanceof TypeValue && sameKind(a, b)
  if (a instanceof Optional) return b instanceof Optional && optionalsEqual(a, b)
  if (isOpaque(a) && isOpaque(b)) return sameType(a.opaque, b.opaque) && a.equals(b)
  return false
}

function sameKind(a: TypeValue, b: TypeValue): boolean {
  return a.type.kind === b.type.kind && a.type.name === b.type.name
}

function optionalsEqual(a: Optional, b: Optional): boolean | Failure {
  if (a.value === undefined || b.value === undefined) return a.value === b.value
  return equal(a.value, b.value)
}

function sign(less: boolean, greater: boolean): bigint {
  return less ? -1n : greater ? 1n : 0n
}

/** Code points, as bytes of UTF-8 would compare. */
export function compareText(a: string, b: string): number {
  if (a === b) return 0
  return Buffer.compare(Buffer.from(a), Buffer.from(b))
}

/** -1, 0 or 1, or why the two have no order. */
export function compare(a: CelValue, b: CelValue): bigint | Failure {
  const x = asNumber(a)
  const y = asNumber(b)
  if (x !== undefined && y !== undefined) {
    if (Number.isNaN(x) || Number.isNaN(y)) return new Failure('NaN values cannot be ordered')
    const [left, right] = alike(x, y)
    return sign(left < right, left > right)
  }
  if (typeof a === 'string' && typeof b === 'string') return BigInt(compareText(a, b))
  if (typeof a === 'boolean' && typeof b === 'boolean') return sign(a < b, a > b)
  if (a instanceof Uint8Array && b instanceof Uint8Array) return BigInt(Buffer.compare(a, b))
  if (a instanceof Timestamp && b instanceof Timestamp) {
    return sign(a.nanos < b.nanos, a.nanos > b.nanos)
  }
  if (a instanceof Duration && b instanceof Duration) {
    return sign(a.nanos < b.nanos, a.nanos > b.nanos)
  }
  return noOverload
}
