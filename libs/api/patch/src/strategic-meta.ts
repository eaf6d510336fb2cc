// in: a type and a field name → out: how a strategic merge patch treats the field. Never: values.
import type { FieldDef, TypeDef } from '@binnacle/catalogue'
import { goQuote, unknownError } from '@binnacle/meta'

export interface MergeRule {
  /** The type of the field, for a list of its items. */
  readonly type: TypeDef
  readonly strategy: '' | 'merge' | 'replace'
  readonly mergeKey: string
}

/** The rule of a member that is an object. */
export function objectRule(type: TypeDef, name: string): MergeRule {
  const field = fieldOf(type, name)
  return { type: field.type, strategy: strategyOf(field), mergeKey: field.patchMergeKey ?? '' }
}

/** The rule of a member that is a list. */
export function listRule(type: TypeDef, name: string): MergeRule {
  const field = fieldOf(type, name)
  if (field.type.kind !== 'list') {
    throw unknownError(`expected slice or array type, but got: ${goKind(type)}`)
  }
  if (field.type.items.kind === 'list') throw unknownError('unexpected slice of slice')
  return {
    type: field.type.items,
    strategy: strategyOf(field),
    mergeKey: field.patchMergeKey ?? '',
  }
}

function strategyOf({ patchStrategy }: FieldDef): MergeRule['strategy'] {
  for (const strategy of patchStrategy) if (strategy !== 'retainKeys') return strategy
  return ''
}

function fieldOf(type: TypeDef, name: string): FieldDef {
  if (type.kind !== 'object') {
    throw unknownError(
      `merging an object in json but data type is not struct, instead is: ${goKind(type)}`,
    )
  }
  const field = type.fields.get(name) ?? fieldIgnoringCase(type.fields, name)
  if (field === undefined) {
    throw unknownError(
      `unable to find api field in struct ${type.goName} for the json field ${goQuote(name)}`,
    )
  }
  return field
}

function fieldIgnoringCase(
  fields: ReadonlyMap<string, FieldDef>,
  name: string,
): FieldDef | undefined {
  const wanted = name.toLowerCase()
  for (const [own, field] of fields) if (own.toLowerCase() === wanted) return field
  return undefined
}

/** The Go kind behind a type. */
export function goKind(type: TypeDef): string {
  if (type.kind === 'object' || type.kind === 'any') return 'struct'
  if (type.kind === 'map') return 'map'
  if (type.kind === 'list') return 'slice'
  switch (type.scalar) {
    case 'boolean':
      return 'bool'
    case 'int32':
    case 'int64':
    case 'string':
      return type.scalar
    case 'double':
    case 'float':
      return 'float64'
    case 'bytes':
      return 'slice'
    default:
      return 'struct'
  }
}
