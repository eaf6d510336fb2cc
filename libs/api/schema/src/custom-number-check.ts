// in: a number and its schema → out: what is wrong with it. Never: other values.
import { GoFloat, goFloat, invalid } from '@binnacle/meta'
import type { CheckResult } from './custom-result.ts'
import type { CustomSchema } from './custom-schema.ts'
import { type At, fieldOf, formatOf, given, jsonType } from './custom-types.ts'

type Numeric = number | bigint

export interface NumberCheck {
  readonly value: Numeric
  readonly schema: CustomSchema
  readonly at: At
  readonly result: CheckResult
}

/** A limit as it is compared with the value: both as integers of 64 bits, or both as floats. */
type Pair =
  | { readonly value: bigint; readonly limit: bigint }
  | { readonly value: number; readonly limit: number }

const integerRanges: Readonly<Record<string, readonly [bigint, bigint]>> = {
  int32: [-(2n ** 31n), 2n ** 31n - 1n],
  uint32: [0n, 2n ** 32n - 1n],
  uint64: [0n, 2n ** 64n - 1n],
  int64: [-(2n ** 63n), 2n ** 63n - 1n],
}

const plainBelow = 1e21

/** A float counts by its shortest decimal digits, filled with zeros. */
function fitsInteger(value: Numeric, format = 'int64'): boolean {
  if (typeof value === 'number' && !Number.isInteger(value)) return false
  if (typeof value === 'number' && Math.abs(value) >= plainBelow) return false
  const whole = BigInt(String(value))
  const [least, most] = integerRanges[format] ?? (integerRanges.int64 as [bigint, bigint])
  return whole >= least && whole <= most
}

function fitsFloat(value: Numeric, format: string | undefined): boolean {
  if (format !== 'float' && format !== 'float32') return true
  return Math.abs(Number(value)) <= 3.4028234663852886e38
}

/** Values and the limits that they are compared with must be of the schema's type and format. */
function isInRange(what: string, one: Numeric, { schema, at, result }: NumberCheck): boolean {
  const format = formatOf(schema)
  const fits = schema.type === 'integer' ? fitsInteger(one, format) : fitsFloat(one, format)
  if (fits) return true
  const which = format ? `with format ${format}` : '(default format)'
  const text = `${what} value must be of type ${schema.type} ${which} in ${at.path}`
  result.add(text, invalid(at.prefix === '' ? '<nil>' : at.prefix, '', text))
  return false
}

/** Integers are compared with integers, but with a limit that is none as floats. */
function pairOf(what: string, limit: number, check: NumberCheck): Pair {
  const { value, at } = check
  const fits = isInRange(what, limit, check)
  const isInteger = jsonType(value) === 'integer' && at.float !== true
  return fits && isInteger && Math.abs(limit) < 2 ** 63
    ? { value: BigInt(value), limit: BigInt(Math.trunc(limit)) }
    : { value: Number(value), limit }
}

function show(value: Numeric): string {
  return typeof value === 'bigint' ? String(value) : goFloat(value)
}

function add(check: NumberCheck, bad: Numeric, text: string): void {
  const shown = typeof bad === 'bigint' ? bad : new GoFloat(bad)
  check.result.add(text, invalid(fieldOf(check.at), shown, text))
}

function isMultiple({ value, limit: factor }: Pair): boolean {
  if (typeof value === 'bigint') return value % (factor as bigint) === 0n
  const by = factor as number
  return isWhole(by < 1 ? (1 / by) * value : value / by)
}

function isWhole(value: number): boolean {
  if (Math.abs(value) > Number.MAX_SAFE_INTEGER) return false
  const nearest = Math.round(value)
  if (value === nearest) return true
  const scale = Math.abs(value) + Math.abs(nearest)
  return Math.abs(value - nearest) / scale < 1e-9
}

function checkMultiple(check: NumberCheck): void {
  const pair = pairOf('MultipleOf', Number(check.schema.multipleOf), check)
  const { value, limit } = pair
  const { path } = check.at
  if (limit <= 0) {
    const text = `factor MultipleOf declared for ${path} must be positive: ${show(limit)}`
    add(check, limit, text)
  } else if (!isMultiple(pair)) {
    add(check, value, `${path} in body should be a multiple of ${show(limit)}`)
  }
}

function checkMinimum(check: NumberCheck): void {
  const { schema, at } = check
  const { value, limit } = pairOf('Minimum boundary', Number(schema.minimum), check)
  const isExclusive = schema.exclusiveMinimum === true
  if (isExclusive ? value > limit : value >= limit) return
  const words = isExclusive ? 'greater than' : 'greater than or equal to'
  add(check, value, `${at.path} in body should be ${words} ${show(limit)}`)
}

function checkMaximum(check: NumberCheck): void {
  const { schema, at } = check
  const { value, limit } = pairOf('Maximum boundary', Number(schema.maximum), check)
  const isExclusive = schema.exclusiveMaximum === true
  if (isExclusive ? value < limit : value <= limit) return
  const words = isExclusive ? 'less than' : 'less than or equal to'
  add(check, value, `${at.path} in body should be ${words} ${show(limit)}`)
}

export function checkNumber(check: NumberCheck): void {
  const { schema, result } = check
  isInRange('Checked', check.value, check)
  if (given(schema.multipleOf)) checkMultiple(check)
  if (given(schema.minimum)) checkMinimum(check)
  if (given(schema.maximum)) checkMaximum(check)
  result.matches += 1
}
