// in: what a strategic merge made and the object's type → out: what keeps it from being an object of that type.
// Never: values of types with a form of their own (times, quantities), which decoding checks.
import type { ObjectType, ScalarType, TypeDef } from '@binnacle/catalogue'
import { goQuote } from '@binnacle/meta'
import { goTypeName } from './go-text.ts'
import { isDict, ownMember, setMember } from './own-member.ts'

export interface RestoreProblems {
  /** The first that refuses the object. */
  readonly fault: string | undefined
  /** `unknown field "metadata.nope"`, sorted. */
  readonly unknown: readonly string[]
}

class Fault extends Error {}

/** `document` is changed in place where the reference's conversion changes a value. */
export function restoreProblems(document: unknown, type: TypeDef): RestoreProblems {
  const unknown: string[] = []
  try {
    restore(document, type, '', unknown)
  } catch (error) {
    if (error instanceof Fault) return { fault: error.message, unknown: [] }
    throw error
  }
  return { fault: undefined, unknown: unknown.sort() }
}

/** Numbers of 64 bits go into 32 without a look at what is lost. */
function wrapped(value: unknown, type: TypeDef): unknown {
  if (type.kind !== 'scalar' || type.scalar !== 'int32') return value
  if (typeof value === 'bigint') return Number(BigInt.asIntN(32, value))
  return typeof value === 'number' && Number.isSafeInteger(value)
    ? Number(BigInt.asIntN(32, BigInt(value)))
    : value
}

function restore(value: unknown, type: TypeDef, path: string, unknown: string[]): void {
  if (value === null || value === undefined) return
  switch (type.kind) {
    case 'object':
      if (!isDict(value)) throw new Fault(`cannot restore struct from: ${kindOf(value)}`)
      restoreObject(value, type, path, unknown)
      return
    case 'map':
      if (!isDict(value)) throw new Fault(`cannot restore map from ${kindOf(value)}`)
      for (const name of Object.keys(value)) {
        restore(value[name], type.values, path, unknown)
        setMember(value, name, wrapped(value[name], type.values))
      }
      return
    case 'list':
      if (!Array.isArray(value)) throw new Fault(`cannot restore slice from ${kindOf(value)}`)
      for (const [index, item] of value.entries()) {
        restore(item, type.items, `${path}[${index}]`, unknown)
        value[index] = wrapped(item, type.items)
      }
      return
    case 'scalar':
      restoreScalar(value, type)
  }
}

function restoreObject(
  value: Record<string, unknown>,
  type: ObjectType,
  path: string,
  unknown: string[],
): void {
  for (const [name, field] of type.fields) {
    const member = ownMember(value, name)
    restore(member, field.type, path === '' ? name : `${path}.${name}`, unknown)
    const fitting = wrapped(member, field.type)
    if (fitting !== member) setMember(value, name, fitting)
  }
  for (const name of Object.keys(value)) {
    if (type.fields.has(name) || value[name] === undefined) continue
    unknown.push(`unknown field ${goQuote(path === '' ? name : `${path}.${name}`)}`)
  }
}

const jsonWords: Readonly<Record<string, string>> = { slice: 'array', map: 'object' }

const kinds: Readonly<Record<string, string>> = {
  string: 'string',
  boolean: 'bool',
  int32: 'int32',
  int64: 'int64',
  double: 'float64',
  float: 'float32',
}

function restoreScalar(value: unknown, { scalar, goName }: ScalarType): void {
  const from = kindOf(value)
  if (scalar === 'bytes') {
    if (from !== 'string') throw new Fault(`cannot restore slice from ${from}`)
    return
  }
  // A time reads its own JSON, and does not know where it stands.
  if ((scalar === 'time' || scalar === 'microTime') && from !== 'string') {
    const word = from === 'int64' || from === 'float64' ? 'number' : jsonWords[from]
    throw new Fault(`json: cannot unmarshal ${word ?? from} into Go value of type string`)
  }
  const kind = kinds[scalar]
  if (kind === undefined || kind === from) return
  const number = from === 'int64' || from === 'float64'
  if (kind === 'string' && from === 'int64')
    throw new Fault(`cannot convert int64 to ${goName ?? kind}`)
  if (!number || kind === 'string' || kind === 'bool') throw new Fault(`unrecognized type: ${kind}`)
  if (from === 'float64' && kind.startsWith('int')) {
    throw new Fault(`cannot convert float64 to ${goName ?? kind}`)
  }
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'slice'
  return isDict(value) ? 'map' : goTypeName(value)
}
