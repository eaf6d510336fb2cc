// in: functions, variables and object types → out: what names mean in an expression. Never: values.
import type { Functions } from './declare.ts'
import {
  boolType,
  bytesType,
  type CelType,
  doubleType,
  durationType,
  dynType,
  intType,
  listType,
  mapType,
  nullType,
  stringType,
  structType,
  timestampType,
  optionalType,
  typeOfType,
  typeType,
  uintType,
} from './types.ts'

/** A type with what cost estimates need to know of it. */
export interface DeclType {
  readonly type: CelType
  /** Of objects: by the name that expressions use. */
  readonly fields?: ReadonlyMap<string, DeclType>
  readonly key?: DeclType
  readonly elem?: DeclType
  /** The most elements or characters that a value may have. */
  readonly maxElements: number
  /** The least bytes that a value takes as JSON. */
  readonly minSize: number
}

export interface Environment {
  readonly functions: Functions
  readonly variables: ReadonlyMap<string, CelType>
  /** Object types by name. */
  readonly structs: ReadonlyMap<string, DeclType>
}

const stringDecl: DeclType = { type: stringType, maxElements: 0, minSize: 2 }

/** All object types within a type, by name. */
export function structsWithin(
  decl: DeclType,
  found: Map<string, DeclType> = new Map(),
): Map<string, DeclType> {
  if (decl.fields !== undefined && !found.has(decl.type.name)) {
    found.set(decl.type.name, decl)
    for (const field of decl.fields.values()) structsWithin(field, found)
  }
  if (decl.key !== undefined) structsWithin(decl.key, found)
  if (decl.elem !== undefined) structsWithin(decl.elem, found)
  return found
}

/** An object type; its fields are found by name in an environment that knows it. */
export function objectDecl(name: string, fields: ReadonlyMap<string, DeclType>): DeclType {
  return { type: structType(name), fields, maxElements: 0, minSize: 2 }
}

export function listDecl(elem: DeclType, maxElements: number): DeclType {
  return { type: listType(elem.type), elem, maxElements, minSize: 2 }
}

export function mapDecl(elem: DeclType, maxElements: number): DeclType {
  return { type: mapType(stringType, elem.type), key: stringDecl, elem, maxElements, minSize: 2 }
}

export function scalarDecl(type: CelType, minSize: number, maxElements = 0): DeclType {
  return { type, maxElements, minSize }
}

/** Types that may be named in expressions. */
export const typeNames: ReadonlyMap<string, CelType> = new Map([
  ['bool', boolType],
  ['bytes', bytesType],
  ['double', doubleType],
  ['google.protobuf.Duration', durationType],
  ['int', intType],
  ['list', listType(dynType)],
  ['map', mapType(dynType, dynType)],
  ['null_type', nullType],
  ['optional_type', optionalType(dynType)],
  ['string', stringType],
  ['google.protobuf.Timestamp', timestampType],
  ['type', typeType],
  ['uint', uintType],
])

/** The type of a name that stands for a type. */
export function typeNamed(name: string, environment: Environment): CelType | undefined {
  const known = typeNames.get(name)
  if (known !== undefined) return typeOfType(known)
  const struct = environment.structs.get(name)
  return struct === undefined ? undefined : typeOfType(struct.type)
}

export function extend(
  base: Environment,
  variables: Iterable<readonly [string, CelType]>,
  structs: Iterable<readonly [string, DeclType]> = [],
): Environment {
  return {
    functions: base.functions,
    variables: new Map([...base.variables, ...variables]),
    structs: new Map([...base.structs, ...structs]),
  }
}
