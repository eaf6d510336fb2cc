// in: a value of CEL, as we have it or as cel-spec's tests write it → out: one text for both. Never:
// messages of protobuf.
import {
  ArrayList,
  CelList,
  CelMap,
  type CelValue,
  Duration,
  EntryMap,
  Optional,
  stringType,
  Timestamp,
  TypeValue,
  Uint,
} from '@binnacle/cel'
import type { Message, Scalar } from './textproto.ts'

export function shownValue(value: CelValue): string {
  if (value === null) return 'null'
  if (typeof value === 'bigint') return `int ${value}`
  if (typeof value === 'number') return shownDouble(value)
  if (typeof value === 'string') return `string ${JSON.stringify(value)}`
  if (typeof value === 'boolean') return `bool ${value}`
  if (value instanceof Uint8Array) return `bytes ${Buffer.from(value).toString('hex')}`
  if (value instanceof Uint) return `uint ${value.value}`
  if (value instanceof TypeValue) return `type ${value.type.name}`
  if (value instanceof Timestamp) return `timestamp ${value.nanos}`
  if (value instanceof Duration) return `duration ${value.nanos}`
  if (value instanceof Optional) return 'an optional'
  if (value instanceof CelList) return `[${[...value].map(shownValue).join()}]`
  if (!(value instanceof CelMap)) return 'a value of a library'
  const entries = [...value.keys()].map(
    (key) => `${shownValue(key)}:${shownValue(value.find(key) ?? null)}`,
  )
  return `{${entries.sort().join()}}`
}

function shownDouble(value: number): string {
  return Object.is(value, -0) ? 'double -0' : `double ${value}`
}

export interface Expected {
  readonly text: string
  readonly value: CelValue
}

/** undefined: a message of protobuf. */
export function shownExpected(value: Message): Expected | undefined {
  const found = valueOf(value)
  return found === undefined ? undefined : { text: shownValue(found), value: found }
}

function valueOf(from: Message): CelValue | undefined {
  const [field, values] = [...from][0] ?? []
  const value = values?.[0]
  if (value === undefined) return undefined
  if (value instanceof Map) {
    if (field === 'list_value') return listOf(value)
    return field === 'map_value' ? mapOf(value) : undefined
  }
  return scalarOf(field, value)
}

function scalarOf(field: string | undefined, value: Scalar): CelValue | undefined {
  switch (field) {
    case 'null_value':
      return null
    case 'bool_value':
      return String(value) === 'true'
    case 'int64_value':
      return BigInt(String(value))
    case 'uint64_value':
      return new Uint(BigInt(String(value)))
    case 'double_value':
      return doubleOf(String(value))
    case 'string_value':
      return String(value)
    case 'bytes_value':
      return value as Buffer
    case 'type_value':
      return new TypeValue({ ...stringType, name: String(value) })
  }
  return undefined
}

function doubleOf(text: string): number {
  const word = text.toLowerCase()
  if (word.endsWith('inf') || word.endsWith('infinity')) {
    return word.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY
  }
  return Number(text.replace(/f$/, ''))
}

function listOf(list: Message): CelValue | undefined {
  const values = (list.get('values') ?? []).map((each) => valueOf(each as Message))
  return values.includes(undefined) ? undefined : new ArrayList(values as CelValue[])
}

function mapOf(map: Message): CelValue | undefined {
  const entries: EntryMap['entries'] = new Map()
  for (const each of (map.get('entries') ?? []) as Message[]) {
    const key = valueOf((each.get('key')?.[0] ?? new Map()) as Message)
    const value = valueOf((each.get('value')?.[0] ?? new Map()) as Message)
    if (key === undefined || value === undefined) return undefined
    const index = key instanceof Uint ? key.value : key
    entries.set(index as string, [key as string, value])
  }
  return new EntryMap(entries)
}
