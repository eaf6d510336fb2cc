// in: a value and a key or field → out: what is there, or why there is nothing. Never: costs.
import { runtimeType } from './conversions.ts'
import { CelList, CelMap, type CelValue, Failure, indexKey, Optional, Uint } from './values.ts'

export function showKey(key: CelValue): string {
  return key instanceof Uint ? String(key.value) : String(key)
}

function elementAt(list: CelList, key: CelValue): CelValue | undefined {
  const index = indexKey(key)
  if (typeof index === 'bigint') {
    return index < 0n || index >= list.size ? undefined : list.get(Number(index))
  }
  if (typeof key === 'number') return new Failure(`unsupported index value ${key} in list`)
  return new Failure(`unsupported index type '${runtimeType(key).name}' in list`)
}

/** Values that hold nothing have no key; lists refuse keys that are no numbers. */
function valueAt(container: CelValue, key: CelValue): CelValue | undefined {
  if (container instanceof CelMap) return container.find(key)
  return container instanceof CelList ? elementAt(container, key) : undefined
}

function missing(container: CelValue, key: CelValue): Failure {
  const what = container instanceof CelList ? 'index out of bounds' : 'no such key'
  return new Failure(`${what}: ${showKey(key)}`)
}

/** `container[key]`; within an optional the result is optional too. */
export function index(container: CelValue, key: CelValue): CelValue {
  if (container instanceof Failure) return container
  if (key instanceof Failure) return key
  if (container instanceof Optional) return optionalIndex(container, key)
  const value = valueAt(container, key)
  return value === undefined ? missing(container, key) : value
}

export function optionalIndex(container: CelValue, key: CelValue): CelValue {
  if (container instanceof Failure) return container
  if (key instanceof Failure) return key
  const inner = container instanceof Optional ? container.value : container
  if (inner === undefined) return Optional.none
  const value = valueAt(inner, key)
  if (value instanceof Failure) return value
  return value === undefined ? Optional.none : new Optional(value)
}

export function has(container: CelValue, field: string): CelValue {
  if (container instanceof Failure) return container
  const inner = container instanceof Optional ? container.value : container
  return inner instanceof CelMap && inner.find(field) !== undefined
}
