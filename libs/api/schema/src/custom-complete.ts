// in: an object and its schema → out: whether nulls and defaults would leave it as it is. Never: a change.
import { type CustomSchema, isJsonObject, type Json, memberSchema } from './custom-schema.ts'

const defaulting = new WeakMap<object, boolean>()

function findDefault(schema: Json): boolean {
  if (!isJsonObject(schema)) return false
  if (schema.default !== undefined && schema.default !== null) return true
  if (findDefault(schema.items) || findDefault(schema.additionalProperties)) return true
  return Object.values(schema.properties ?? {}).some(findDefault)
}

/** Worked out once for each schema. */
function hasDefaults(schema: object): boolean {
  const known = defaulting.get(schema)
  if (known !== undefined) return known
  const found = findDefault(schema)
  defaulting.set(schema, found)
  return found
}

function isComplete(value: Json, schema: CustomSchema | undefined): boolean {
  if (!schema) return true
  if (Array.isArray(value)) {
    const items = schema.items ?? undefined
    const defaulted = items?.default !== undefined && items.default !== null
    const badNulls = defaulted && items.nullable !== true && value.includes(null)
    return !badNulls && value.every((item) => isComplete(item, items))
  }
  if (!isJsonObject(value)) return true
  for (const [name, property] of Object.entries<CustomSchema>(schema.properties ?? {})) {
    const defaulted = property.default !== undefined && property.default !== null
    if (defaulted && !Object.hasOwn(value, name)) return false
  }
  return Object.keys(value).every((name) => {
    const member = memberSchema(schema, name)
    if (value[name] === null) return member === undefined || member.nullable === true
    return isComplete(value[name], member)
  })
}

/** `parse` is called only where the JSON text itself does not tell. */
export function isCompleteJson(
  json: Buffer,
  parse: () => Json,
  schema: CustomSchema | undefined,
): boolean {
  if (!schema) return true
  if (!hasDefaults(schema) && !json.includes('null')) return true
  return isComplete(parse(), schema)
}
