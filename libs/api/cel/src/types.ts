// in: names and parameters → out: types of expressions and their names in texts. Never: values.

export type TypeKind =
  | 'null'
  | 'bool'
  | 'int'
  | 'uint'
  | 'double'
  | 'string'
  | 'bytes'
  | 'duration'
  | 'timestamp'
  | 'dyn'
  | 'any'
  | 'error'
  | 'list'
  | 'map'
  | 'struct'
  | 'opaque'
  | 'type'
  | 'param'

export interface CelType {
  readonly kind: TypeKind
  readonly name: string
  readonly params: readonly CelType[]
}

function simple(kind: TypeKind, name: string = kind): CelType {
  return { kind, name, params: [] }
}

export const nullType = simple('null', 'null_type')
export const boolType = simple('bool')
export const intType = simple('int')
export const uintType = simple('uint')
export const doubleType = simple('double')
export const stringType = simple('string')
export const bytesType = simple('bytes')
export const durationType = simple('duration', 'google.protobuf.Duration')
export const timestampType = simple('timestamp', 'google.protobuf.Timestamp')
export const dynType = simple('dyn')
export const anyType = simple('any')
export const errorType = simple('error', '!error!')
export const typeType = simple('type')

export function listType(element: CelType): CelType {
  return { kind: 'list', name: 'list', params: [element] }
}

export function mapType(key: CelType, value: CelType): CelType {
  return { kind: 'map', name: 'map', params: [key, value] }
}

export function structType(name: string): CelType {
  return simple('struct', name)
}

export function opaqueType(name: string, ...params: CelType[]): CelType {
  return { kind: 'opaque', name, params }
}

export function optionalType(value: CelType): CelType {
  return opaqueType('optional_type', value)
}

export function typeOfType(type: CelType): CelType {
  return { kind: 'type', name: 'type', params: [type] }
}

export function paramType(name: string): CelType {
  return simple('param', name)
}

export function isDyn(type: CelType): boolean {
  return type.kind === 'dyn' || type.kind === 'any'
}

export function isDynOrError(type: CelType): boolean {
  return type.kind === 'error' || isDyn(type)
}

export function isOptional(type: CelType): boolean {
  return type.kind === 'opaque' && type.name === 'optional_type'
}

/** The type within an optional, or the type itself. */
export function unwrapOptional(type: CelType): CelType {
  return isOptional(type) ? (type.params[0] as CelType) : type
}

export function sameType(a: CelType, b: CelType): boolean {
  if (a === b) return true
  if (a.kind !== b.kind || a.name !== b.name || a.params.length !== b.params.length) return false
  return a.params.every((param, index) => sameType(param, b.params[index] as CelType))
}

const shownNames: Partial<Record<TypeKind, string>> = {
  any: 'any',
  duration: 'duration',
  error: '!error!',
  null: 'null',
  timestamp: 'timestamp',
}

export function showType(type: CelType): string {
  const fixed = shownNames[type.kind]
  if (fixed !== undefined) return fixed
  if (type.params.length === 0) return type.name
  return `${type.name}(${type.params.map(showType).join(', ')})`
}

/** `string.(int)` for members, `(string, int)` for functions. */
export function showSignature(args: readonly CelType[], member: boolean): string {
  const texts = args.map(showType)
  return member ? `${texts[0]}.(${texts.slice(1).join(', ')})` : `(${texts.join(', ')})`
}
