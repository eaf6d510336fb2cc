// in: a field's Go type and schema property → out: the catalogue's expression of its type.
import type { Json } from './read-upstream.ts'

const meta = 'io.k8s.apimachinery.pkg.apis.meta.v1.'
const extensions = 'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.'

const plain: Readonly<Record<string, string>> = {
  '[]uint8': 'bytes',
  bool: 'bool',
  int32: 'i32',
  int64: 'i64',
  float64: 'f64',
  [`${meta}Time`]: 'time',
  [`${meta}MicroTime`]: 'micro',
  [`${meta}FieldsV1`]: 'fields',
  'io.k8s.apimachinery.pkg.api.resource.Quantity': 'quantity',
  'io.k8s.apimachinery.pkg.util.intstr.IntOrString': 'intOrString',
  'io.k8s.apimachinery.pkg.runtime.RawExtension': 'raw',
  [`${extensions}JSON`]: 'json',
  [`${extensions}JSONSchemaPropsOrArray`]: 'schemaOrArray',
  [`${extensions}JSONSchemaPropsOrBool`]: 'schemaOrBool',
  [`${extensions}JSONSchemaPropsOrStringArray`]: 'schemaOrStrings',
}

/**
 * A scalar's word, `s` or `s=GoName` for strings, `#Name` for an object (`#Name!granular` where the
 * field says how it merges), `[list type:keys]` and `{map type}` before what they hold.
 */
export function propertyExpression(goType: string, property: Json): string {
  const known = plain[goType]
  if (known) return known
  if (goType === 'string') return 's'
  if (goType.startsWith('string=')) return `s=${goType.slice(7)}`
  const mapType = property['x-kubernetes-map-type'] ?? ''
  if (goType.startsWith('[]')) {
    const keys = property['x-kubernetes-list-map-keys']
    const listType = property['x-kubernetes-list-type'] ?? ''
    const head = keys ? `${listType}:${keys.join(',')}` : listType
    return `[${head}]${propertyExpression(goType.slice(2), property.items)}`
  }
  if (goType.startsWith('map[')) {
    const value = goType.slice(goType.indexOf(']') + 1)
    return `{${mapType}}${propertyExpression(value, property.additionalProperties)}`
  }
  if (!goType.startsWith('io.k8s.')) throw new Error(`unknown Go type ${goType}`)
  const name = `#${goType.replace('io.k8s.', '')}`
  return mapType === '' ? name : `${name}!${mapType}`
}
