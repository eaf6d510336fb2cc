// in: an object and its schema → out: it without what the schema does not know; paths of what went. Never: metadata's own fields.
import {
  additionalSchema,
  allowsAdditional,
  type CustomSchema,
  isEmbedded,
  isJsonObject,
  type Json,
  keepsUnknown,
  propertySchema,
} from './custom-schema.ts'

const metaFields = new Set(['apiVersion', 'kind', 'metadata'])

interface Walk {
  readonly unknown: string[]
}

function child(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`
}

function prune(value: Json, schema: CustomSchema | undefined, path: string, walk: Walk): void {
  if (keepsUnknown(schema)) keepAndWalk(value, schema, path, walk)
  else if (Array.isArray(value)) {
    value.forEach((item, index) => {
      prune(item, schema?.items, `${path}[${index}]`, walk)
    })
  } else if (isJsonObject(value)) {
    for (const name of Object.keys(value)) pruneMember(value, name, schema, path, walk)
  }
}

function pruneMember(
  object: Json,
  name: string,
  schema: CustomSchema | undefined,
  path: string,
  walk: Walk,
): void {
  if (isEmbedded(schema) && metaFields.has(name)) return
  const at = child(path, name)
  const property = propertySchema(schema, name)
  if (property !== undefined) prune(object[name], property, at, walk)
  else if (allowsAdditional(schema)) prune(object[name], additionalSchema(schema), at, walk)
  else {
    walk.unknown.push(at)
    delete object[name]
  }
}

/** Where unknown fields are kept, only what the schema knows is walked. */
function keepAndWalk(value: Json, schema: CustomSchema, path: string, walk: Walk): void {
  if (Array.isArray(value)) {
    if (!schema?.items) return
    value.forEach((item, index) => {
      keepAndWalk(item, schema.items, `${path}[${index}]`, walk)
    })
    return
  }
  if (!isJsonObject(value)) return
  for (const name of Object.keys(value)) {
    if (isEmbedded(schema) && metaFields.has(name)) continue
    const property = propertySchema(schema, name)
    if (property !== undefined) prune(value[name], property, child(path, name), walk)
    else if (allowsAdditional(schema)) {
      prune(value[name], additionalSchema(schema), child(path, name), walk)
    }
  }
}

/** Prunes in place; paths in order of the alphabet. `isRoot`: apiVersion, kind and metadata stay. */
export function pruneCustom(
  value: Json,
  schema: CustomSchema | undefined,
  isRoot: boolean,
): string[] {
  const walk: Walk = { unknown: [] }
  const rooted = isRoot ? { ...schema, 'x-kubernetes-embedded-resource': true } : schema
  prune(value, rooted, '', walk)
  return walk.unknown.sort()
}
