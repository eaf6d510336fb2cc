// in: the schema of a definition → out: what is wrong with its keywords and rules. Never: structure and defaults' values.
import { type FieldError, forbidden, invalid, notSupported, required } from '@binnacle/meta'
import type { RuleContext } from './rule-context.ts'
import { ruleErrors, ruleFormErrors } from './rule-check.ts'
import { showSchema } from './show-internal.ts'

// biome-ignore lint/suspicious/noExplicitAny: JSONSchemaProps
type Schema = any

const types = ['array', 'boolean', 'integer', 'number', 'object', 'string']

interface Place {
  readonly path: string
  readonly isRoot: boolean
  /** Why no default may stand here; undefined: one may. */
  readonly noDefaults: string | undefined
  readonly inMeta: boolean
  readonly uncorrelated: string | undefined
  readonly context: RuleContext | undefined
}

export interface SchemaErrors {
  readonly schema: FieldError[]
  readonly rules: FieldError[]
}

function keywordErrors(schema: Schema, { path, noDefaults, inMeta }: Place): FieldError[] {
  const errors: FieldError[] = []
  const refuse = (name: string, text: string): void => {
    errors.push(forbidden(`${path}.${name}`, text))
  }
  if (schema.type && !types.includes(schema.type)) {
    errors.push(notSupported(`${path}.type`, schema.type, types))
  }
  if (schema.default !== undefined && schema.default !== null && noDefaults !== undefined) {
    refuse('default', noDefaults === '' ? 'must not be set' : `must not be set ${noDefaults}`)
  }
  if (schema.id) refuse('id', 'id is not supported')
  if (schema.additionalItems !== undefined)
    refuse('additionalItems', 'additionalItems is not supported')
  for (const name of ['patternProperties', 'definitions']) {
    if (Object.keys(schema[name] ?? {}).length > 0) refuse(name, `${name} is not supported`)
  }
  if (schema.dependencies !== undefined) refuse('dependencies', 'dependencies is not supported')
  if (schema.$ref !== undefined) refuse('$ref', '$ref is not supported')
  if (schema.type === 'null') {
    refuse('type', 'type cannot be set to null, use nullable as an alternative')
  }
  if (Array.isArray(schema.items) && schema.items.length > 0) {
    refuse('items', 'items must be a schema object and not an array')
  }
  if (inMeta && schema['x-kubernetes-embedded-resource'] === true) {
    refuse('x-kubernetes-embedded-resource', 'must not be used inside of resource meta')
  }
  if (schema.uniqueItems === true) {
    const text = 'uniqueItems cannot be set to true since the runtime complexity becomes quadratic'
    refuse('uniqueItems', text)
  }
  return errors
}

function wantedType(schema: Schema, path: string, wanted: string, keyword: string): FieldError[] {
  if (schema[keyword] === undefined || schema.type === wanted) return []
  const text = `must be ${wanted} if ${keyword} is specified`
  return [schema.type ? invalid(`${path}.type`, schema.type, text) : required(`${path}.type`, text)]
}

function mapTypeErrors(schema: Schema, path: string): FieldError[] {
  const name = 'x-kubernetes-map-type'
  const errors = wantedType(schema, path, 'object', name)
  const mapType = schema[name]
  if (mapType !== undefined && mapType !== 'atomic' && mapType !== 'granular') {
    errors.push(notSupported(`${path}.${name}`, mapType, ['atomic', 'granular']))
  }
  return errors
}

function setErrors(items: Schema, path: string): FieldError[] {
  const text = 'must be atomic as item of a list with x-kubernetes-list-type=set'
  const listType = items['x-kubernetes-list-type']
  if (items.type === 'array' && listType !== undefined && listType !== 'atomic') {
    return [invalid(`${path}.items.x-kubernetes-list-type`, listType, text)]
  }
  if (items.type === 'object' && items['x-kubernetes-map-type'] !== 'atomic') {
    return [invalid(`${path}.items.x-kubernetes-map-type`, listType ?? null, text)]
  }
  return []
}

function keyErrors(schema: Schema, items: Schema, path: string): FieldError[] {
  const name = 'x-kubernetes-list-map-keys'
  const keys: string[] = schema[name] ?? []
  const errors: FieldError[] = []
  const seen = new Set<string>()
  for (const key of keys) {
    const own = Object.hasOwn(items.properties ?? {}, key) ? items.properties[key] : undefined
    if (own === undefined) {
      errors.push(invalid(`${path}.${name}`, keys, 'entries must all be names of item properties'))
    } else if (own.type === 'array' || own.type === 'object') {
      const text = "must be a scalar type if parent array's x-kubernetes-list-type is map"
      errors.push(invalid(`${path}.items.properties[${key}].type`, items.type, text))
    }
    if (seen.has(key)) {
      errors.push(invalid(`${path}.${name}`, keys, 'must not contain duplicate entries'))
    }
    seen.add(key)
  }
  return errors
}

function keyedListErrors(schema: Schema, path: string): FieldError[] {
  const errors: FieldError[] = []
  const { items } = schema
  if ((schema['x-kubernetes-list-map-keys'] ?? []).length === 0) {
    const text = 'must not be empty if x-kubernetes-list-type is map'
    errors.push(required(`${path}.x-kubernetes-list-map-keys`, text))
  }
  if (items === undefined) {
    const text = 'must have a schema if x-kubernetes-list-type is map'
    errors.push(required(`${path}.items`, text))
  } else if (Array.isArray(items)) {
    const text = 'must only have a single schema if x-kubernetes-list-type is map'
    const shown = { Schema: null, JSONSchemas: items.map(showSchema) }
    errors.push(invalid(`${path}.items`, shown, text))
  } else if (items.type !== 'object') {
    const text = "must be object if parent array's x-kubernetes-list-type is map"
    errors.push(invalid(`${path}.items.type`, items.type ?? '', text))
  } else errors.push(...keyErrors(schema, items, path))
  return errors
}

/** Keys must always be there, and items of sets and keyed lists too. */
function presenceErrors(schema: Schema, path: string): FieldError[] {
  const listType = schema['x-kubernetes-list-type']
  const { items } = schema
  if (!items || Array.isArray(items) || (listType !== 'set' && listType !== 'map')) return []
  const errors: FieldError[] = []
  if (items.nullable === true) {
    const text = `cannot be nullable when x-kubernetes-list-type is ${listType}`
    errors.push(forbidden(`${path}.items.nullable`, text))
  }
  if (listType !== 'map') return errors
  const needed = new Set<string>(items.required ?? [])
  for (const key of schema['x-kubernetes-list-map-keys'] ?? []) {
    const own = Object.hasOwn(items.properties ?? {}, key) ? items.properties[key] : undefined
    if (own === undefined) continue
    const at = `${path}.items.properties[${key}]`
    const head = 'this property is in x-kubernetes-list-map-keys, so it'
    if (!needed.has(key) && (own.default === undefined || own.default === null)) {
      errors.push(
        required(`${at}.default`, `${head} must have a default or be a required property`),
      )
    }
    if (own.nullable === true)
      errors.push(forbidden(`${at}.nullable`, `${head} cannot be nullable`))
  }
  return errors
}

function listTypeErrors(schema: Schema, path: string): FieldError[] {
  const name = 'x-kubernetes-list-type'
  const listType = schema[name]
  const errors = wantedType(schema, path, 'array', name)
  const single = schema.items && !Array.isArray(schema.items)
  if (errors.length === 0 && listType === 'set' && single) {
    errors.push(...setErrors(schema.items, path))
  }
  if (listType !== undefined && !['atomic', 'set', 'map'].includes(listType)) {
    errors.push(notSupported(`${path}.${name}`, listType, ['atomic', 'set', 'map']))
  }
  if ((schema['x-kubernetes-list-map-keys'] ?? []).length > 0 && listType !== 'map') {
    const text = 'must be map if x-kubernetes-list-map-keys is non-empty'
    const at = `${path}.${name}`
    errors.push(listType === undefined ? required(at, text) : invalid(at, listType, text))
  }
  if (listType === 'map') errors.push(...keyedListErrors(schema, path))
  return [...errors, ...presenceErrors(schema, path)]
}

const metaNames = new Set(['metadata', 'kind', 'apiVersion'])

class SchemaCheck {
  private readonly costsAccepted: boolean

  constructor(costsAccepted: boolean) {
    this.costsAccepted = costsAccepted
  }

  check(schema: Schema, place: Place): SchemaErrors {
    const { path } = place
    const found: SchemaErrors = { schema: keywordErrors(schema, place), rules: [] }
    this.additional(schema, place, found)
    this.properties(schema, place, found)
    this.junctors(schema, place, found)
    this.items(schema, place, found)
    if (schema['x-kubernetes-preserve-unknown-fields'] === false) {
      const at = `${path}.x-kubernetes-preserve-unknown-fields`
      found.schema.push(invalid(at, false, 'must be true or undefined'))
    }
    found.schema.push(...mapTypeErrors(schema, path), ...listTypeErrors(schema, path))
    if ((schema['x-kubernetes-validations'] ?? []).length === 0) return found
    found.schema.push(...ruleFormErrors(schema, path))
    if (found.schema.length > 0 || place.context === undefined) return found
    const { context, uncorrelated } = place
    const { costsAccepted } = this
    found.rules.push(...ruleErrors({ schema, path, context, uncorrelated, costsAccepted }))
    return found
  }

  private into(found: SchemaErrors, schema: Schema, place: Place): void {
    if (!schema) return
    const below = this.check(schema, place)
    found.schema.push(...below.schema)
    found.rules.push(...below.rules)
  }

  private additional(schema: Schema, place: Place, found: SchemaErrors): void {
    const additional = schema.additionalProperties
    if (additional === undefined || additional === null) return
    const at = `${place.path}.additionalProperties`
    if (Object.keys(schema.properties ?? {}).length > 0 && additional !== true) {
      const text = 'additionalProperties and properties are mutual exclusive'
      found.schema.push(forbidden(at, text))
    }
    if (typeof additional !== 'object') return
    const noDefaults = place.inMeta
      ? 'inside additionalProperties applying to object metadata'
      : place.noDefaults
    const context = place.context?.child(additional, 'additional')
    this.into(found, additional, { ...place, path: at, isRoot: false, noDefaults, context })
  }

  private properties(schema: Schema, place: Place, found: SchemaErrors): void {
    const isObject = place.isRoot || schema['x-kubernetes-embedded-resource'] === true
    for (const [name, property] of Object.entries<Schema>(schema.properties ?? {})) {
      const isMeta = isObject && metaNames.has(name)
      this.into(found, property, {
        path: `${place.path}.properties[${name}]`,
        isRoot: false,
        noDefaults: isMeta && place.isRoot ? `in top-level ${name}` : place.noDefaults,
        inMeta: place.inMeta || isMeta,
        uncorrelated: place.uncorrelated,
        context: place.context?.child(property, { property: name }),
      })
    }
  }

  private junctors(schema: Schema, place: Place, found: SchemaErrors): void {
    const below = { ...place, isRoot: false, context: undefined }
    this.into(found, schema.not, { ...below, path: `${place.path}.not` })
    for (const name of ['allOf', 'oneOf', 'anyOf']) {
      ;(schema[name] ?? []).forEach((part: Schema, index: number) => {
        this.into(found, part, { ...below, path: `${place.path}.${name}[${index}]` })
      })
    }
    for (const [name, part] of Object.entries<Schema>(schema.definitions ?? {})) {
      this.into(found, part, { ...below, path: `${place.path}.definitions[${name}]` })
    }
  }

  private items(schema: Schema, place: Place, found: SchemaErrors): void {
    const { items } = schema
    if (!items) return
    const keyed = schema['x-kubernetes-list-type'] === 'map'
    const uncorrelated = place.uncorrelated ?? (keyed ? undefined : place.path)
    const below = { ...place, isRoot: false, uncorrelated }
    const single: Schema[] = Array.isArray(items) ? items : [items]
    single.forEach((part, index) => {
      const path = Array.isArray(items) ? `${place.path}.items[${index}]` : `${place.path}.items`
      this.into(found, part, { ...below, path, context: place.context?.child(part, 'items') })
    })
  }
}

/** `context` undefined: the schema is not sound enough for its rules to be looked at. */
export function schemaErrors(
  schema: Schema,
  path: string,
  context: RuleContext | undefined,
  costsAccepted: boolean,
): SchemaErrors {
  return new SchemaCheck(costsAccepted).check(schema, {
    path,
    isRoot: true,
    noDefaults: undefined,
    inMeta: false,
    uncorrelated: undefined,
    context,
  })
}
