// in: a function and values that it does not take → out: the failure in cel-go's words. Never: which functions there are.
import { runtimeType } from './conversions.ts'
import { noOverload } from './equality.ts'
import {
  CelList,
  CelMap,
  type CelValue,
  Duration,
  Failure,
  Optional,
  Timestamp,
  TypeValue,
  Uint,
} from './values.ts'

export const conversions: ReadonlySet<string> = new Set([
  'bool',
  'bytes',
  'double',
  'duration',
  'dyn',
  'int',
  'string',
  'timestamp',
  'type',
  'uint',
])

const numbers = ['int', 'uint', 'double']
const times = ['timestamp', 'duration']

/** By operator, the kinds of first operands that know it at all. */
const knowing: Readonly<Record<string, ReadonlySet<string>>> = {
  '_+_': new Set([...numbers, ...times, 'string', 'bytes', 'list']),
  '_-_': new Set([...numbers, ...times]),
  '_*_': new Set(numbers),
  '_/_': new Set(numbers),
  '_%_': new Set(['int', 'uint']),
  '-_': new Set(['int', 'double', 'duration']),
  '_<_': new Set([...numbers, ...times, 'string', 'bytes', 'bool']),
  size: new Set(['string', 'bytes', 'list', 'map']),
}
const comparisons = new Set(['_<=_', '_>_', '_>=_'])
/** These answer for themselves what they do not know. */
const receivers = new Set(['string', ...times])

export function mismatchOf(name: string, values: readonly CelValue[]): Failure {
  if (conversions.has(name)) {
    const types = values.map((value) => runtimeType(value).name)
    return new Failure(`no such overload: ${name}(${types.join(', ')})`)
  }
  const known = knowing[comparisons.has(name) ? '_<_' : name]
  if (known === undefined || values.length === 0) return noOverload
  const { kind } = runtimeType(values[0] as CelValue)
  if (known.has(kind) || receivers.has(kind)) return noOverload
  return new Failure(`no such overload: ${name}`)
}

function goName(value: CelValue): string {
  if (value === null) return 'types.Null'
  if (typeof value === 'bigint') return 'types.Int'
  if (typeof value === 'number') return 'types.Double'
  if (typeof value === 'string') return 'types.String'
  if (typeof value === 'boolean') return 'types.Bool'
  if (value instanceof Uint) return 'types.Uint'
  if (value instanceof Uint8Array) return 'types.Bytes'
  if (value instanceof Timestamp) return 'types.Timestamp'
  if (value instanceof Duration) return 'types.Duration'
  if (value instanceof Optional) return '*types.Optional'
  if (value instanceof TypeValue) return '*types.Type'
  return value instanceof CelList || value instanceof CelMap ? 'ref.Val' : 'types.Opaque'
}

export function notIterable(value: CelValue): Failure {
  return new Failure(`got '${goName(value)}', expected iterable type`)
}
