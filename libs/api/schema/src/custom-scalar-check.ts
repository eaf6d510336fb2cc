// in: a scalar and its schema → out: what is wrong with it. Never: lists or objects.
import { type FieldError, invalid, tooLong, typeInvalid } from '@binnacle/meta'
import { RE2JS } from 're2js'
import { formatTest } from './custom-formats.ts'
import type { CheckResult } from './custom-result.ts'
import { type CustomSchema, isJsonObject, type Json } from './custom-schema.ts'

/** The field of an error and the name by which its text calls it. */
export interface At {
  /** '' at the root. */
  readonly path: string
  /** Before every path; '' or `status`. */
  readonly prefix: string
  /** The number here was written as a float, whole or not. */
  readonly float?: boolean
}

export function fieldOf({ path, prefix }: At): string {
  const own = path.replace(/^\./, '')
  if (own === '') return prefix === '' ? '<nil>' : prefix
  return prefix === '' ? own : `${prefix}.${own}`
}

export function jsonType(value: Json): string {
  if (value === null || value === undefined) return 'null'
  if (typeof value === 'string') return 'string'
  if (typeof value === 'boolean') return 'boolean'
  if (typeof value === 'bigint' || Number.isInteger(value)) return 'integer'
  if (typeof value === 'number') return 'number'
  return Array.isArray(value) ? 'array' : 'object'
}

export function typesOf(schema: CustomSchema): readonly string[] {
  if (schema?.['x-kubernetes-int-or-string'] === true) return ['integer', 'string']
  return schema?.type ? [schema.type] : []
}

/** The format where it means something for the type. */
export function formatOf(schema: CustomSchema): string {
  const format: string = schema?.format ?? ''
  if (format === '') return ''
  const types = typesOf(schema)
  const type = types.length === 1 ? types[0] : ''
  if (type === '' || type === 'string') return formatTest(format) === undefined ? '' : format
  if (type === 'integer') return format === 'int32' || format === 'int64' ? format : ''
  return type === 'number' && (format === 'float' || format === 'double') ? format : ''
}

export function wrongType(
  at: At,
  wanted: string,
  found: string,
): { text: string; error: FieldError } {
  const text = `${at.path} in body must be of type ${wanted}: ${JSON.stringify(found)}`
  return { text, error: typeInvalid(fieldOf(at), found, text) }
}

function goFormat(value: Json): string {
  if (jsonType(value) === 'integer') return 'int64'
  return typeof value === 'number' ? 'float64' : ''
}

export function checkType(value: Json, schema: CustomSchema, at: At, result: CheckResult): void {
  const types = typesOf(schema)
  const format = formatOf(schema)
  if (types.length === 0 && format === '') return
  result.matches += 1
  const found = jsonType(value)
  const list = types.join(',')
  if (found === 'null') {
    if (types.length === 0 || schema.nullable === true) return
    const { text, error } = wrongType(at, list, 'null')
    result.add(text, error)
    return
  }
  const fits = types.includes(found) || (found === 'integer' && types.includes('number'))
  const textual = typeof value === 'string' || Array.isArray(value)
  if (!textual && format !== '' && !fits) {
    const own = goFormat(value)
    const { text, error } = wrongType(at, format, own)
    result.add(text, error)
    return
  }
  const numeric = types.includes('number') || types.includes('integer')
  if (!numeric && format !== '' && textual) return
  if (fits) return
  const { text, error } = wrongType(at, list, found)
  result.add(text, error)
}

const compiled = new Map<string, RE2JS | Error>()
const compiledMax = 5000

/** Patterns match in linear time. */
export function patternOf(pattern: string): RE2JS | Error {
  const known = compiled.get(pattern)
  if (known !== undefined) return known
  if (compiled.size >= compiledMax) compiled.clear()
  let made: RE2JS | Error
  try {
    made = RE2JS.compile(pattern)
  } catch (error) {
    made = error as Error
  }
  compiled.set(pattern, made)
  return made
}

function count(text: string): number {
  let pairs = 0
  for (let index = 0; index < text.length; index += 1) {
    if ((text.charCodeAt(index) & 0xfc00) === 0xdc00) pairs += 1
  }
  return text.length - pairs
}

function given(value: Json): boolean {
  return value !== undefined && value !== null
}

function checkString(value: string, schema: CustomSchema, at: At, result: CheckResult): void {
  const length = given(schema.maxLength) || given(schema.minLength) ? count(value) : 0
  if (given(schema.maxLength) && length > schema.maxLength) {
    const text = `${at.path} in body should be at most ${schema.maxLength} chars long`
    result.add(text, tooLong(fieldOf(at), Number(schema.maxLength)))
    return
  }
  if (given(schema.minLength) && length < schema.minLength) {
    const text = `${at.path} in body should be at least ${schema.minLength} chars long`
    result.add(text, invalid(fieldOf(at), value, text))
    return
  }
  if (!schema.pattern) return
  const pattern = patternOf(schema.pattern)
  if (pattern instanceof Error) {
    const text = `${at.path} in body should match '${schema.pattern}, but pattern is invalid: ${pattern.message}'`
    result.add(text, invalid(fieldOf(at), value, text))
  } else if (!pattern.matcher(value).find()) {
    const text = `${at.path} in body should match '${schema.pattern}'`
    result.add(text, invalid(fieldOf(at), value, text))
  }
}

function checkFormat(value: string, schema: CustomSchema, at: At, result: CheckResult): void {
  const format = formatOf(schema)
  const test = format === '' ? undefined : formatTest(format)
  if (test === undefined) return
  result.matches += 1
  if (test(value)) return
  const text = `${at.path} in body must be of type ${format}: ${JSON.stringify(value)}`
  result.add(text, typeInvalid(fieldOf(at), value, text))
}

/** As Go prints floats with %v. */
export function showNumber(value: number | bigint): string {
  if (typeof value === 'bigint') return String(value)
  const [digits, power] = value.toExponential().split('e') as [string, string]
  const exponent = Number(power)
  if (value === 0 || (exponent >= -4 && exponent < 21)) return String(value)
  return `${digits}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`
}

interface Limit {
  readonly value: number | bigint
  readonly limit: number
  readonly exclusive: boolean
}

/** Limits of integers are integers too. */
function limitFor(value: number | bigint, limit: number, at: At): number {
  return jsonType(value) === 'integer' && !at.float ? Math.trunc(limit) : limit
}

function checkMultiple(value: number | bigint, factor: number, at: At, result: CheckResult): void {
  if (factor <= 0) {
    const text = `factor MultipleOf declared for ${at.path} must be positive: ${showNumber(factor)}`
    result.add(text, invalid(fieldOf(at), factor, text))
    return
  }
  const integer = jsonType(value) === 'integer' && Number.isInteger(factor)
  const quotient = factor < 1 ? (1 / factor) * Number(value) : Number(value) / factor
  const fits = integer ? BigInt(value) % BigInt(factor) === 0n : isWhole(quotient)
  if (fits) return
  const text = `${at.path} in body should be a multiple of ${showNumber(factor)}`
  result.add(text, invalid(fieldOf(at), value, text))
}

function isWhole(value: number): boolean {
  const nearest = Math.round(value)
  const difference = Math.abs(value - nearest)
  if (value === nearest) return true
  const scale = Math.abs(value) + Math.abs(nearest)
  return difference / Math.min(scale, Number.MAX_VALUE) < 1e-9
}

function checkMaximum({ value, limit, exclusive }: Limit, at: At, result: CheckResult): void {
  if (exclusive ? value < limit : value <= limit) return
  const words = exclusive ? 'less than' : 'less than or equal to'
  const text = `${at.path} in body should be ${words} ${showNumber(limit)}`
  result.add(text, invalid(fieldOf(at), value, text))
}

function checkMinimum({ value, limit, exclusive }: Limit, at: At, result: CheckResult): void {
  if (exclusive ? value > limit : value >= limit) return
  const words = exclusive ? 'greater than' : 'greater than or equal to'
  const text = `${at.path} in body should be ${words} ${showNumber(limit)}`
  result.add(text, invalid(fieldOf(at), value, text))
}

const integerRanges: Readonly<Record<string, readonly [bigint, bigint]>> = {
  int32: [-(2n ** 31n), 2n ** 31n - 1n],
  uint32: [0n, 2n ** 32n - 1n],
  uint64: [0n, 2n ** 64n - 1n],
  int64: [-(2n ** 63n), 2n ** 63n - 1n],
}

function fitsInteger(value: number | bigint, format = 'int64'): boolean {
  if (typeof value === 'number' && !Number.isInteger(value)) return false
  const [least, most] = integerRanges[format] ?? (integerRanges.int64 as [bigint, bigint])
  return value >= least && value <= most
}

function fitsFloat(value: number | bigint, format: string | undefined): boolean {
  if (format !== 'float' && format !== 'float32') return true
  return Math.abs(Number(value)) <= 3.4028234663852886e38
}

function checkRange(
  value: number | bigint,
  schema: CustomSchema,
  at: At,
  result: CheckResult,
): void {
  const format = formatOf(schema)
  const fits = schema.type === 'integer' ? fitsInteger(value, format) : fitsFloat(value, format)
  if (fits) return
  const which = format ? `with format ${format}` : '(default format)'
  const text = `Checked value must be of type ${schema.type} ${which} in ${at.path}`
  result.add(text, invalid(at.prefix === '' ? '<nil>' : at.prefix, '', text))
}

function checkNumber(
  value: number | bigint,
  schema: CustomSchema,
  at: At,
  result: CheckResult,
): void {
  checkRange(value, schema, at, result)
  if (given(schema.multipleOf)) checkMultiple(value, Number(schema.multipleOf), at, result)
  if (given(schema.minimum)) {
    const limit = limitFor(value, Number(schema.minimum), at)
    checkMinimum({ value, limit, exclusive: schema.exclusiveMinimum === true }, at, result)
  }
  if (given(schema.maximum)) {
    const limit = limitFor(value, Number(schema.maximum), at)
    checkMaximum({ value, limit, exclusive: schema.exclusiveMaximum === true }, at, result)
  }
  result.matches += 1
}

export function checkScalar(value: Json, schema: CustomSchema, at: At, result: CheckResult): void {
  if (isJsonObject(value) || Array.isArray(value)) return
  if (typeof value === 'string') {
    checkString(value, schema, at, result)
    result.matches += 1
    checkFormat(value, schema, at, result)
  } else if (typeof value === 'number' || typeof value === 'bigint') {
    checkNumber(value, schema, at, result)
    result.matches += 1
  }
}
