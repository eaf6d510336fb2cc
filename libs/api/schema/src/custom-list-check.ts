// in: an object and its schema → out: items of sets and keyed lists that come twice. Never: other checks.
import { duplicate, type FieldError, invalid } from '@binnacle/meta'
import {
  additionalSchema,
  type CustomSchema,
  isJsonObject,
  type Json,
  propertySchema,
} from './custom-schema.ts'

/** Objects are the same whatever the order of their keys. */
function identity(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(identity).join(',')}]`
  if (!isJsonObject(value)) return `${typeof value} ${JSON.stringify(value)}`
  const names = Object.keys(value).sort()
  return `{${names.map((name) => `${JSON.stringify(name)}:${identity(value[name])}`).join(',')}}`
}

/** Where each value that comes again does so first. */
function repeated(values: readonly Json[]): number[] {
  const times = new Map<string, number>()
  const found: number[] = []
  values.forEach((value, index) => {
    const key = identity(value)
    const seen = times.get(key) ?? 0
    times.set(key, seen + 1)
    if (seen === 1) found.push(index)
  })
  return found
}

function keysOf(item: Json, names: readonly string[]): Json {
  const keys: Record<string, Json> = {}
  if (!isJsonObject(item)) return keys
  for (const name of names) if (Object.hasOwn(item, name)) keys[name] = item[name]
  return keys
}

function checkKeyed(list: Json[], schema: CustomSchema, path: string): FieldError[] {
  const odd = list.findIndex((item) => item !== null && !isJsonObject(item))
  if (odd >= 0) {
    const text = 'must be an object for an array of list-type map'
    return [invalid(`${path}[${odd}]`, list[odd], text)]
  }
  const keys = list.map((item) => keysOf(item, schema['x-kubernetes-list-map-keys'] ?? []))
  return repeated(keys).map((index) => duplicate(`${path}[${index}]`, keys[index]))
}

function checkList(list: Json[], schema: CustomSchema, path: string): FieldError[] {
  const errors: FieldError[] = []
  const listType = schema['x-kubernetes-list-type']
  if (listType === 'set') {
    errors.push(...repeated(list).map((index) => duplicate(`${path}[${index}]`, list[index])))
  } else if (listType === 'map') errors.push(...checkKeyed(list, schema, path))
  if (schema.items) {
    list.forEach((item, index) => {
      errors.push(...checkUnique(item, schema.items, `${path}[${index}]`))
    })
  }
  return errors
}

export function checkUnique(
  value: Json,
  schema: CustomSchema | undefined,
  path = '',
): FieldError[] {
  if (!schema) return []
  if (Array.isArray(value)) return checkList(value, schema, path)
  if (!isJsonObject(value)) return []
  const errors: FieldError[] = []
  const additional = additionalSchema(schema)
  for (const [name, member] of Object.entries(value)) {
    const property = propertySchema(schema, name)
    if (property !== undefined) {
      errors.push(...checkUnique(member, property, path === '' ? name : `${path}.${name}`))
    } else if (additional !== undefined) {
      errors.push(...checkUnique(member, additional, `${path}[${name}]`))
    }
  }
  return errors
}
