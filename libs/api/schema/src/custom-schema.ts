// in: the schema of a custom resource → out: the parts that walks along it ask for. Never: values.

/** A structural schema as the definition spells it. */
// biome-ignore lint/suspicious/noExplicitAny: JSONSchemaProps
export type CustomSchema = any

// biome-ignore lint/suspicious/noExplicitAny: any JSON
export type Json = any

export type JsonObject = Record<string, Json>

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The schema of a named property; undefined when there is none of its own. */
export function propertySchema(schema: CustomSchema, name: string): CustomSchema | undefined {
  const properties = schema?.properties
  return properties && Object.hasOwn(properties, name) ? properties[name] : undefined
}

/** Whether properties without a schema of their own are kept. */
export function allowsAdditional(schema: CustomSchema): boolean {
  const additional = schema?.additionalProperties
  return additional !== undefined && additional !== null
}

/** The schema of properties that have none of their own. */
export function additionalSchema(schema: CustomSchema): CustomSchema | undefined {
  const additional = schema?.additionalProperties
  return isJsonObject(additional) ? additional : undefined
}

/** The schema by which the value of a property is seen. */
export function memberSchema(schema: CustomSchema, name: string): CustomSchema | undefined {
  return propertySchema(schema, name) ?? additionalSchema(schema)
}

export function keepsUnknown(schema: CustomSchema): boolean {
  return schema?.['x-kubernetes-preserve-unknown-fields'] === true
}

export function isEmbedded(schema: CustomSchema): boolean {
  return schema?.['x-kubernetes-embedded-resource'] === true
}

/** Copies JSON; keys such as `__proto__` stay plain keys. */
export function copyJson<T>(value: T): T {
  return structuredClone(value)
}

/** Sets a member even when its name is special. */
export function setMember(object: JsonObject, name: string, value: Json): void {
  if (name !== '__proto__') {
    object[name] = value
    return
  }
  const plain = { value, writable: true, enumerable: true, configurable: true }
  Object.defineProperty(object, name, plain)
}

/** Equality of JSON values; numbers of both kinds by value. */
export function sameJson(a: Json, b: Json): boolean {
  if (a === b) return true
  if (Array.isArray(a)) {
    return Array.isArray(b) && a.length === b.length && a.every((v, i) => sameJson(v, b[i]))
  }
  if (isJsonObject(a)) {
    if (!isJsonObject(b)) return false
    const keys = Object.keys(a)
    if (keys.length !== Object.keys(b).length) return false
    return keys.every((key) => Object.hasOwn(b, key) && sameJson(a[key], b[key]))
  }
  const numeric = typeof a === 'bigint' || typeof b === 'bigint'
  if (!numeric || typeof a === 'string' || typeof b === 'string') return false
  // biome-ignore lint/suspicious/noDoubleEquals: bigint and number compare by value
  return a !== null && b !== null && a == b
}
