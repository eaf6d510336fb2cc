// in: a resource that users define → out: the OpenAPI v3 schemas of it and its list. Never: checks.
import type { ResourceDef } from '@binnacle/catalogue'
import { type Dict, isDict } from '@binnacle/meta'
import { standardText } from './field-texts.ts'
import { kindWords } from './naming.ts'
import { metaName, reference } from './operation.ts'

const depthMax = 200

export interface CustomSchemas {
  readonly name: string
  /** What all resources with the same schema say. */
  common(): Dict
  /** Extensions that follow it: of which kind it is, and by which fields it is selected. */
  readonly own: Dict
  readonly listName: string
  readonly list: Dict
}

/** By schema name. */
export function customSchemas(def: ResourceDef): Record<string, Dict> {
  const { name, common, own, listName, list } = customSchemaParts(def)
  return { [name]: { ...common(), ...own }, [listName]: list }
}

export function customSchemaParts(def: ResourceDef): CustomSchemas {
  const { name, listName } = kindWords(def)
  const { group, version, kind, listKind } = def
  const shared: Dict = {}
  const fields = def.custom?.selectableFields ?? []
  if (fields.length > 0) {
    shared['x-kubernetes-selectable-fields'] = fields.map((path) => ({
      fieldPath: path.replace(/^\./, ''),
    }))
  }
  const list = {
    description: `${listKind} is a list of ${kind}`,
    type: 'object',
    required: ['items'],
    properties: {
      ...typeFields(),
      items: { description: itemsText(def), type: 'array', items: reference(name) },
      metadata: metadata('list'),
    },
    ...kinds(group, version, listKind),
    ...shared,
  }
  return {
    name,
    common: () => commonOf(def.custom?.schema),
    own: { ...kinds(group, version, kind), ...shared },
    listName,
    list,
  }
}

function commonOf(schema: Dict | undefined): Dict {
  if (!schema) return { type: 'object' }
  const common = shown(schema, 0)
  common.properties = { ...common.properties, ...typeFields(), metadata: metadata('object') }
  return common
}

const conventions =
  'https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md'

function itemsText({ resource }: ResourceDef): string {
  return `List of ${resource}. More info: ${conventions}`
}

function typeFields(): Record<string, Dict> {
  const field = (name: string) => ({ ...told(standardText(name, 'object')), type: 'string' })
  return { apiVersion: field('apiVersion'), kind: field('kind') }
}

function metadata(of: 'object' | 'list'): Dict {
  const type = of === 'list' ? 'ListMeta' : 'ObjectMeta'
  return { ...told(standardText('metadata', of)), allOf: [reference(`${metaName}${type}`)] }
}

function told(text: string | undefined): Dict {
  return text === undefined ? {} : { description: text }
}

function kinds(group: string, version: string, kind: string): Dict {
  return { 'x-kubernetes-group-version-kind': [{ group, kind, version }] }
}

const maps = ['properties', 'patternProperties', 'definitions', 'dependencies']
const lists = ['allOf', 'anyOf', 'oneOf']
const singles = ['items', 'additionalProperties', 'not', 'additionalItems']

/** A copy; what is a number or a text says so. */
function shown(schema: Dict, depth: number): Dict {
  if (depth > depthMax) return {}
  const copy: Dict = { ...schema }
  for (const key of maps) if (isDict(copy[key])) copy[key] = each(copy[key], depth)
  for (const key of lists) {
    if (Array.isArray(copy[key])) copy[key] = copy[key].map((one: Dict) => shown(one, depth + 1))
  }
  for (const key of singles) if (isDict(copy[key])) copy[key] = shown(copy[key], depth + 1)
  if (copy['x-kubernetes-int-or-string'] === true && !copy.anyOf) {
    copy.anyOf = [{ type: 'integer' }, { type: 'string' }]
  }
  if (copy['x-kubernetes-embedded-resource'] === true) addHead(copy)
  return copy
}

/** Names of required members that the definition itself does not require. */
export const requiredOfHead = Symbol('requiredOfHead')

/** An object within an object has a head, whatever the definition says of it. */
function addHead(schema: Dict): void {
  const required: string[] = schema.required ?? []
  const more = ['kind', 'apiVersion'].filter((name) => !required.includes(name))
  schema.properties = { ...schema.properties, ...headFields(), metadata: metadata('object') }
  schema.required = [...required, ...more]
  schema[requiredOfHead as unknown as string] = more
}

function headFields(): Record<string, Dict> {
  const version = 'apiVersion defines the versioned schema of this representation of an object.'
  const kind = 'kind is a string value representing the type of this object. In CamelCase.'
  return {
    apiVersion: { description: `${version} More info: ${conventions}#resources`, type: 'string' },
    kind: { description: `${kind} More info: ${conventions}#types-kinds`, type: 'string' },
  }
}

function each(members: Dict, depth: number): Dict {
  const entries = Object.entries(members).map(([key, inner]) => [
    key,
    isDict(inner) ? shown(inner, depth + 1) : inner,
  ])
  return Object.fromEntries(entries)
}
