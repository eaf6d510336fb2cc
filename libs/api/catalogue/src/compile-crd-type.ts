// in: the schema of a custom resource → out: its TypeDef, by which objects merge and are owned. Never: checks.
import { builtinType } from './builtin-type.ts'
import type { FieldDef, ObjectType, TypeDef } from './type-def.ts'

// biome-ignore lint/suspicious/noExplicitAny: JSONSchemaProps
type Schema = any

function field(name: string, type: TypeDef, required: boolean, value?: unknown): FieldDef {
  return {
    name,
    type,
    proto: 0,
    required,
    pointer: true,
    omit: 'empty',
    default: value,
    patchStrategy: [],
  }
}

const anything: TypeDef = { kind: 'any' }
const string: TypeDef = { kind: 'scalar', scalar: 'string', goName: 'string' }

/** Fields that every object of the API has. */
function metaFields(): [string, FieldDef][] {
  const meta = builtinType('apimachinery.pkg.apis.meta.v1.ObjectMeta')
  return [
    ['apiVersion', field('apiVersion', string, false)],
    ['kind', field('kind', string, false)],
    ['metadata', field('metadata', meta, false)],
  ]
}

function fieldsOf(schema: Schema): [string, FieldDef][] {
  const required = new Set<string>(schema?.required ?? [])
  return Object.entries<Schema>(schema?.properties ?? {}).map(([name, property]) => [
    name,
    field(name, typeOfSchema(property), required.has(name), property.default),
  ])
}

function mapTypeOf(schema: Schema): 'granular' | 'atomic' {
  return schema?.['x-kubernetes-map-type'] === 'atomic' ? 'atomic' : 'granular'
}

function keepsUnknown(schema: Schema): boolean {
  return schema?.['x-kubernetes-preserve-unknown-fields'] === true
}

function objectOf(schema: Schema, name: string, withMeta: boolean): ObjectType {
  const own = fieldsOf(schema)
  const fields = withMeta ? new Map([...own, ...metaFields()]) : new Map(own)
  const additional = schema?.additionalProperties
  const preserveUnknown = keepsUnknown(schema) || additional === true
  const mapType = mapTypeOf(schema)
  return { kind: 'object', name, goName: name, fields, mapType, preserveUnknown }
}

function objectOrMap(schema: Schema): TypeDef {
  if (schema['x-kubernetes-embedded-resource'] === true) return objectOf(schema, '', true)
  const additional = schema.additionalProperties
  const hasFields = Object.keys(schema.properties ?? {}).length > 0
  if (!hasFields && typeof additional === 'object' && additional !== null) {
    return { kind: 'map', values: typeOfSchema(additional), mapType: mapTypeOf(schema) }
  }
  return objectOf(schema, '', false)
}

function listTypeOf(schema: Schema): 'atomic' | 'set' | 'map' {
  const listType = schema['x-kubernetes-list-type']
  return listType === 'map' || listType === 'set' ? listType : 'atomic'
}

type Scalar = 'string' | 'formatted' | 'boolean' | 'integer' | 'double' | 'intOrString'

function scalarOf(scalar: Scalar): TypeDef {
  return { kind: 'scalar', scalar }
}

function typeOfSchema(schema: Schema): TypeDef {
  if (schema['x-kubernetes-int-or-string'] === true) return scalarOf('intOrString')
  switch (schema.type) {
    case 'object':
      return objectOrMap(schema)
    case 'array':
      return {
        kind: 'list',
        items: schema.items ? typeOfSchema(schema.items) : anything,
        listType: listTypeOf(schema),
        mapKeys: schema['x-kubernetes-list-map-keys'] ?? [],
      }
    case 'string':
      return scalarOf(!schema.format || schema.format === 'byte' ? 'string' : 'formatted')
    case 'boolean':
      return scalarOf('boolean')
    case 'integer':
      return scalarOf('integer')
    case 'number':
      return scalarOf('double')
  }
  return anything
}

/** Definitions may share a schema. */
const types = new WeakMap<object, ObjectType>()

/** The type of a whole object; without a schema everything is kept as it comes. */
export function compileCrdType(schema: Schema | undefined, kind: string): ObjectType {
  if (schema) {
    const known = types.get(schema)
    if (known?.name === kind) return known
    const type = objectOf(schema, kind, true)
    types.set(schema, type)
    return type
  }
  return { ...objectOf({}, kind, true), preserveUnknown: true }
}
