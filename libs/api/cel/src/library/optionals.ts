// in: nothing → out: functions of optional values. Never: their lazy parts, which plan evaluates.
import { type Overload, overload, type Run } from '../declare.ts'
import { noOverload } from '../equality.ts'
import {
  ArrayList,
  CelList,
  CelMap,
  type CelValue,
  Duration,
  Failure,
  Optional,
  Timestamp,
  Uint,
} from '../values.ts'

function isZero(value: CelValue): boolean {
  if (value === null || value === false || value === '' || value === 0n || value === 0) return true
  if (value instanceof Uint) return value.value === 0n
  if (value instanceof Duration || value instanceof Timestamp) return value.nanos === 0n
  if (value instanceof CelList || value instanceof CelMap) return value.size === 0
  return value instanceof Uint8Array && value.length === 0
}

function contentOf(optional: CelValue): CelValue {
  if (!(optional instanceof Optional)) return noOverload
  return optional.value === undefined ? new Failure('optional.none() dereference') : optional.value
}

function edge(list: CelList, index: number): Optional {
  return list.size === 0 ? Optional.none : new Optional(list.get(index))
}

function unwrap(list: CelList): CelValue {
  const values: CelValue[] = []
  for (const element of list) {
    if (!(element instanceof Optional)) return new Failure(`value ${element} is not optional`)
    if (element.value !== undefined) values.push(element.value)
  }
  return new ArrayList(values)
}

const special: Run = () => noOverload

export const optionals: readonly Overload[] = [
  overload('optional_of', 'optional~of(V): optional(V)', (value) => new Optional(value)),
  overload('optional_ofNonZeroValue', 'optional~ofNonZeroValue(V): optional(V)', (value) =>
    isZero(value as CelValue) ? Optional.none : new Optional(value),
  ),
  overload('optional_none', 'optional~none(): optional(V)', () => Optional.none),
  overload('optional_value', 'optional(V).value(): V', (value) => contentOf(value as CelValue)),
  overload('optional_hasValue', 'optional(V).hasValue(): bool', (value) =>
    value instanceof Optional ? value.value !== undefined : noOverload,
  ),
  overload('optional_or_optional', 'optional(V).or(optional(V)): optional(V)', special),
  overload('optional_orValue_value', 'optional(V).orValue(V): V', special),
  overload('select_optional_field', '_?~_(dyn, string): optional(V)', special),
  overload('list_optindex_optional_int', '_[?_](list(V), int): optional(V)', special),
  overload(
    'optional_list_optindex_optional_int',
    '_[?_](optional(list(V)), int): optional(V)',
    special,
  ),
  overload('map_optindex_optional_value', '_[?_](map(K, V), K): optional(V)', special),
  overload(
    'optional_map_optindex_optional_value',
    '_[?_](optional(map(K, V)), K): optional(V)',
    special,
  ),
  overload('optional_list_index_int', '_[_](optional(list(V)), int): optional(V)', special),
  overload('optional_map_index_value', '_[_](optional(map(K, V)), K): optional(V)', special),
  overload('list_last', 'list(V).last(): optional(V)', (list) =>
    edge(list as CelList, (list as CelList).size - 1),
  ),
  overload('list_first', 'list(V).first(): optional(V)', (list) => edge(list as CelList, 0)),
  overload('optional_unwrap', 'optional~unwrap(list(optional(V))): list(V)', (list) =>
    unwrap(list as CelList),
  ),
  overload('optional_unwrapOpt', 'list(optional(V)).unwrapOpt(): list(V)', (list) =>
    unwrap(list as CelList),
  ),
]
