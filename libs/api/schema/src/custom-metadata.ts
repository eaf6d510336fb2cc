// in: an object with objects in it → out: their apiVersion, kind and metadata in Go's form, or why not. Never: other fields.
import { builtinType } from '@binnacle/catalogue'
import {
  dns1035Label,
  type FieldError,
  invalid,
  nameIsPathSegment,
  objectMetaErrors,
  required,
} from '@binnacle/meta'
import {
  additionalSchema,
  copyJson,
  type CustomSchema,
  isEmbedded,
  isJsonObject,
  type Json,
  type JsonObject,
  propertySchema,
} from './custom-schema.ts'
import { DecodeError } from './decode-error.ts'
import { decodeTyped } from './decode-typed.ts'
import { inNameOrder } from './store-order.ts'

const metaTypeName = 'apimachinery.pkg.apis.meta.v1.ObjectMeta'

/** Metadata as Go would write it back; unknown fields go and are named in `unknown`. Throws DecodeError. */
export function coerceMetadata(object: JsonObject, path: string, unknown: string[]): void {
  const { metadata } = object
  if (metadata === undefined || metadata === null) return
  const strict: string[] = []
  const decoded = decodeTyped(metadata, builtinType(metaTypeName), strict)
  if (decoded.creationTimestamp === null) delete decoded.creationTimestamp
  object.metadata = decoded
  const head = path === '' ? 'metadata' : `${path}.metadata`
  for (const text of strict) {
    const name = /^unknown field "(.*)"$/s.exec(text)?.[1]
    if (name !== undefined) unknown.push(`${head}.${name}`)
  }
}

class CoerceStop extends Error {
  readonly error: FieldError

  constructor(error: FieldError) {
    super()
    this.error = error
  }
}

function coerceHead(object: JsonObject, path: string, unknown: string[], dotted: string): void {
  for (const name of ['apiVersion', 'kind']) {
    if (Object.hasOwn(object, name) && typeof object[name] !== 'string') {
      throw new CoerceStop(invalid(`${dotted}${name}`, object[name], 'must be a string'))
    }
  }
  // A failed decoding leaves it half changed.
  const sent = copyJson(object.metadata)
  try {
    coerceMetadata(object, path, unknown)
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error
    throw new CoerceStop(invalid(`${dotted}metadata`, inNameOrder(sent), error.message))
  }
}

function walk(
  value: Json,
  schema: CustomSchema | undefined,
  path: string,
  unknown: string[],
): void {
  if (!schema) return
  if (Array.isArray(value)) {
    value.forEach((item, index) => {
      walk(item, schema.items ?? undefined, `${path}[${index}]`, unknown)
    })
    return
  }
  if (!isJsonObject(value)) return
  const dotted = path === '' ? '' : `${path}.`
  if (isEmbedded(schema)) coerceHead(value, path, unknown, dotted)
  for (const [name, member] of Object.entries(value)) {
    const property = propertySchema(schema, name)
    if (property !== undefined) walk(member, property, `${dotted}${name}`, unknown)
    else {
      const additional = additionalSchema(schema)
      if (additional !== undefined) walk(member, additional, `${path}[${name}]`, unknown)
    }
  }
}

/** Of objects within the object, in place; the first that cannot be is returned. */
export function coerceEmbedded(
  value: Json,
  schema: CustomSchema | undefined,
  unknown: string[],
  path = '',
): FieldError | undefined {
  try {
    walk(value, schema, path, unknown)
    return undefined
  } catch (error) {
    if (error instanceof CoerceStop) return error.error
    throw error
  }
}

function kindErrors(kind: Json, field: string): FieldError[] {
  if (typeof kind !== 'string') return [invalid(field, kind, 'must be a string')]
  if (kind === '') return [invalid(field, kind, 'must not be empty')]
  const texts = dns1035Label(kind.toLowerCase())
  if (texts.length === 0) return []
  const text = `may have mixed case, but should otherwise match: ${texts.join(',')}`
  return [invalid(field, kind, text)]
}

function versionErrors(apiVersion: Json, field: string): FieldError[] {
  if (typeof apiVersion !== 'string') return [invalid(field, apiVersion, 'must be a string')]
  if (apiVersion === '') return [invalid(field, apiVersion, 'must not be empty')]
  if (apiVersion.split('/').length <= 2) return []
  return [invalid(field, apiVersion, `unexpected GroupVersion string: ${apiVersion}`)]
}

function headErrors(object: JsonObject, dotted: string): FieldError[] {
  const errors: FieldError[] = []
  for (const name of ['apiVersion', 'kind']) {
    if (!Object.hasOwn(object, name)) errors.push(required(`${dotted}${name}`))
  }
  for (const [name, value] of Object.entries(object)) {
    const field = `${dotted}${name}`
    if (name === 'apiVersion') errors.push(...versionErrors(value, field))
    else if (name === 'kind') errors.push(...kindErrors(value, field))
    else if (name === 'metadata' && isJsonObject(value)) {
      const metadata = { ...value, name: value.name || 'fakename' }
      const rules = {
        namespaced: Boolean(value.namespace),
        nameRule: nameIsPathSegment,
        path: field,
      }
      errors.push(...moved(objectMetaErrors(metadata, rules), field))
    }
  }
  return errors
}

/** Errors of metadata, at the place where this metadata is. */
function moved(errors: readonly FieldError[], field: string): FieldError[] {
  return errors.map((error) => ({ ...error, field: error.field.replace(/^metadata/, field) }))
}

/** What is wrong with the objects within the object. */
export function checkEmbedded(
  value: Json,
  schema: CustomSchema | undefined,
  path = '',
): FieldError[] {
  if (!schema) return []
  if (Array.isArray(value)) {
    return value.flatMap((item, index) => checkEmbedded(item, schema.items, `${path}[${index}]`))
  }
  if (!isJsonObject(value)) return []
  const dotted = path === '' ? '' : `${path}.`
  const errors = isEmbedded(schema) ? headErrors(value, dotted) : []
  for (const [name, member] of Object.entries(value)) {
    const property = propertySchema(schema, name)
    if (property !== undefined) errors.push(...checkEmbedded(member, property, `${dotted}${name}`))
    else errors.push(...checkEmbedded(member, additionalSchema(schema), `${path}[${name}]`))
  }
  return errors
}
