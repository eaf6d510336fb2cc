// in: an object type → out: what decoding needs at hand for each of its fields. Never: values.
import type { FieldDef, ObjectType, TypeDef } from '@binnacle/catalogue'

export interface FieldPlan {
  readonly field: FieldDef
  readonly name: string
  readonly type: TypeDef
  /** Place among the fields of the struct. */
  readonly at: number
  /** Name of the struct that has the field, for errors. */
  readonly owner: string
  /** An empty value is left out. */
  readonly dropEmpty: boolean
  /** Written though absent. */
  readonly always: boolean
}

export interface TypePlan {
  readonly type: ObjectType
  readonly fields: ReadonlyMap<string, FieldPlan>
  /** Fields that are written though absent, in order. */
  readonly always: readonly FieldPlan[]
  /** Empty lists stay empty lists: the kind is stored as JSON, not as protobuf. */
  readonly keepsEmpty: boolean
}

const plans = new WeakMap<ObjectType['fields'], TypePlan>()

export function planOf(type: ObjectType): TypePlan {
  let plan = plans.get(type.fields)
  if (plan === undefined) {
    plan = makePlan(type)
    plans.set(type.fields, plan)
  }
  return plan
}

function makePlan(type: ObjectType): TypePlan {
  const fields = new Map<string, FieldPlan>()
  for (const [name, field] of type.fields) {
    fields.set(name, {
      field,
      name,
      type: field.type,
      at: fields.size,
      owner: type.goName,
      dropEmpty: field.omit !== 'never' && !field.pointer && field.type.kind !== 'object',
      always: isAlways(field),
    })
  }
  return {
    type,
    fields,
    always: [...fields.values()].filter(({ always }) => always),
    keepsEmpty: /^io\.k8s\.(apiextensions-apiserver|kube-aggregator)\./.test(type.name),
  }
}

function isAlways({ omit, pointer, type }: FieldDef): boolean {
  if (omit === 'never') return true
  if (omit !== 'empty' || pointer) return false
  return type.kind === 'object' || isGoStruct(type)
}

/** Times and quantities are structs in Go, which omitempty never leaves out. */
function isGoStruct(type: TypeDef): boolean {
  if (type.kind !== 'scalar') return false
  return type.scalar === 'time' || type.scalar === 'microTime' || type.scalar === 'quantity'
}

/** What Go writes for a field that nobody set. */
export function zeroOf(plan: FieldPlan): unknown {
  if (plan.field.pointer) return null
  return zeroOfType(plan.type)
}

export function zeroOfType(type: TypeDef): unknown {
  if (type.kind === 'object') {
    const zero: Record<string, unknown> = {}
    for (const field of planOf(type).always) zero[field.name] = zeroOf(field)
    return zero
  }
  if (type.kind !== 'scalar') return null
  switch (type.scalar) {
    case 'string':
      return ''
    case 'boolean':
      return false
    case 'quantity':
      return '0'
    case 'time':
    case 'microTime':
    case 'bytes':
      return null
    default:
      return 0
  }
}
