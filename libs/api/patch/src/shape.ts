// in: a TypeDef → out: how its values merge and who may own which part. Never: values.
import type { ObjectType, TypeDef } from '@binnacle/catalogue'

/** What a value may be; more than one member where the schema says little. */
export interface Shape {
  scalar?: 'numeric' | 'string' | 'boolean' | 'untyped'
  list?: ListShape
  map?: MapShape
}

export interface ListShape {
  items: Shape
  relation: 'atomic' | 'set' | 'map'
  /** As the schema declares them. */
  keys: readonly string[]
  /** Sorted, each with what stands for it where an item leaves it out. */
  sortedKeys: readonly { readonly name: string; readonly fallback: unknown }[]
}

export interface MapShape {
  fields: ReadonlyMap<string, Shape>
  /** Members that `fields` does not name; undefined: there may be none. */
  rest: Shape | undefined
  atomic: boolean
}

const noFields: ReadonlyMap<string, Shape> = new Map()

/** Anything, owned as a whole. */
export const untypedShape: Shape = { scalar: 'untyped' }
untypedShape.list = { items: untypedShape, relation: 'atomic', keys: [], sortedKeys: [] }
untypedShape.map = { fields: noFields, rest: untypedShape, atomic: true }

/** Anything: objects are owned member by member, lists as a whole. What has no schema has this shape. */
export const deducedShape: Shape = { scalar: 'untyped' }
deducedShape.list = { items: untypedShape, relation: 'atomic', keys: [], sortedKeys: [] }
deducedShape.map = { fields: noFields, rest: deducedShape, atomic: false }

const anyShape: Shape = {
  scalar: 'untyped',
  list: { items: untypedShape, relation: 'atomic', keys: [], sortedKeys: [] },
  map: { fields: noFields, rest: deducedShape, atomic: false },
}

const strict = new WeakMap<TypeDef, Shape>()
const tolerant = new WeakMap<TypeDef, Shape>()

/** The shape of a type; computed once for each type. `undefined` is a resource without any schema. */
export function shapeOf(type: TypeDef | undefined): Shape {
  return type === undefined ? deducedShape : compile(type, false)
}

/** `keeps`: some type around this one keeps unknown fields, and hands that down. */
function compile(type: TypeDef, keeps: boolean): Shape {
  const known = keeps ? tolerant : strict
  const found = known.get(type)
  if (found !== undefined) return found
  const shape: Shape = {}
  known.set(type, shape)
  fill(shape, type, keeps)
  return shape
}

function fill(shape: Shape, type: TypeDef, keeps: boolean): void {
  switch (type.kind) {
    case 'object':
      shape.map = objectShape(type, keeps || type.preserveUnknown === true)
      return
    case 'map': {
      const rest = compile(type.values, keeps)
      shape.map = { fields: noFields, rest, atomic: type.mapType === 'atomic' }
      return
    }
    case 'list':
      shape.list = {
        items: compile(type.items, keeps),
        relation: type.listType,
        keys: type.mapKeys,
        sortedKeys: sortedKeysOf(type.mapKeys, type.items),
      }
      return
    case 'scalar':
      Object.assign(shape, scalarShape(type.scalar))
      return
    case 'any':
      if (type.form === 'raw') Object.assign(shape, untypedShape)
      else if (type.form === 'fields') shape.map = anyShape.map as MapShape
      else Object.assign(shape, anyShape)
  }
}

function objectShape(type: ObjectType, keeps: boolean): MapShape {
  const fields = new Map<string, Shape>()
  for (const [name, field] of type.fields) fields.set(name, compile(field.type, keeps))
  const open = keeps || type.fields.size === 0
  const rest = type.additional ? compile(type.additional, keeps) : open ? deducedShape : undefined
  return { fields, rest, atomic: type.mapType === 'atomic' }
}

function sortedKeysOf(keys: readonly string[], items: TypeDef): ListShape['sortedKeys'] {
  const fields = items.kind === 'object' ? items.fields : undefined
  return [...keys].sort().map((name) => ({ name, fallback: fields?.get(name)?.default }))
}

function scalarShape(scalar: string): Shape {
  switch (scalar) {
    case 'string':
    case 'bytes':
    case 'duration':
      return { scalar: 'string' }
    case 'boolean':
      return { scalar: 'boolean' }
    case 'int32':
    case 'int64':
    case 'integer':
    case 'float':
    case 'double':
      return { scalar: 'numeric' }
    case 'intOrString':
      return anyShape
    default:
      return { scalar: 'untyped' }
  }
}

/** The shape of a member of a map; undefined where the map may not have it. */
export function memberShape(map: MapShape, name: string): Shape | undefined {
  return map.fields.get(name) ?? map.rest
}
