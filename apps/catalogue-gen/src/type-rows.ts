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
  const numbers = protoNumbers(name, upstream.protoMessages)
  for (const fact of facts) {
    const property = schema.properties?.[fact.name]
    if (!property) throw new Error(`${name}.${fact.name} is not in the schema`)
    row.f.push(makeField(fact, property, schema.required ?? [], numbers.get(fact.name) ?? 0))
  }
  return row
}

function makeField(fact: GoField, property: Json, required: string[], proto: number): FieldRow {
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
  const row: FieldRow = [fact.name, propertyExpression(fact.type, property), proto, flags]
  if (Object.keys(more).length > 0) row.push(more)
  return row
}

/** Numbers by JSON name; a field of an inlined struct has the number inside its own message. */
function protoNumbers(name: string, messages: Upstream['protoMessages']): Map<string, number> {
  const own = messages[name.replace(/^io\./, '')] ?? messages[name.replace(/^io\.k8s\./, 'k8s.io.')]
  const numbers = new Map<string, number>()
  for (const field of own ?? []) numbers.set(field.name, field.number)
  const packageName = name.replace(/^io\.k8s\./, 'k8s.io.').replace(/\.[^.]*$/, '')
  for (const field of own ?? []) {
    for (const inner of messageOf(field, packageName, messages)) {
      if (!numbers.has(inner.name)) numbers.set(inner.name, inner.number)
    }
  }
  return numbers
}

function messageOf(
  { type }: ProtoField,
  packageName: string,
  messages: Upstream['protoMessages'],
): readonly ProtoField[] {
  if (type.startsWith('.')) return messages[type.slice(1)] ?? []
  return messages[`${packageName}.${type}`] ?? []
}
