// in: the schema of a custom resource → out: the type that expressions see. Never: values.
import { type DeclType, listDecl, mapDecl, objectDecl, scalarDecl } from './environment.ts'
import { escapeName } from './escape-name.ts'
import {
  boolType,
  bytesType,
  doubleType,
  durationType,
  dynType,
  intType,
  stringType,
  timestampType,
} from './types.ts'

/** A structural schema as definitions spell it. */
// biome-ignore lint/suspicious/noExplicitAny: JSONSchemaProps
export type Schema = any

/** The largest request, by which sizes without a limit are bounded. */
export const requestBytesMax = 3 * 1024 * 1024

function atLeastZero(value: number): number {
  return Math.max(Number(value), 0)
}

function maxOf(limit: number | undefined, otherwise: number): number {
  return limit === undefined || limit === null ? otherwise : atLeastZero(limit)
}

const string: Schema = { type: 'string' }

/** Of the root of an object: type and name are always there. */
export function withObjectMeta(schema: Schema): Schema {
  const metadata = { type: 'object', properties: { name: string, generateName: string } }
  const properties = { ...schema.properties, kind: string, apiVersion: string, metadata }
  return { ...schema, properties, type: 'object' }
}

function stringDecl(schema: Schema): DeclType {
  const unbounded = requestBytesMax - 2
  switch (schema.format) {
    case 'byte':
      return scalarDecl(bytesType, 2, maxOf(schema.maxLength, unbounded))
    case 'duration':
      return scalarDecl(durationType, 3, 32)
    case 'date':
      return scalarDecl(timestampType, 12, 12)
    case 'date-time':
      return scalarDecl(timestampType, 21, 32)
  }
  return scalarDecl(stringType, 2, stringMax(schema, unbounded))
}

/** Characters are up to four bytes long. */
function stringMax(schema: Schema, unbounded: number): number {
  if (schema.maxLength !== undefined && schema.maxLength !== null) {
    return atLeastZero(schema.maxLength) * 4
  }
  if (!Array.isArray(schema.enum) || schema.enum.length === 0) return unbounded
  const lengths = schema.enum.map((value: unknown) =>
    typeof value === 'string' ? Buffer.byteLength(value) : 0,
  )
  return Math.max(...lengths)
}

function arrayDecl(schema: Schema, name: string): DeclType | undefined {
  if (schema.items === undefined || schema.items === null) return undefined
  const items = schemaType(schema.items, isEmbedded(schema.items), `${name}.@idx`)
  if (items === undefined) return undefined
  const most = Math.floor((requestBytesMax - 2) / (items.minSize + 1))
  return listDecl(items, maxOf(schema.maxItems, most))
}

function isEmbedded(schema: Schema): boolean {
  return schema['x-kubernetes-embedded-resource'] === true
}

function objectType(schema: Schema, name: string): DeclType | undefined {
  const additional = schema.additionalProperties
  if (typeof additional === 'object' && additional !== null) {
    const values = schemaType(additional, isEmbedded(additional), `${name}.@elem`)
    if (values === undefined) return undefined
    const most = Math.floor((requestBytesMax - 2) / (values.minSize + 6))
    return mapDecl(values, maxOf(schema.maxProperties, most))
  }
  const required = new Set<string>(schema.required ?? [])
  const fields = new Map<string, DeclType>()
  let minSize = 2
  for (const [property, sub] of Object.entries<Schema>(schema.properties ?? {})) {
    const escaped = escapeName(property)
    const field = schemaType(sub, isEmbedded(sub), `${name}.${escaped ?? property}`)
    if (field === undefined) continue
    if (escaped !== undefined) fields.set(escaped, field)
    if (required.has(property) && (sub.default === undefined || sub.default === null)) {
      minSize += Buffer.byteLength(property) + field.minSize + 4
    }
  }
  return { ...objectDecl(name, fields), minSize }
}

/** undefined: expressions cannot see such values. `isRoot`: of an object with apiVersion and kind. */
export function schemaType(
  schema: Schema,
  isRoot: boolean,
  name: string = 'object',
): DeclType | undefined {
  if (schema['x-kubernetes-int-or-string'] === true) {
    const { maxLength } = schema
    const bounded = maxLength !== undefined && maxLength !== null
    return scalarDecl(dynType, 1, bounded ? atLeastZero(maxLength) * 4 : requestBytesMax - 2)
  }
  const full = isRoot ? withObjectMeta(schema) : schema
  switch (full.type) {
    case 'array':
      return arrayDecl(full, name)
    case 'object':
      return objectType(full, name)
    case 'string':
      return stringDecl(full)
    case 'boolean':
      return scalarDecl(boolType, 4)
    case 'number':
      return scalarDecl(doubleType, 1)
    case 'integer':
      return scalarDecl(intType, 1)
  }
  return undefined
}

/** The same type by another name; those within it are named by where they are. */
export function renamedType(decl: DeclType, name: string): DeclType {
  const { fields, key, elem, maxElements, minSize } = decl
  if (fields !== undefined) {
    const renamed = [...fields].map(
      ([field, type]) => [field, renamedType(type, `${name}.${field}`)] as const,
    )
    return { ...objectDecl(name, new Map(renamed)), minSize }
  }
  if (elem === undefined) return decl
  return key === undefined
    ? listDecl(renamedType(elem, `${name}.@idx`), maxElements)
    : mapDecl(renamedType(elem, `${name}.@elem`), maxElements)
}

/** How large the value at a path may be; the path starts with a variable that has this type. */
export function sizeWithin(root: DeclType, path: readonly string[]): number | undefined {
  let current: DeclType | undefined = root
  for (const step of path.slice(1)) {
    if (step === '@items' || step === '@values') current = current.elem
    else if (step === '@keys') current = current.key
    else current = current.fields?.get(step)
    if (current === undefined) return undefined
  }
  return current.maxElements
}
