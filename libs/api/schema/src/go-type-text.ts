// in: a type → out: how Go prints it in errors: `int32`, `[]v1.Container`, `map[string]string`.
import type { TypeDef } from '@binnacle/catalogue'

export function goTypeText(type: TypeDef): string {
  switch (type.kind) {
    case 'scalar':
      return type.goName ?? type.scalar
    case 'list': {
      const items = goTypeText(type.items)
      return items === 'v1.ValidationRule' ? 'v1.ValidationRules' : `[]${items}`
    }
    case 'map':
      return type.values.kind === 'scalar' && type.values.scalar === 'quantity'
        ? 'v1.ResourceList'
        : `map[string]${goTypeText(type.values)}`
    case 'object': {
      const parts = type.name.split('.')
      return `${parts.at(-2) ?? ''}.${type.goName}`
    }
    default:
      return type.form === 'json' ? 'v1.JSON' : 'interface {}'
  }
}

/** How Go names a JSON value in errors. */
export function goValueText(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return 'string'
    case 'boolean':
      return 'bool'
    case 'number':
    case 'bigint':
      return 'number'
    default:
      return Array.isArray(value) ? 'array' : 'object'
  }
}
