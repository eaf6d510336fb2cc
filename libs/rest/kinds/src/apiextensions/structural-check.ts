// in: a schema → out: where it is not structural: which keywords stand where they may not. Never: values.
import { errorText, type FieldError, forbidden, invalid, required } from '@binnacle/meta'
import { patternOf, sameJson } from '@binnacle/schema'

// biome-ignore lint/suspicious/noExplicitAny: JSONSchemaProps
type Schema = any

type Level = 'root' | 'item' | 'field'

const preserve = 'x-kubernetes-preserve-unknown-fields'
const embedded = 'x-kubernetes-embedded-resource'
const intOrString = 'x-kubernetes-int-or-string'
const intOrStringPattern = [{ type: 'integer' }, { type: 'string' }]

function isSchema(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function list(value: unknown): Schema[] {
  return Array.isArray(value) ? value : []
}

function nonEmptyMap(value: unknown): boolean {
  return isSchema(value) && Object.keys(value as object).length > 0
}

function* parts(schema: Schema): Generator<Schema> {
  if (isSchema(schema.items)) yield schema.items
  if (isSchema(schema.additionalProperties)) yield schema.additionalProperties
  for (const part of Object.values(schema.properties ?? {})) yield part
  for (const name of ['allOf', 'anyOf', 'oneOf']) yield* list(schema[name])
  if (isSchema(schema.not)) yield schema.not
}

/** Why no structural schema can be made at all. */
export function structuralProblem(schema: Schema): string | undefined {
  const words = (name: string): string => `OpenAPIV3Schema '${name}' is not supported`
  if (schema.id) return words('id')
  if (schema.$schema) return words('schema')
  if (schema.$ref) return words('$ref')
  if (nonEmptyMap(schema.patternProperties)) return words('patternProperties')
  if (nonEmptyMap(schema.dependencies)) return words('dependencies')
  if (schema.additionalItems !== undefined) return words('additionalItems')
  if (nonEmptyMap(schema.definitions)) return words('definitions')
  if (schema[preserve] === false) {
    return `internal error: '${preserve}' must be true or undefined`
  }
  if (list(schema.items).length > 0) {
    return "OpenAPIV3Schema 'items' must be a schema, but is an array"
  }
  for (const part of parts(schema)) {
    const problem = structuralProblem(part)
    if (problem !== undefined) return problem
  }
  return undefined
}

class Structure {
  readonly errors: FieldError[] = []

  node(schema: Schema, level: Level, path: string): void {
    const { errors } = this
    if (schema.type === 'array' && !isSchema(schema.items)) {
      errors.push(required(`${path}.items`, 'must be specified'))
    }
    if (isSchema(schema.items)) this.node(schema.items, 'item', `${path}.items`)
    for (const [name, property] of Object.entries<Schema>(schema.properties ?? {})) {
      this.node(property, 'field', `${path}.properties[${name}]`)
    }
    this.additional(schema, level, path)
    this.extensions(schema, path)
    this.values(schema, level, path, anyOfIsIntOrString(schema), allOfIsIntOrString(schema))
    this.type(schema, level, path)
    this.meta(schema, level, path)
  }

  private additional(schema: Schema, level: Level, path: string): void {
    const additional = schema.additionalProperties
    if (additional === undefined || additional === null) return
    const at = `${path}.additionalProperties`
    if (level === 'root') this.errors.push(forbidden(at, 'must not be used at the root'))
    if (isSchema(additional)) this.node(additional, 'field', at)
  }

  private extensions(schema: Schema, path: string): void {
    if (schema[intOrString] !== true) return
    const text = `must be false if ${intOrString} is true`
    for (const name of [preserve, embedded]) {
      if (schema[name] === true) this.errors.push(invalid(`${path}.${name}`, true, text))
    }
  }

  private type(schema: Schema, level: Level, path: string): void {
    const { errors } = this
    const at = `${path}.type`
    const type: string = schema.type ?? ''
    if (schema[embedded] === true && type !== 'object') {
      const text = `must be object if ${embedded} is true`
      errors.push(type === '' ? required(at, text) : invalid(at, type, text))
    } else if (type === '' && schema[intOrString] !== true && schema[preserve] !== true) {
      const where = {
        root: 'at the root',
        item: 'for specified array items',
        field: 'for specified object fields',
      }
      errors.push(required(at, `must not be empty ${where[level]}`))
    }
    const additional = schema.additionalProperties
    if (schema[embedded] === true && additional !== undefined && additional !== null) {
      const text = `must not be used if ${embedded} is set`
      errors.push(forbidden(`${path}.additionalProperties`, text))
    }
    if (level === 'root' && type !== '' && type !== 'object') {
      errors.push(invalid(at, type, 'must be object at the root'))
    }
  }

  private meta(schema: Schema, level: Level, path: string): void {
    const { errors } = this
    const isObject = level === 'root' || schema[embedded] === true
    const properties = schema.properties ?? {}
    for (const name of ['kind', 'apiVersion']) {
      const property = Object.hasOwn(properties, name) ? properties[name] : undefined
      if (!isObject || property === undefined || property.type === 'string') continue
      errors.push(
        invalid(`${path}.properties[${name}].type`, property.type ?? '', 'must be string'),
      )
    }
    if (Object.hasOwn(properties, 'metadata')) {
      const at = `${path}.properties[metadata]`
      this.metadata(properties.metadata, isObject, level, at)
    }
    if (schema[embedded] === true && schema[preserve] !== true && !nonEmptyMap(properties)) {
      const text = `must not be empty if ${embedded} is true without ${preserve}`
      errors.push(required(`${path}.properties`, text))
    }
  }

  private metadata(schema: Schema, isObject: boolean, level: Level, path: string): void {
    if (isObject && schema.type !== 'object') {
      this.errors.push(invalid(`${path}.type`, schema.type ?? '', 'must be object'))
    }
    if (level !== 'root') return
    const { type: _, default: __, $ref: ___, properties, ...rest } = schema
    const names = Object.keys(properties ?? {})
    const known = names.every((name) => name === 'name' || name === 'generateName')
    const empty = Object.values(rest).every((value) => value === undefined || value === false)
    if (known && empty) return
    const text =
      'must not specify anything other than name and generateName, but metadata is implicitly specified'
    this.errors.push(forbidden(path, text))
  }

  /** Keywords that only check values, and what stands below allOf, anyOf, oneOf and not. */
  private values(
    schema: Schema,
    level: Level,
    path: string,
    skipAnyOf: boolean,
    skipFirstAllOf: boolean,
  ): void {
    if (!skipAnyOf) {
      list(schema.anyOf).forEach((part, index) => {
        this.nested(part, false, level, `${path}.anyOf[${index}]`)
      })
    }
    list(schema.allOf).forEach((part, index) => {
      this.nested(part, skipFirstAllOf && index === 0, level, `${path}.allOf[${index}]`)
    })
    list(schema.oneOf).forEach((part, index) => {
      this.nested(part, false, level, `${path}.oneOf[${index}]`)
    })
    if (isSchema(schema.not)) this.nested(schema.not, false, level, `${path}.not`)
    if (!schema.pattern) return
    const pattern = patternOf(schema.pattern)
    if (!(pattern instanceof Error)) return
    const text = `must be a valid regular expression, but isn't: ${pattern.message}`
    this.errors.push(invalid(`${path}.pattern`, schema.pattern, text))
  }

  private nested(schema: Schema, skipAnyOf: boolean, level: Level, path: string): void {
    this.values(schema, level, path, skipAnyOf, false)
    if (isSchema(schema.items)) this.nested(schema.items, false, level, `${path}.items`)
    const properties = Object.entries<Schema>(schema.properties ?? {})
    for (const [name, property] of properties) {
      this.nested(property, false, 'field', `${path}.properties[${name}]`)
    }
    for (const [name, text] of this.misplaced(schema)) {
      this.errors.push(forbidden(`${path}.${name}`, `must be ${text} to be structural`))
    }
    if (Object.hasOwn(schema.properties ?? {}, 'metadata')) {
      const text = 'must not be specified in a nested context'
      this.errors.push(forbidden(`${path}.properties[metadata]`, text))
    }
  }

  private *misplaced(schema: Schema): Generator<readonly [string, string]> {
    const additional = schema.additionalProperties
    if (schema.type) yield ['type', 'empty']
    if (additional === true || isSchema(additional)) yield ['additionalProperties', 'undefined']
    if (schema.default !== undefined && schema.default !== null) yield ['default', 'undefined']
    if (schema.title) yield ['title', 'empty']
    if (schema.description) yield ['description', 'empty']
    if (schema.nullable === true) yield ['nullable', 'false']
    for (const name of [preserve, embedded, intOrString]) {
      if (schema[name] === true) yield [name, 'false']
    }
    if (list(schema['x-kubernetes-list-map-keys']).length > 0) {
      yield ['x-kubernetes-list-map-keys', 'empty']
    }
    for (const name of ['x-kubernetes-list-type', 'x-kubernetes-map-type']) {
      if (schema[name] !== undefined) yield [name, 'undefined']
    }
    if (list(schema['x-kubernetes-validations']).length > 0) {
      yield ['x-kubernetes-validations', 'empty']
    }
  }

  /** What is checked below a junctor must be said outside of it too. */
  complete(values: Schema, node: Schema | undefined, nodePath: string, path: string): void {
    if (node === undefined) {
      this.errors.push(required(nodePath, `because it is defined in ${path}`))
      return
    }
    if (isSchema(values.not)) this.completeNested(values.not, node, nodePath, `${path}.not`)
    for (const name of ['allOf', 'anyOf', 'oneOf']) {
      list(values[name]).forEach((part, index) => {
        this.completeNested(part, node, nodePath, `${path}.${name}[${index}]`)
      })
    }
  }

  private completeNested(values: Schema, node: Schema, nodePath: string, path: string): void {
    this.complete(values, node, nodePath, path)
    if (isSchema(values.items)) {
      this.completeChild(values.items, node.items, `${nodePath}.items`, `${path}.items`)
    }
    for (const [name, part] of Object.entries<Schema>(values.properties ?? {})) {
      const own = node.properties ?? {}
      const child = Object.hasOwn(own, name) ? own[name] : undefined
      const at = `.properties[${name}]`
      this.completeChild(part, child, nodePath + at, path + at)
    }
  }

  private completeChild(values: Schema, node: Schema, nodePath: string, path: string): void {
    if (isSchema(node)) this.completeNested(values, node, nodePath, path)
    else this.errors.push(required(nodePath, `because it is defined in ${path}`))
  }
}

/** A reference to nothing is no part of a structure. */
function isIntOrString(anyOf: unknown): boolean {
  const types = list(anyOf).map(({ $ref, ...rest }) => ($ref ? { $ref, ...rest } : rest))
  return sameJson(types, intOrStringPattern)
}

function anyOfIsIntOrString(schema: Schema): boolean {
  return isIntOrString(schema.anyOf)
}

function allOfIsIntOrString(schema: Schema): boolean {
  const [first] = list(schema.allOf)
  return first !== undefined && isIntOrString(first.anyOf)
}

/** In the order of their texts. */
export function structuralErrors(schema: Schema, path: string): FieldError[] {
  const structure = new Structure()
  structure.node(schema, 'root', path)
  structure.complete(schema, schema, path, path)
  const texts = new Map(structure.errors.map((error) => [error, errorText(error)]))
  return structure.errors.sort((a, b) =>
    Buffer.compare(Buffer.from(texts.get(a) ?? ''), Buffer.from(texts.get(b) ?? '')),
  )
}
