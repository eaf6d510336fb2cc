// in: upstream's schemas, Go facts and protobuf numbers → out: one row for every type. Never: files.
import { propertyExpression } from './property-expression.ts'
import type { GoField, Json, ProtoField, Upstream } from './read-upstream.ts'

/** name, type expression, protobuf number, flags, and what else the schema says. */
export type FieldRow = [string, string, number, string, Json?]

export interface TypeRow {
  /** Declared map type. */
  m?: string
  /** Group, version and kind that the type serves. */
  k?: [string, string, string][]
  /** Unions, as the schema has them. */
  u?: Json
  f: FieldRow[]
}

export function makeTypeRows(upstream: Upstream): Map<string, TypeRow> {
  const rows = new Map<string, TypeRow>()
  for (const name of [...upstream.schemas.keys()].sort()) {
    const facts = upstream.goTypes[name]
    if (facts) rows.set(name.replace('io.k8s.', ''), makeRow(name, facts, upstream))
  }
  return rows
}

function makeRow(name: string, facts: readonly GoField[], upstream: Upstream): TypeRow {
  const schema = upstream.schemas.get(name)
  const row: TypeRow = { f: [] }
  if (schema['x-kubernetes-map-type']) row.m = schema['x-kubernetes-map-type']
  const kinds = schema['x-kubernetes-group-version-kind']
  if (kinds) row.k = kinds.map((each: Json) => [each.group, each.version, each.kind])
  if (schema['x-kubernetes-unions']) row.u = schema['x-kubernetes-unions']
  const numbers = protoNumbers(name, upstream.protoMessages, new Set(facts.map((f) => f.name)))
  for (const fact of facts) {
    const property = schema.properties?.[fact.name]
    if (!property) throw new Error(`${name}.${fact.name} is not in the schema`)
    const place = numbers.get(fact.name) ?? noPlace
    const field = makeField(fact, property, schema.required ?? [], place)
    const values = upstream.enums[name]?.[fact.name]
    if (values) addMore(field, { n: values })
    row.f.push(field)
  }
  return row
}

function makeField(fact: GoField, property: Json, required: string[], place: Place): FieldRow {
  let flags = required.includes(fact.name) ? 'r' : ''
  if (fact.pointer) flags += 'p'
  if (fact.omit === 'zero') flags += 'z'
  if (fact.omit === 'never') flags += 'n'
  const more: Json = {}
  if ('default' in property) more.d = property.default
  const strategy = property['x-kubernetes-patch-strategy']
  if (strategy) more.s = strategy.split(',')
  const mergeKey = property['x-kubernetes-patch-merge-key']
  if (mergeKey) more.m = mergeKey
  if (place.embedded) more.e = place.embedded
  const row: FieldRow = [fact.name, propertyExpression(fact.type, property), place.number, flags]
  if (Object.keys(more).length > 0) row.push(more)
  return row
}

interface Place {
  number: number
  /** The struct that Go embeds and that holds the field. */
  embedded?: string
}

const noPlace: Place = { number: 0 }

/** By JSON name; a field of an embedded struct has the number inside its own message. */
function protoNumbers(
  name: string,
  messages: Upstream['protoMessages'],
  fields: ReadonlySet<string>,
): Map<string, Place> {
  const message = messageName(name)
  const own = messages[message]
  const places = new Map<string, Place>()
  for (const field of own ?? []) places.set(field.name, { number: field.number })
  const packageName = message.replace(/\.[^.]*$/, '')
  for (const field of own ?? []) {
    if (fields.has(field.name)) continue
    const embedded = field.type.slice(field.type.lastIndexOf('.') + 1)
    for (const inner of messageOf(field, packageName, messages)) {
      if (!places.has(inner.name)) places.set(inner.name, { number: inner.number, embedded })
    }
  }
  return places
}

/** A protobuf package has no dashes where a Go path does. */
function messageName(name: string): string {
  return name.replace(/^io\.k8s\./, 'k8s.io.').replaceAll('-', '_')
}

function messageOf(
  { type }: ProtoField,
  packageName: string,
  messages: Upstream['protoMessages'],
): readonly ProtoField[] {
  if (type.startsWith('.')) return messages[type.slice(1)] ?? []
  return messages[`${packageName}.${type}`] ?? []
}

function addMore(row: FieldRow, more: Json): void {
  row[4] = { ...row[4], ...more }
}
