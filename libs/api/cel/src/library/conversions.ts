// in: nothing → out: functions between types. Never: how a value is converted.
import {
  runtimeType,
  toBoolValue,
  toBytesValue,
  toDoubleValue,
  toDurationValue,
  toIntValue,
  toStringValue,
  toTimestampValue,
  toUintValue,
} from '../conversions.ts'
import { type Overload, overload, type Run } from '../declare.ts'
import { type CelValue, TypeValue } from '../values.ts'

function between(to: string, run: (value: CelValue) => CelValue, from: string[]): Overload[] {
  return from.map((type) => {
    const id = type === to ? `${type}_to_${to}` : `${ids[type] ?? type}_to_${ids[to] ?? to}`
    return overload(id, `${to}(${type}): ${to}`, run as Run)
  })
}

const ids: Readonly<Record<string, string>> = { int: 'int64', uint: 'uint64' }

export const conversions: readonly Overload[] = [
  overload('type', 'type(A): type(A)', (value) => new TypeValue(runtimeType(value as CelValue))),
  ...between('bool', toBoolValue, ['bool', 'string']),
  ...between('bytes', toBytesValue, ['bytes', 'string']),
  ...between('double', toDoubleValue, ['double', 'int', 'string', 'uint']),
  ...between('duration', toDurationValue, ['duration', 'string']),
  overload('to_dyn', 'dyn(A): dyn', (value) => value as CelValue),
  ...between('int', toIntValue, ['int', 'double', 'duration', 'string', 'timestamp', 'uint']),
  ...between('string', toStringValue, [
    ...['string', 'bool', 'bytes', 'double', 'duration', 'int', 'timestamp', 'uint'],
  ]),
  ...between('timestamp', toTimestampValue, ['timestamp', 'int', 'string']),
  ...between('uint', toUintValue, ['uint', 'double', 'int', 'string']),
]
