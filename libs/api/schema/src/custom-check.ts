// in: a value and its schema → out: all that the schema's keywords say against it, in the reference's words.
import { type FieldError, invalid, required, tooMany } from '@binnacle/meta'
import type { Correlated } from './custom-correlate.ts'
import { CheckResult } from './custom-result.ts'
import { checkEnum } from './custom-enum-check.ts'
import { checkScalar, checkType } from './custom-scalar-check.ts'
import { type At, fieldOf } from './custom-types.ts'
import {
  additionalSchema,
  type CustomSchema,
  isJsonObject,
  type Json,
  type JsonObject,
  propertySchema,
} from './custom-schema.ts'
import { isWrittenAsFloat } from './number-literal.ts'

interface Place extends At {
  /** What was here before; undefined: nothing that can be told to be the same. */
  readonly correlated: Correlated | undefined
}

/** A cause without a place of its own. */
function unplaced(at: At, text: string): FieldError {
  return invalid(at.prefix === '' ? '<nil>' : at.prefix, '', text)
}

function quoted(path: string): string {
  return JSON.stringify(path)
}

function merge(into: CheckResult, schema: CustomSchema, value: Json, place: Place): void {
  into.merge(checkValue(value, schema, place))
}

function checkAnyOf(value: Json, schema: CustomSchema, place: Place, result: CheckResult): void {
  let best: CheckResult | undefined
  for (const alternative of schema.anyOf) {
    const each = checkPlain(value, alternative, place)
    if (each.valid) {
      result.merge(each)
      return
    }
    if (best === undefined || each.matches > best.matches) best = each
  }
  const text = `${quoted(place.path)} must validate at least one schema (anyOf)`
  result.add(text, unplaced(place, text))
  if (best !== undefined) result.merge(best)
}

function checkOneOf(value: Json, schema: CustomSchema, place: Place, result: CheckResult): void {
  let best: CheckResult | undefined
  let first: CheckResult | undefined
  let valid = 0
  for (const alternative of schema.oneOf) {
    const each = checkPlain(value, alternative, place)
    if (each.valid) {
      valid += 1
      best = undefined
      first ??= each
    } else if (valid === 0 && (best === undefined || each.matches > best.matches)) best = each
  }
  if (valid === 1 && first !== undefined) {
    result.merge(first)
    return
  }
  const found = valid === 0 ? 'Found none valid' : `Found ${valid} valid alternatives`
  const text = `${quoted(place.path)} must validate one and only one schema (oneOf). ${found}`
  result.add(text, unplaced(place, text))
  if (best !== undefined) result.merge(best)
}

function checkAllOf(value: Json, schema: CustomSchema, place: Place, result: CheckResult): void {
  let valid = 0
  for (const part of schema.allOf) {
    const each = checkPlain(value, part, place)
    if (each.valid) valid += 1
    result.merge(each)
  }
  if (valid === schema.allOf.length) return
  const none = valid === 0 ? '. None validated' : ''
  const text = `${quoted(place.path)} must validate all the schemas (allOf)${none}`
  result.add(text, unplaced(place, text))
}

function nonEmpty(list: unknown): boolean {
  return Array.isArray(list) && list.length > 0
}

function checkJunctors(value: Json, schema: CustomSchema, place: Place): CheckResult {
  const result = new CheckResult()
  if (nonEmpty(schema.anyOf)) checkAnyOf(value, schema, place, result)
  if (nonEmpty(schema.oneOf)) checkOneOf(value, schema, place, result)
  if (nonEmpty(schema.allOf)) checkAllOf(value, schema, place, result)
  if (schema.not && checkPlain(value, schema.not, place).valid) {
    const text = `${quoted(place.path)} must not validate the schema (not)`
    result.add(text, unplaced(place, text))
  }
  result.matches += 1
  return result
}

/** Within alternatives nothing is forgiven at this level, but below it may be. */
function checkPlain(value: Json, schema: CustomSchema, place: Place): CheckResult {
  return checkKeywords(value, schema, place)
}

function checkList(value: Json[], schema: CustomSchema, place: Place, result: CheckResult): void {
  if (schema.items) {
    value.forEach((item, index) => {
      const correlated = place.correlated?.index(index)
      const float = isWrittenAsFloat(value, index)
      const at = { ...place, path: `${place.path}[${index}]`, correlated, float }
      merge(result, schema.items, item, at)
    })
  }
  const { minItems, maxItems } = schema
  const size = value.length
  if (minItems !== undefined && minItems !== null && size < minItems) {
    const text = `${place.path} in body should have at least ${minItems} items`
    result.add(text, invalid(fieldOf(place), size, text))
  }
  if (maxItems !== undefined && maxItems !== null && size > maxItems) {
    const text = `${place.path} in body should have at most ${maxItems} items`
    result.add(text, tooMany(fieldOf(place), size, Number(maxItems)))
  }
  result.matches += 1
}

function checkCounts(size: number, schema: CustomSchema, place: Place, result: CheckResult): void {
  const { minProperties, maxProperties } = schema
  if (minProperties !== undefined && minProperties !== null && size < minProperties) {
    const text = `${place.path} in body should have at least ${minProperties} properties`
    result.add(text, invalid(fieldOf(place), size, text))
  }
  if (maxProperties !== undefined && maxProperties !== null && size > maxProperties) {
    const text = `${place.path} in body should have at most ${maxProperties} properties`
    result.add(text, tooMany(fieldOf(place), size, Number(maxProperties)))
  }
}

function member(place: Place, name: string): Place {
  const isRoot = place.path === '' && place.prefix === ''
  const hidden = isRoot && (name === 'kind' || name === 'apiVersion')
  const correlated = hidden ? undefined : place.correlated?.key(name)
  return { ...place, path: place.path === '' ? name : `${place.path}.${name}`, correlated }
}

function checkObject(
  value: JsonObject,
  schema: CustomSchema,
  place: Place,
  result: CheckResult,
): void {
  const names = Object.keys(value)
  checkCounts(names.length, schema, place, result)
  if (schema.additionalProperties === false) {
    for (const name of names) {
      if (propertySchema(schema, name) !== undefined) continue
      const text = `${place.path}.${name} in body is a forbidden property`
      result.add(text, invalid(fieldOf(place), name, text))
    }
  } else {
    const additional = additionalSchema(schema)
    for (const name of additional === undefined ? [] : names) {
      if (propertySchema(schema, name) !== undefined) continue
      const float = isWrittenAsFloat(value, name)
      const at = { ...member(place, name), path: `${place.path}.${name}`, float }
      merge(result, additional, value[name], at)
    }
  }
  for (const [name, property] of Object.entries<CustomSchema>(schema.properties ?? {})) {
    if (!Object.hasOwn(value, name)) continue
    const at = { ...member(place, name), float: isWrittenAsFloat(value, name) }
    merge(result, property, value[name], at)
  }
  for (const name of schema.required ?? []) {
    if (Object.hasOwn(value, name)) continue
    const at = { ...place, path: `${place.path}.${name}` }
    result.add(`${at.path} in body is required`, required(fieldOf(at)))
  }
}

function checkKeywords(value: Json, schema: CustomSchema, place: Place): CheckResult {
  const result = new CheckResult()
  if (value === null || value === undefined) {
    checkType(value, schema, place, result)
    checkEnum(value ?? null, schema, place, result)
    return result
  }
  checkType(value, schema, place, result)
  result.merge(checkJunctors(value, schema, place))
  result.matches += 1
  checkScalar(value, schema, place, result)
  if (Array.isArray(value)) checkList(value, schema, place, result)
  checkEnum(value, schema, place, result)
  result.matches += 1
  if (isJsonObject(value)) {
    checkObject(value, schema, place, result)
    result.matches += 1
  }
  result.matches += 1
  return result
}

function checkValue(value: Json, schema: CustomSchema, place: Place): CheckResult {
  const result = checkKeywords(value, schema, place)
  if (result.valid || place.correlated?.unchanged !== true) return result
  return result.forgive()
}

export interface CustomCheck {
  /** Before every path; '' or `status`. */
  readonly prefix?: string
  /** On updates: what did not change is not refused. */
  readonly correlated?: Correlated | undefined
}

/** In the reference's order, each cause once. */
export function validateCustom(
  value: Json,
  schema: CustomSchema | undefined,
  { prefix = '', correlated }: CustomCheck = {},
): FieldError[] {
  if (!schema) return []
  return checkValue(value, schema, { path: '', prefix, correlated }).found.map(({ error }) => error)
}
