// in: a type → out: what an object of it holds before anything is set. Never: defaults.
import type { FieldDef, ObjectType, TypeDef } from '@binnacle/catalogue'
import { setMember } from './own-member.ts'

const known = new WeakMap<TypeDef, Readonly<Record<string, unknown>>>()

/** Structs and other members that are always written; do not change it. */
export function emptyObject(type: TypeDef | undefined): Readonly<Record<string, unknown>> {
  if (type === undefined || type.kind !== 'object') return {}
  const found = known.get(type)
  if (found !== undefined) return found
  const object: Record<string, unknown> = {}
  known.set(type, object)
  for (const [name, field] of type.fields) {
    const value = emptyMember(field)
    if (value !== undefined) setMember(object, name, value)
  }
  return object
}

/** A struct to Go, which writes it even where it may be left out. */
function isTime(type: TypeDef): boolean {
  return type.kind === 'scalar' && (type.scalar === 'time' || type.scalar === 'microTime')
}

function emptyMember({ type, pointer, omit }: FieldDef): unknown {
  if (omit === 'zero') return undefined
  if (!pointer && type.kind === 'object') return emptyObject(type as ObjectType)
  if (isTime(type) && !pointer) return null
  if (omit !== 'never') return undefined
  if (pointer || type.kind !== 'scalar') return null
  switch (type.scalar) {
    case 'string':
      return ''
    case 'boolean':
      return false
    case 'int32':
    case 'int64':
    case 'float':
    case 'double':
    case 'intOrString':
      return 0
    case 'quantity':
      return '0'
    case 'duration':
      return '0s'
    default:
      return null
  }
}
