// in: a scalar and its schema → out: what is wrong with it. Never: lists or objects.
import { type FieldError, invalid, tooLong, typeInvalid } from '@binnacle/meta'
import { RE2JS } from 're2js'
import { formatTest } from './custom-formats.ts'
import { checkNumber } from './custom-number-check.ts'
import type { CheckResult } from './custom-result.ts'
import { type CustomSchema, isJsonObject, type Json } from './custom-schema.ts'
import { type At, fieldOf, formatOf, given, jsonType, typesOf } from './custom-types.ts'

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

export function checkScalar(value: Json, schema: CustomSchema, at: At, result: CheckResult): void {
  if (isJsonObject(value) || Array.isArray(value)) return
  if (typeof value === 'string') {
    checkString(value, schema, at, result)
    result.matches += 1
    checkFormat(value, schema, at, result)
  } else if (typeof value === 'number' || typeof value === 'bigint') {
    checkNumber({ value, schema, at, result })
    result.matches += 1
  }
}
