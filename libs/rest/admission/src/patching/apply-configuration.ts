// in: an object, its type and an apply configuration → out: both merged by the type's rules. Never: owners of fields.
import { isDeepStrictEqual } from 'node:util'
import type { FieldDef, ListType, ObjectType, TypeDef } from '@binnacle/catalogue'
import type { Dict } from '@binnacle/meta'

type Json = unknown

function isDict(value: Json): value is Dict {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function fieldType(type: ObjectType, name: string): TypeDef | undefined {
  return (type.fields.get(name) as FieldDef | undefined)?.type ?? type.additional
}

function childType(type: TypeDef, name: string): TypeDef | undefined {
  if (type.kind === 'object') return fieldType(type, name)
  return type.kind === 'map' ? type.values : undefined
}

/** Paths of all that would be replaced whole: a policy may not write such. */
export function atomicParts(type: TypeDef | undefined, value: Json, path = ''): string[] {
  const found: string[] = []
  if ((type?.kind === 'object' || type?.kind === 'map') && isDict(value)) {
    if (type.mapType === 'atomic') found.push(path)
    if (type.kind === 'map') return found
    for (const [name, child] of Object.entries(value)) {
      found.push(...atomicParts(fieldType(type, name), child, `${path}.${name}`))
    }
  } else if (type?.kind === 'list' && Array.isArray(value)) {
    if (type.listType === 'atomic') found.push(path)
    for (const [index, item] of value.entries()) {
      found.push(...atomicParts(type.items, item, `${path}[${index}]`))
    }
  }
  return found
}

/** Fields that the type does not know, as the reference names them. */
export function unknownParts(type: TypeDef | undefined, value: Json, path = ''): string[] {
  if (type?.kind === 'list' && Array.isArray(value)) {
    return value.flatMap((item, index) => unknownParts(type.items, item, `${path}[${index}]`))
  }
  if (!isDict(value) || (type?.kind !== 'object' && type?.kind !== 'map')) return []
  return Object.entries(value).flatMap(([name, child]) => {
    const at = `${path}.${name}`
    const known = childType(type, name)
    const open = type.kind === 'object' && type.preserveUnknown
    if (known === undefined) return open ? [] : [`${at}: field not declared in schema`]
    return unknownParts(known, child, at)
  })
}

function mergeMaps(type: TypeDef, live: Dict, patch: Dict): Dict {
  const merged = new Map<string, Json>(Object.entries(live))
  for (const [name, value] of Object.entries(patch)) {
    const was = Object.hasOwn(live, name) ? live[name] : undefined
    merged.set(name, mergeApplied(childType(type, name), was, value))
  }
  return Object.fromEntries(merged)
}

function sameItem({ listType, mapKeys }: ListType, a: Json, b: Json): boolean {
  if (listType === 'set') return isDeepStrictEqual(a, b)
  return isDict(a) && isDict(b) && mapKeys.every((key) => isDeepStrictEqual(a[key], b[key]))
}

/** What is there keeps its place; new items follow. */
function mergeLists(type: ListType, live: readonly Json[], patch: readonly Json[]): Json[] {
  const merged = [...live]
  for (const item of patch) {
    const at = merged.findIndex((one) => sameItem(type, one, item))
    if (at < 0) merged.push(item)
    else merged[at] = mergeApplied(type.items, merged[at], item)
  }
  return merged
}

export function mergeApplied(type: TypeDef | undefined, live: Json, patch: Json): Json {
  if (type?.kind === 'list' && type.listType !== 'atomic') {
    if (Array.isArray(live) && Array.isArray(patch)) return mergeLists(type, live, patch)
  } else if ((type?.kind === 'object' || type?.kind === 'map') && type.mapType !== 'atomic') {
    if (isDict(live) && isDict(patch)) return mergeMaps(type, live, patch)
  }
  return patch
}
