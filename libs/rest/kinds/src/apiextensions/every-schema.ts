// in: a schema → out: it and every schema within it, in the reference's order. Never: structure rules.

// biome-ignore lint/suspicious/noExplicitAny: JSONSchemaProps
type Schema = any

function isSchema(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function* everySchema(schema: Schema | undefined): Generator<Schema> {
  if (!isSchema(schema)) return
  yield schema
  if (Array.isArray(schema.items)) for (const item of schema.items) yield* everySchema(item)
  else yield* everySchema(schema.items)
  for (const name of ['allOf', 'anyOf', 'oneOf']) {
    for (const part of schema[name] ?? []) yield* everySchema(part)
  }
  yield* everySchema(schema.not)
  for (const part of Object.values(schema.properties ?? {})) yield* everySchema(part)
  yield* everySchema(schema.additionalProperties)
  for (const part of Object.values(schema.patternProperties ?? {})) yield* everySchema(part)
  yield* everySchema(schema.additionalItems)
  for (const part of Object.values(schema.definitions ?? {})) yield* everySchema(part)
  for (const part of Object.values(schema.dependencies ?? {})) yield* everySchema(part)
}
