// in: a value of an expression → out: the JSON that it stands for. Never: a schema.
import { showDuration, showTime } from './time-text.ts'
import { CelList, CelMap, type CelValue, Duration, Optional, Timestamp, Uint } from './values.ts'

function integer(value: bigint): number | bigint {
  const number = Number(value)
  return Number.isSafeInteger(number) ? number : value
}

/** Throws an Error for what JSON cannot hold. */
export function plainJson(value: CelValue): unknown {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return value
  if (typeof value === 'number') return value
  if (typeof value === 'bigint') return integer(value)
  if (value instanceof Uint) return integer(value.value)
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64')
  if (value instanceof Timestamp) return showTime(value.nanos)
  if (value instanceof Duration) return showDuration(value.nanos)
  if (value instanceof CelList) return [...value].map(plainJson)
  if (value instanceof CelMap) {
    const entries = [...value.keys()].map((key) => {
      const entry = plainJson(value.find(key) as CelValue)
      return [String(key instanceof Uint ? key.value : key), entry] as const
    })
    return Object.fromEntries(entries)
  }
  if (value instanceof Optional) return value.value === undefined ? null : plainJson(value.value)
  throw new Error('unsupported conversion to JSON')
}
