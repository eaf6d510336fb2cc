// in: a type's name → out: its OpenAPI schema, built from the generated row. Never: texts, custom types.
import type { Dict } from '@binnacle/meta'
import { type FieldRow, typeRows } from './rows.ts'

const refHead = '#/components/schemas/'
const meta = 'io.k8s.apimachinery.pkg.apis.meta.v1.'
const extensions = 'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.'

/** Types that are no structs, by schema name. */
const plainSchemas: Readonly<Record<string, Dict>> = {
  [`${meta}Time`]: { type: 'string', format: 'date-time' },
  [`${meta}MicroTime`]: { type: 'string', format: 'date-time' },
  [`${meta}FieldsV1`]: { type: 'object' },
  [`${meta}Patch`]: { type: 'object' },
  'io.k8s.apimachinery.pkg.api.resource.Quantity': {
    oneOf: [{ type: 'string' }, { type: 'number' }],
  },
  'io.k8s.apimachinery.pkg.util.intstr.IntOrString': {
    format: 'int-or-string',
    oneOf: [{ type: 'integer' }, { type: 'string' }],
  },
  'io.k8s.apimachinery.pkg.runtime.RawExtension': { type: 'object' },
  [`${extensions}JSON`]: {},
  [`${extensions}JSONSchemaPropsOrArray`]: {},
  [`${extensions}JSONSchemaPropsOrBool`]: {},
  [`${extensions}JSONSchemaPropsOrStringArray`]: {},
  'io.k8s.apimachinery.pkg.version.Info': versionSchema(),
}

function versionSchema(): Dict {
  const required = [
    'major',
    'minor',
    'gitVersion',
    'gitCommit',
    'gitTreeState',
    'buildDate',
    'goVersion',
    'compiler',
    'platform',
  ]
  const optional = [
    'emulationMajor',
    'emulationMinor',
    'minCompatibilityMajor',
    'minCompatibilityMinor',
  ]
  const properties = Object.fromEntries([
    ...required.map((name) => [name, { type: 'string', default: '' }]),
    ...optional.map((name) => [name, { type: 'string' }]),
  ])
  return { type: 'object', required, properties }
}

const scalars: Readonly<Record<string, Dict>> = {
  s: { type: 'string' },
  bytes: { type: 'string', format: 'byte' },
  bool: { type: 'boolean' },
  i32: { type: 'integer', format: 'int32' },
  i64: { type: 'integer', format: 'int64' },
  f64: { type: 'number', format: 'double' },
}

const named: Readonly<Record<string, string>> = {
  time: `${meta}Time`,
  micro: `${meta}MicroTime`,
  quantity: 'io.k8s.apimachinery.pkg.api.resource.Quantity',
  intOrString: 'io.k8s.apimachinery.pkg.util.intstr.IntOrString',
  raw: 'io.k8s.apimachinery.pkg.runtime.RawExtension',
  fields: `${meta}FieldsV1`,
  json: `${extensions}JSON`,
  schemaOrArray: `${extensions}JSONSchemaPropsOrArray`,
  schemaOrBool: `${extensions}JSONSchemaPropsOrBool`,
  schemaOrStrings: `${extensions}JSONSchemaPropsOrStringArray`,
}

/** `name` as in OpenAPI; the schema's references are `#/components/schemas/NAME`. */
export function builtinSchema(name: string): Dict | undefined {
  const plain = plainSchemas[name]
  if (plain) return structuredClone(plain)
  const row = typeRows()[name.replace('io.k8s.', '')]
  if (!row) return undefined
  const schema: Dict = { type: 'object' }
  const required = row.f.filter(([, , , flags]) => flags.includes('r')).map(([field]) => field)
  if (required.length > 0) schema.required = required
  if (row.f.length > 0) {
    schema.properties = Object.fromEntries(
      row.f.map((field) => [field[0], propertySchema(field, name)]),
    )
  }
  if (row.k) {
    schema['x-kubernetes-group-version-kind'] = row.k.map(([group, version, kind]) => ({
      group,
      version,
      kind,
    }))
  }
  if (row.m) schema['x-kubernetes-map-type'] = row.m
  if (row.u) schema['x-kubernetes-unions'] = row.u
  return schema
}

function propertySchema([field, expression, , , more]: FieldRow, owner: string): Dict {
  // A field without a text refers to others directly: only this type has such fields.
  const direct = owner === `${extensions}JSONSchemaProps` && field !== 'default'
  const schema = schemaOf(expression, direct)
  if (more?.d !== undefined) schema.default = more.d
  if (more?.n !== undefined) {
    const holder = schema.items ?? schema.additionalProperties ?? schema
    holder.enum = more.n
  }
  // Bytes are a list to Go; one field of the API says how it merges.
  if (field === 'caBundle' && owner.includes('apiregistration')) {
    schema['x-kubernetes-list-type'] = 'atomic'
  }
  if (more?.m) schema['x-kubernetes-patch-merge-key'] = more.m
  if (more?.s) schema['x-kubernetes-patch-strategy'] = more.s.join(',')
  return schema
}

function schemaOf(expression: string, direct: boolean): Dict {
  const scalar = scalars[expression]
  if (scalar) return { ...scalar }
  if (expression.startsWith('s=')) return { type: 'string' }
  const name = named[expression]
  if (name) return reference(name, direct)
  if (expression[0] === '#') {
    const [target = '', mapType] = expression.slice(1).split('!')
    const schema = reference(`io.k8s.${target}`, direct)
    if (mapType) schema['x-kubernetes-map-type'] = mapType
    return schema
  }
  return expression[0] === '[' ? listSchema(expression) : mapSchema(expression)
}

function reference(name: string, direct: boolean): Dict {
  const ref = { $ref: `${refHead}${name}` }
  return direct ? ref : { allOf: [ref] }
}

function listSchema(expression: string): Dict {
  const close = expression.indexOf(']')
  const [listType, keys] = expression.slice(1, close).split(':')
  const schema: Dict = { type: 'array', items: schemaOf(expression.slice(close + 1), true) }
  if (keys) schema['x-kubernetes-list-map-keys'] = keys.split(',')
  if (listType) schema['x-kubernetes-list-type'] = listType
  return schema
}

function mapSchema(expression: string): Dict {
  const close = expression.indexOf('}')
  const schema: Dict = {
    type: 'object',
    additionalProperties: schemaOf(expression.slice(close + 1), true),
  }
  const mapType = expression.slice(1, close)
  if (mapType) schema['x-kubernetes-map-type'] = mapType
  return schema
}
