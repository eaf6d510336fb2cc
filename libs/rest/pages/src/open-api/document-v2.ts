// in: paths and schemas of OpenAPI v3 → out: the same as OpenAPI v2 says them. Never: bytes.
import { type Dict, isDict } from '@binnacle/meta'
import { requiredOfHead } from './custom-schemas.ts'
import type { Parts } from './document-v3.ts'
import { refHead } from './operation.ts'
import { isTokenPage } from './page-paths.ts'
import { type SharedParameters, shareParameters } from './shared-parameters.ts'

const depthMax = 200

export interface PartsV2 extends SharedParameters {
  readonly definitions: Record<string, Dict>
}

/** Paths, shared parameters and definitions of one v3 document, in v2's form. */
export function partsV2({ paths, schemas, custom }: Parts): PartsV2 {
  const shown = Object.entries(paths).map(([path, record]) => [path, pathV2(record, custom)])
  const definitions = Object.entries(schemas).map(([name, schema]) => [name, schemaV2(schema, 0)])
  return {
    ...shareParameters(Object.fromEntries(shown)),
    definitions: Object.fromEntries(definitions),
  }
}

function pathV2(record: Dict, custom: boolean): Dict {
  const result: Dict = {}
  for (const [method, inner] of Object.entries(record)) {
    result[method] =
      method === 'parameters' ? inner.map(parameterV2) : operationV2(inner, method, custom)
  }
  return result
}

function parameterV2({ schema, ...rest }: Dict): Dict {
  return { uniqueItems: true, type: schema.type, ...rest }
}

const bodies = ['application/json', 'application/yaml', 'application/vnd.kubernetes.protobuf']
const patches = [
  'application/json-patch+json',
  'application/merge-patch+json',
  'application/strategic-merge-patch+json',
  'application/apply-patch+yaml',
]

function operationV2(record: Dict, method: string, custom: boolean): Dict {
  const { tags, description, operationId, parameters, requestBody, responses, ...rest } = record
  const first = responses['200']?.content ?? {}
  const result: Dict = {
    description,
    consumes: consumesOf(record, method, custom),
    produces: Object.keys(first),
    schemes: ['https'],
    tags,
    operationId,
  }
  const all = (parameters ?? []).map(parameterV2)
  if (requestBody) all.unshift(bodyParameter(requestBody))
  if (all.length > 0) result.parameters = all
  result.responses = {}
  for (const [code, response] of Object.entries(responses) as [string, Dict][]) {
    const schema = schemaOfContent(response.content)
    result.responses[code] = {
      description: response.description,
      ...(schema ? { schema: schemaV2(schema, 0) } : {}),
    }
  }
  return { ...result, ...rest }
}

function consumesOf(record: Dict, method: string, custom: boolean): string[] | undefined {
  if (record['x-kubernetes-action'] === undefined) {
    if (isTokenPage(record)) return undefined
    return record.operationId === 'getCodeVersion' ? ['application/json'] : bodies
  }
  if (method === 'patch' && record['x-kubernetes-action'] === 'patch') {
    return custom ? patches.filter((type) => !type.includes('strategic')) : patches
  }
  return custom ? ['application/json', 'application/yaml'] : ['*/*']
}

function bodyParameter(requestBody: Dict): Dict {
  const schema = schemaV2(schemaOfContent(requestBody.content) ?? {}, 0)
  const required = requestBody.required ? { required: true } : {}
  return { name: 'body', in: 'body', ...required, schema }
}

function schemaOfContent(content: Dict | undefined): Dict | undefined {
  return (Object.values(content ?? {})[0] as Dict | undefined)?.schema
}

/** What v2 has no word for is left out; the rest keeps its meaning. */
export function schemaV2(schema: Dict, depth = 0): Dict {
  if (depth > depthMax) return {}
  if (typeof schema.$ref === 'string') return { $ref: refV2(schema.$ref) }
  const { default: _default, nullable, oneOf, anyOf, allOf, not: _not, ...plain } = schema
  const isOpen = nullable === true || plain['x-kubernetes-preserve-unknown-fields'] === true
  const rest = withoutNullable(plain, isOpen ? {} : (plain.properties ?? {}))
  const single = allOf?.length === 1 ? allOf[0].$ref : undefined
  if (single !== undefined) return { ...rest, $ref: refV2(single) }
  if (rest.format === 'int-or-string') return { ...rest, type: 'string' }
  if (oneOf?.length === 2 && rest.type === undefined && oneOf[0].type === 'string') {
    return { ...rest, type: 'string' }
  }
  if (depth === 0 && rest['x-kubernetes-preserve-unknown-fields'] === true) return opaque(rest)
  if (isOpen) {
    const { type: _type, items: _items, properties: _properties, ...free } = rest
    Object.assign(free, headV2(rest, depth))
    if (isDict(free.additionalProperties)) {
      free.additionalProperties = schemaV2(free.additionalProperties, depth + 1)
    }
    return depth === 0 ? { ...free, type: 'object' } : free
  }
  if (rest.properties) rest.properties = eachV2(rest.properties, depth)
  if (rest.items) rest.items = schemaV2(rest.items, depth + 1)
  if (isDict(rest.additionalProperties)) {
    rest.additionalProperties = schemaV2(rest.additionalProperties, depth + 1)
  }
  return rest
}

/** An object within an object keeps its head, but where unknown fields stay. */
function headV2(schema: Dict, depth: number): Dict {
  if (schema['x-kubernetes-embedded-resource'] !== true) return {}
  if (schema['x-kubernetes-preserve-unknown-fields'] === true) {
    const added: string[] = schema[requiredOfHead as unknown as string] ?? []
    const required = schema.required?.filter((name: string) => !added.includes(name))
    return { required: required?.length > 0 ? required : undefined }
  }
  const { apiVersion, kind, metadata } = schema.properties
  return { properties: eachV2({ apiVersion, kind, metadata }, depth) }
}

/** What may be null has no type here, and readers would miss it: it is not required. */
function withoutNullable(schema: Dict, properties: Dict): Dict {
  const { required, additionalProperties } = schema
  if (required === undefined) return schema
  const isKept = (name: string) => properties[name]?.nullable !== true
  const kept = additionalProperties?.nullable ? [] : required.filter(isKept)
  return { ...schema, required: kept.length === 0 ? undefined : kept }
}

/** A kind that keeps what it does not know is any object to readers of v2. */
function opaque(schema: Dict): Dict {
  const kept = ['x-kubernetes-group-version-kind', 'x-kubernetes-selectable-fields']
  const entries = kept.filter((key) => key in schema).map((key) => [key, schema[key]])
  return { type: 'object', ...Object.fromEntries(entries) }
}

function eachV2(properties: Dict, depth: number): Dict {
  const entries = Object.entries(properties).map(([key, inner]) => [
    key,
    schemaV2(inner, depth + 1),
  ])
  return Object.fromEntries(entries)
}

function refV2(ref: string): string {
  return `#/definitions/${ref.slice(refHead.length)}`
}
