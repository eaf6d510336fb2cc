// in: an object and its schema → out: it with the schema's defaults, in place. Never: a check.
import {
  additionalSchema,
  copyJson,
  type CustomSchema,
  isJsonObject,
  type Json,
  memberSchema,
  propertySchema,
  setMember,
} from './custom-schema.ts'

function hasDefault(schema: CustomSchema | undefined): boolean {
  return schema?.default !== undefined && schema.default !== null
}

function isBadNull(value: Json, schema: CustomSchema | undefined): boolean {
  return value === null && schema !== undefined && schema.nullable !== true
}

/** Drops nulls where the schema allows none and has no default. Nulls in lists stay. */
export function pruneNulls(value: Json, schema: CustomSchema | undefined): void {
  if (Array.isArray(value)) {
    for (const item of value) pruneNulls(item, schema?.items ?? undefined)
    return
  }
  if (!isJsonObject(value)) return
  for (const name of Object.keys(value)) {
    const member = memberSchema(schema, name)
    if (isBadNull(value[name], member) && !hasDefault(member)) delete value[name]
    else pruneNulls(value[name], member)
  }
}

function defaultList(list: Json[], schema: CustomSchema): void {
  const items = schema.items ?? undefined
  list.forEach((item, index) => {
    if (isBadNull(item, items) && hasDefault(items)) list[index] = copyJson(items.default)
    defaultCustom(list[index], items)
  })
}

/** Sets what is absent, and nulls that the schema does not allow. */
export function defaultCustom(value: Json, schema: CustomSchema | undefined): void {
  if (!schema) return
  if (Array.isArray(value)) {
    defaultList(value, schema)
    return
  }
  if (!isJsonObject(value)) return
  for (const [name, property] of Object.entries<CustomSchema>(schema.properties ?? {})) {
    if (!hasDefault(property)) continue
    const absent = !Object.hasOwn(value, name)
    if (absent || isBadNull(value[name], property)) {
      setMember(value, name, copyJson(property.default))
    }
  }
  const additional = additionalSchema(schema)
  for (const name of Object.keys(value)) {
    const property = propertySchema(schema, name)
    if (property !== undefined) {
      defaultCustom(value[name], property)
      continue
    }
    if (isBadNull(value[name], additional) && hasDefault(additional)) {
      setMember(value, name, copyJson(additional.default))
    }
    defaultCustom(value[name], additional)
  }
}
