// in: a source of chance → out: structural schemas, and values for them. Never: rules.
import type { Random } from '../harness/random.ts'

// biome-ignore lint/suspicious/noExplicitAny: JSONSchemaProps
export type Schema = any

const limits = [0, 1, 3, 3, 16, 16, 50, 1_000, 100_000, 2 ** 31]
const formats = ['date-time', 'duration', 'byte', 'uuid', 'ipv4', 'cidr', 'date']

export function makeSchema(random: Random, depth = 0): Schema {
  const schema = ofType(random, depth)
  if (random.chance(0.1)) schema.nullable = true
  return schema
}

function ofType(random: Random, depth: number): Schema {
  if (depth === 0 || (depth < 5 && random.chance(0.45))) return holder(random, depth)
  return scalar(random)
}

function scalar(random: Random): Schema {
  const type = random.pick(['string', 'string', 'integer', 'number', 'boolean', 'any', 'either'])
  if (type === 'any') return { 'x-kubernetes-preserve-unknown-fields': true }
  if (type === 'either') return { 'x-kubernetes-int-or-string': true }
  const schema: Schema = { type }
  if (type === 'string' && random.chance(0.8)) schema.maxLength = random.pick(limits)
  if (type === 'string' && random.chance(0.2)) schema.format = random.pick(formats)
  if (type === 'string' && random.chance(0.2)) schema.enum = ['a', 'b', 'c']
  if (type === 'integer' && random.chance(0.3)) schema.maximum = random.pick(limits)
  return schema
}

function holder(random: Random, depth: number): Schema {
  const kind = depth === 0 ? 'object' : random.pick(['object', 'array', 'map'])
  if (kind === 'array') {
    const schema: Schema = { type: 'array', items: makeSchema(random, depth + 1) }
    if (random.chance(0.85)) schema.maxItems = random.pick(limits)
    return schema
  }
  if (kind === 'map') {
    const schema: Schema = { type: 'object', additionalProperties: makeSchema(random, depth + 1) }
    if (random.chance(0.85)) schema.maxProperties = random.pick(limits)
    return schema
  }
  const properties: Record<string, Schema> = {}
  for (const name of ['a', 'b', 'c', 'in', 'a-b', 'δ', 'x__y'].slice(0, 1 + random.whole(7))) {
    properties[name] = makeSchema(random, depth + 1)
  }
  return { type: 'object', properties }
}

/** A chain of lists or objects in each other: what costs multiplies. */
export function deepSchema(random: Random, levels: number): Schema {
  let schema: Schema = scalar(random)
  for (let level = 0; level < levels; level++) {
    const way = random.whole(3)
    if (way === 0) schema = { type: 'array', items: schema }
    else if (way === 1) schema = { type: 'object', additionalProperties: schema }
    else schema = { type: 'object', properties: { a: schema, b: scalar(random) } }
  }
  return { type: 'object', properties: { a: schema } }
}

/** Mostly what the schema asks for; as much of it as `room` allows. */
export function makeFitting(random: Random, schema: Schema, room: number): unknown {
  if (random.chance(0.03)) return random.pick([null, 1, 'x', [], {}])
  if (schema.type === 'array') {
    const count = Math.min(schema.maxItems ?? 1_000, random.whole(room + 1))
    const each = Math.floor(room / Math.max(1, count))
    return Array.from({ length: count }, () => makeFitting(random, schema.items, each))
  }
  if (schema.type === 'object') return makeObject(random, schema, room)
  if (schema.type === 'integer') return random.pick([0, 1, -5, 7, 2 ** 31, 2 ** 53])
  if (schema.type === 'number') return random.pick([0.5, 1, -1e300, 3])
  if (schema.type === 'boolean') return random.chance(0.5)
  const length = Math.min(schema.maxLength ?? 10_000, random.whole(room * 10 + 2))
  return random.pick(['a', 'ab', 'é', '1', '(']).repeat(length).slice(0, length)
}

function makeObject(random: Random, schema: Schema, room: number): unknown {
  const made: Record<string, unknown> = {}
  if (schema.properties) {
    for (const [name, inner] of Object.entries<Schema>(schema.properties)) {
      if (random.chance(0.85)) made[name] = makeFitting(random, inner, room)
    }
    return made
  }
  const count = Math.min(schema.maxProperties ?? 1_000, random.whole(room + 1))
  const each = Math.floor(room / Math.max(1, count))
  for (let n = 0; n < count; n++) {
    made[`k${n}`] = makeFitting(random, schema.additionalProperties, each)
  }
  return made
}
