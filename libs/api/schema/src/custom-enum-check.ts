// in: a value and the values that its schema allows → out: whether it is one of them. Never: other keywords.
import { GoFloat, goFloat, notSupported } from '@binnacle/meta'
import type { CheckResult } from './custom-result.ts'
import { type CustomSchema, type Json, sameJson } from './custom-schema.ts'
import { type At, fieldOf, jsonType } from './custom-types.ts'

function isNumber(value: Json): value is number | bigint {
  return typeof value === 'number' || typeof value === 'bigint'
}

/**
 * Upstream also compares the value converted to the other's type, as Go converts: a float loses
 * what is behind its point, and an integer becomes the character with that code.
 */
function isAlike(value: Json, allowed: Json): boolean {
  if (sameJson(allowed, value)) return true
  if (!isNumber(value)) return false
  if (isNumber(allowed)) {
    const isWhole = jsonType(allowed) === 'integer'
    return Number(allowed) === (isWhole ? Math.trunc(Number(value)) : Number(value))
  }
  return jsonType(value) === 'integer' && allowed === characterOf(Number(value))
}

const lastCodePoint = 0x10_ffff

function characterOf(code: number): string {
  const isCode = code >= 0 && code <= lastCodePoint
  return isCode ? String.fromCodePoint(code).toWellFormed() : '\ufffd'
}

function show(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

function goValue(value: Json): string {
  return typeof value === 'number' && jsonType(value) === 'number' ? goFloat(value) : show(value)
}

export function checkEnum(value: Json, schema: CustomSchema, at: At, result: CheckResult): void {
  const allowed: Json = schema.enum
  if (!Array.isArray(allowed) || allowed.length === 0) return
  if (value !== null && allowed.some((each) => isAlike(value, each))) return
  const text = `${at.path} in body should be one of [${allowed.map(goValue).join(' ')}]`
  const isFloat = typeof value === 'number' && (at.float === true || jsonType(value) === 'number')
  const shown = isFloat ? new GoFloat(value) : (value ?? null)
  result.add(text, notSupported(fieldOf(at), shown, allowed.map(show)))
}
