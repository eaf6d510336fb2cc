// in: a definition and what was there → out: what its author should know. Never: refusals.
import { goQuote, type KubeObject } from '@binnacle/meta'
import { formatTest } from '@binnacle/schema'
import { everySchema } from './every-schema.ts'

// biome-ignore lint/suspicious/noExplicitAny: JSONSchemaProps
type Schema = any

function isUnknownFormat(schema: Schema): boolean {
  const { format, type = '' } = schema
  if (!format) return false
  if (type === '' || type === 'string') return formatTest(format) === undefined
  if (type === 'integer') return format !== 'int32' && format !== 'int64'
  if (type === 'number') return format !== 'float' && format !== 'double'
  return true
}

function* schemasOf(object: KubeObject): Generator<Schema> {
  for (const version of object.spec?.versions ?? []) {
    yield* everySchema(version.schema?.openAPIV3Schema)
  }
}

/** A schema that all versions share counts once: it moves to the top. */
function distinctSchemas(object: KubeObject): Schema[] {
  const versions = object.spec?.versions ?? []
  const texts = new Set(versions.map((version: Schema) => JSON.stringify(version.schema)))
  if (texts.size > 1 || versions.length < 2) return [...schemasOf(object)]
  return [...everySchema(versions[0]?.schema?.openAPIV3Schema)]
}

function formatsOf(object: KubeObject): string[] {
  return distinctSchemas(object)
    .filter(isUnknownFormat)
    .map((schema) => schema.format)
}

function setWarnings(object: KubeObject): string[] {
  const found = new Set<string>()
  for (const schema of schemasOf(object)) {
    const type = schema['x-kubernetes-list-type'] === 'set' ? schema.items?.type : undefined
    if (type !== 'object' && type !== 'array') continue
    found.add(
      `x-kubernetes-list-type: set for items of type "${type}" is not supported by server-side apply or CEL validation rules`,
    )
  }
  return [...found].sort()
}

export function definitionWarnings(object: KubeObject, was: KubeObject | undefined): string[] {
  const known = new Set(was ? formatsOf(was) : [])
  const formats = formatsOf(object).filter((format) => !known.has(format))
  const before = new Set(was ? setWarnings(was) : [])
  return [
    ...formats.map((format) => `unrecognized format ${goQuote(format)}`),
    ...setWarnings(object).filter((warning) => !before.has(warning)),
  ]
}
