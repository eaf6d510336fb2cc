// in: a type's name or expression → out: its linked TypeDef, made on first use. Never: custom types.
import type { GroupVersionKind } from '@binnacle/meta'
import { type FieldRow, typeRows } from './rows.ts'
import type { AnyType, FieldDef, ListType, ObjectType, ScalarType, TypeDef } from './type-def.ts'

const objects = new Map<string, ObjectType>()
const expressions = new Map<string, TypeDef>()

/** By schema name without `io.k8s.`: `api.core.v1.Pod`. */
export function builtinType(name: string): ObjectType {
  const known = objects.get(name)
  if (known) return known
  const row = typeRows()[name]
  if (!row) throw new Error(`the catalogue has no type ${name}`)
  const fields = new Map<string, FieldDef>()
  const type: ObjectType = {
    kind: 'object',
    name: `io.k8s.${name}`,
    goName: name.slice(name.lastIndexOf('.') + 1),
    fields,
    mapType: row.m ?? 'granular',
  }
  objects.set(name, type)
  for (const field of row.f) fields.set(field[0], linkField(field))
  return type
}

const noStrategy: readonly never[] = []

function linkField([name, expression, proto, flags, more]: FieldRow): FieldDef {
  return {
    name,
    type: linkType(expression),
    proto,
    required: flags.includes('r'),
    pointer: flags.includes('p'),
    omit: flags.includes('n') ? 'never' : flags.includes('z') ? 'zero' : 'empty',
    default: more?.d,
    patchStrategy: more?.s ?? noStrategy,
    patchMergeKey: more?.m,
    embedded: more?.e,
    values: more?.n,
  }
}

/** The grammar is that of the generator's property expressions. */
function linkType(expression: string): TypeDef {
  let type = expressions.get(expression)
  if (type === undefined) {
    type = parseType(expression)
    expressions.set(expression, type)
  }
  return type
}

const scalars: Readonly<Record<string, ScalarType>> = {
  s: { kind: 'scalar', scalar: 'string', goName: 'string' },
  bytes: { kind: 'scalar', scalar: 'bytes', goName: '[]uint8' },
  bool: { kind: 'scalar', scalar: 'boolean', goName: 'bool' },
  i32: { kind: 'scalar', scalar: 'int32', goName: 'int32' },
  i64: { kind: 'scalar', scalar: 'int64', goName: 'int64' },
  f64: { kind: 'scalar', scalar: 'double', goName: 'float64' },
  time: { kind: 'scalar', scalar: 'time', goName: 'v1.Time' },
  micro: { kind: 'scalar', scalar: 'microTime', goName: 'v1.MicroTime' },
  quantity: { kind: 'scalar', scalar: 'quantity', goName: 'resource.Quantity' },
  intOrString: { kind: 'scalar', scalar: 'intOrString', goName: 'intstr.IntOrString' },
}

const anything: Readonly<Record<string, AnyType['form'] & string>> = {
  raw: 'raw',
  fields: 'fields',
  json: 'json',
  schemaOrArray: 'schemaOrArray',
  schemaOrBool: 'schemaOrBool',
  schemaOrStrings: 'schemaOrStrings',
}

function parseType(expression: string): TypeDef {
  const scalar = scalars[expression]
  if (scalar) return scalar
  const form = anything[expression]
  if (form) return { kind: 'any', form }
  if (expression.startsWith('s=')) {
    return { kind: 'scalar', scalar: 'string', goName: expression.slice(2) }
  }
  if (expression[0] === '#') return parseReference(expression.slice(1))
  const close = expression.indexOf(expression[0] === '[' ? ']' : '}')
  const head = expression.slice(1, close)
  const inner = linkType(expression.slice(close + 1))
  if (expression[0] === '[') return listOf(head, inner)
  return { kind: 'map', values: inner, mapType: head === 'atomic' ? 'atomic' : 'granular' }
}

function listOf(head: string, items: TypeDef): ListType {
  const [listType, keys] = head.split(':')
  return {
    kind: 'list',
    items,
    listType: listType === 'map' ? 'map' : listType === 'set' ? 'set' : 'atomic',
    mapKeys: keys?.split(',') ?? [],
  }
}

function parseReference(reference: string): ObjectType {
  const [name = '', mapType] = reference.split('!')
  const type = builtinType(name)
  if (mapType === undefined || mapType === type.mapType) return type
  return { ...type, mapType: mapType as ObjectType['mapType'] }
}

let byKind: Map<string, string> | undefined
const versions = new Set<string>()
/** Every version of every group speaks these. */
const everywhere = new Set(['DeleteOptions', 'WatchEvent'])

/** The type of any kind that the API speaks: served kinds, lists, Scale, Eviction, DeleteOptions. */
export function typeOf({ group, version, kind }: GroupVersionKind): ObjectType | undefined {
  if (byKind === undefined) {
    byKind = new Map()
    for (const [name, row] of Object.entries(typeRows())) {
      for (const [g, v, k] of row.k ?? []) {
        byKind.set(`${g}/${v}/${k}`, name)
        versions.add(`${g}/${v}`)
      }
    }
  }
  const everyone = everywhere.has(kind) && versions.has(`${group}/${version}`)
  const name = byKind.get(everyone ? `/v1/${kind}` : `${group}/${version}/${kind}`)
  return name === undefined ? undefined : builtinType(name)
}
