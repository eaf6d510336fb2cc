// in: an apply configuration and its type → out: what a policy may not say in it. Never: merging.
import type { FieldDef, ObjectType, TypeDef } from '@binnacle/catalogue'
import { isDict } from '@binnacle/meta'

type Json = unknown

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
