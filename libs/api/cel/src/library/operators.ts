// in: nothing → out: the operators and size. Never: their cost.
import { add, divide, modulo, multiply, negate, subtract } from '../arithmetic.ts'
import { type Overload, overload, type Run } from '../declare.ts'
import { compare, equal, noOverload } from '../equality.ts'
import { CelList, CelMap, type CelValue, Failure } from '../values.ts'

function ordered(test: (order: bigint) => boolean): Run {
  return (a, b) => {
    const order = compare(a as CelValue, b as CelValue)
    return order instanceof Failure ? order : test(order)
  }
}

const scalars = {
  bool: 'bool',
  int64: 'int',
  int64_double: 'int, double',
  int64_uint64: 'int, uint',
  uint64: 'uint',
  uint64_double: 'uint, double',
  uint64_int64: 'uint, int',
  double: 'double',
  double_int64: 'double, int',
  double_uint64: 'double, uint',
  string: 'string',
  bytes: 'bytes',
  timestamp: 'timestamp',
  duration: 'duration',
}

function comparison(sign: string, word: string, test: (order: bigint) => boolean): Overload[] {
  const run = ordered(test)
  return Object.entries(scalars).map(([id, types]) => {
    const args = types.includes(',') ? types : `${types}, ${types}`
    return overload(`${word}_${id}`, `_${sign}_(${args}): bool`, run)
  })
}

function binary(sign: string, word: string, run: Run, types: Record<string, string>): Overload[] {
  return Object.entries(types).map(([id, args]) => {
    const [a, b, result] = args.split(' ') as [string, string, string]
    return overload(`${word}_${id}`, `_${sign}_(${a}, ${b}): ${result}`, run)
  })
}

function contains(value: CelValue, within: CelValue): CelValue {
  if (within instanceof CelMap) return within.find(value) !== undefined
  if (!(within instanceof CelList)) return noOverload
  for (const element of within) {
    const same = equal(element, value)
    if (same instanceof Failure) return same
    if (same) return true
  }
  return false
}

export function sizeOf(value: CelValue): bigint | undefined {
  if (typeof value === 'string') return BigInt(runeCount(value))
  if (value instanceof Uint8Array) return BigInt(value.length)
  if (value instanceof CelList || value instanceof CelMap) return BigInt(value.size)
  return undefined
}

/** Code points of a text. */
export function runeCount(text: string): number {
  let surrogates = 0
  for (let index = 0; index < text.length; index += 1) {
    if ((text.charCodeAt(index) & 0xfc00) === 0xdc00) surrogates += 1
  }
  return text.length - surrogates
}

const size: Run = (value) => sizeOf(value as CelValue) ?? noOverload
const same: Run = (a, b) => equal(a as CelValue, b as CelValue)
const different: Run = (a, b) => {
  const result = equal(a as CelValue, b as CelValue)
  return result instanceof Failure ? result : !result
}
/** These run outside the usual way: their arguments need not all have values. */
const special: Run = () => noOverload

export const operators: readonly Overload[] = [
  overload('conditional', '_?_:_(bool, A, A): A', special),
  overload('logical_and', '_&&_(bool, bool): bool', special),
  overload('logical_or', '_||_(bool, bool): bool', special),
  overload('logical_not', '!_(bool): bool', (value) =>
    typeof value === 'boolean' ? !value : noOverload,
  ),
  overload('not_strictly_false', '@not_strictly_false(bool): bool', special),
  overload('equals', '_==_(A, A): bool', same),
  overload('not_equals', '_!=_(A, A): bool', different),
  ...binary('+', 'add', add as Run, {
    bytes: 'bytes bytes bytes',
    double: 'double double double',
    duration_duration: 'duration duration duration',
    duration_timestamp: 'duration timestamp timestamp',
    timestamp_duration: 'timestamp duration timestamp',
    int64: 'int int int',
    list: 'list(A) list(A) list(A)',
    string: 'string string string',
    uint64: 'uint uint uint',
  }),
  ...binary('/', 'divide', divide as Run, {
    double: 'double double double',
    int64: 'int int int',
    uint64: 'uint uint uint',
  }),
  ...binary('%', 'modulo', modulo as Run, { int64: 'int int int', uint64: 'uint uint uint' }),
  ...binary('*', 'multiply', multiply as Run, {
    double: 'double double double',
    int64: 'int int int',
    uint64: 'uint uint uint',
  }),
  overload('negate_double', '-_(double): double', negate as Run),
  overload('negate_int64', '-_(int): int', negate as Run),
  ...binary('-', 'subtract', subtract as Run, {
    double: 'double double double',
    duration_duration: 'duration duration duration',
    int64: 'int int int',
    timestamp_duration: 'timestamp duration timestamp',
    timestamp_timestamp: 'timestamp timestamp duration',
    uint64: 'uint uint uint',
  }),
  ...comparison('<', 'less', (order) => order < 0n),
  ...comparison('<=', 'less_equals', (order) => order <= 0n),
  ...comparison('>', 'greater', (order) => order > 0n),
  ...comparison('>=', 'greater_equals', (order) => order >= 0n),
  overload('index_list', '_[_](list(A), int): A', special),
  overload('index_map', '_[_](map(A, B), A): B', special),
  overload('in_list', '@in(A, list(A)): bool', contains as Run),
  overload('in_map', '@in(A, map(A, B)): bool', contains as Run),
  overload('size_bytes', 'size(bytes): int', size),
  overload('bytes_size', 'bytes.size(): int', size),
  overload('size_list', 'size(list(A)): int', size),
  overload('list_size', 'list(A).size(): int', size),
  overload('size_map', 'size(map(A, B)): int', size),
  overload('map_size', 'map(A, B).size(): int', size),
  overload('size_string', 'size(string): int', size),
  overload('string_size', 'string.size(): int', size),
]
