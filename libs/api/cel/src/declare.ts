// in: signatures such as `string.charAt(int): string` → out: overloads of functions. Never: which functions exist.
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
  opaqueType,
  optionalType,
  paramType,
  stringType,
  structType,
  timestampType,
  typeOfType,
  typeType,
  uintType,
} from './types.ts'
import type { CelValue } from './values.ts'

/** Computes a call from its strict arguments (none of them a Failure). */
export type Run = (...args: CelValue[]) => CelValue

export interface Overload {
  readonly id: string
  readonly name: string
  readonly member: boolean
  /** The target first. */
  readonly args: readonly CelType[]
  readonly result: CelType
  readonly hasParams: boolean
  readonly run: Run
}

/** Overloads by function name, in order of declaration. */
export type Functions = ReadonlyMap<string, readonly Overload[]>

export const quantityType = structType('kubernetes.Quantity')
export const urlType = structType('kubernetes.URL')
export const formatType = structType('kubernetes.NamedFormat')
export const semverType = structType('kubernetes.Semver')
export const ipType = opaqueType('net.IP')
export const cidrType = opaqueType('net.CIDR')
export const authorizerType = structType('kubernetes.authorization.Authorizer')
export const pathCheckType = structType('kubernetes.authorization.PathCheck')
export const groupCheckType = structType('kubernetes.authorization.GroupCheck')
export const resourceCheckType = structType('kubernetes.authorization.ResourceCheck')
export const decisionType = structType('kubernetes.authorization.Decision')

const named: Readonly<Record<string, CelType>> = {
  null: nullType,
  bool: boolType,
  int: intType,
  uint: uintType,
  double: doubleType,
  string: stringType,
  bytes: bytesType,
  duration: durationType,
  timestamp: timestampType,
  dyn: dynType,
  type: typeType,
  quantity: quantityType,
  url: urlType,
  format: formatType,
  semver: semverType,
  ip: ipType,
  cidr: cidrType,
  authorizer: authorizerType,
  pathCheck: pathCheckType,
  groupCheck: groupCheckType,
  resourceCheck: resourceCheckType,
  decision: decisionType,
}

function splitTypes(text: string): string[] {
  const parts: string[] = []
  let depth = 0
  let part = ''
  for (const character of text) {
    if (character === ',' && depth === 0) {
      parts.push(part.trim())
      part = ''
      continue
    }
    if (character === '(') depth += 1
    if (character === ')') depth -= 1
    part += character
  }
  return part.trim() === '' ? parts : [...parts, part.trim()]
}

function readType(text: string): CelType {
  const generic = /^(\w+)\((.*)\)$/.exec(text)
  if (generic) {
    const [first, second] = splitTypes(generic[2] as string).map(readType) as [CelType, CelType]
    if (generic[1] === 'list') return listType(first)
    if (generic[1] === 'map') return mapType(first, second)
    if (generic[1] === 'optional') return optionalType(first)
    if (generic[1] === 'type') return typeOfType(first)
  }
  if (/^[A-Z]$/.test(text)) return paramType(text)
  const type = named[text]
  if (type === undefined) throw new Error(`no type ${text}`)
  return type
}

function hasParam(type: CelType): boolean {
  return type.kind === 'param' || type.params.some(hasParam)
}

/** `target.name(args): result` declares a member, `name(args): result` a function; `~` is a dot in a name. */
export function overload(id: string, signature: string, run: Run): Overload {
  const shape = /^(?:([^.]+(?:\([^.]*\))?)\.)?([^(.]+)\((.*)\): (.+)$/.exec(signature)
  if (shape === null) throw new Error(`no signature: ${signature}`)
  const target = shape[1] === undefined ? [] : [readType(shape[1])]
  const args = [...target, ...splitTypes(shape[3] as string).map(readType)]
  const result = readType(shape[4] as string)
  const name = (shape[2] as string).replaceAll('~', '.')
  const hasParams = [...args, result].some(hasParam)
  return { id, name, member: target.length > 0, args, result, hasParams, run }
}

export function functionsOf(...lists: readonly (readonly Overload[])[]): Functions {
  const functions = new Map<string, Overload[]>()
  for (const each of lists.flat()) {
    const known = functions.get(each.name)
    if (known === undefined) functions.set(each.name, [each])
    else known.push(each)
  }
  return functions
}
