// in: a part of an object and its schema → out: the value that expressions see. Never: a change of the object.
import { parseDate, parseGoDuration, parseRfc3339 } from './time-text.ts'
import { equal } from './equality.ts'
import { escapeName, unescapeName } from './escape-name.ts'
import { type Schema, withObjectMeta } from './schema-type.ts'
import { type CelType, structType } from './types.ts'
import {
  ArrayList,
  CelList,
  CelMap,
  type CelValue,
  Duration,
  Failure,
  Timestamp,
} from './values.ts'

type JsonObject = Readonly<Record<string, unknown>>

function isObject(json: unknown): json is JsonObject {
  return typeof json === 'object' && json !== null && !Array.isArray(json)
}

function goKind(json: unknown): string {
  if (typeof json === 'string') return 'string'
  if (typeof json === 'boolean') return 'bool'
  if (typeof json === 'bigint' || Number.isInteger(json)) return 'int64'
  if (typeof json === 'number') return 'float64'
  return Array.isArray(json) ? '[]interface {}' : 'map[string]interface {}'
}

const objectType: CelType = structType('object')

/** An object with known properties, named as expressions name them. */
class JsonObjectValue extends CelMap {
  override readonly objectType: CelType | undefined
  private readonly json: JsonObject
  private readonly schemaOf: (property: string) => Schema | undefined
  private readonly escaped: boolean

  constructor(
    json: JsonObject,
    schemaOf: (property: string) => Schema | undefined,
    escaped: boolean,
  ) {
    super()
    this.json = json
    this.schemaOf = schemaOf
    this.escaped = escaped
    this.objectType = escaped ? objectType : undefined
  }

  get size(): number {
    return Object.keys(this.json).length
  }

  find(key: CelValue): CelValue | undefined {
    if (typeof key !== 'string') return undefined
    const property = this.escaped ? unescapeName(key) : key
    if (property === undefined || !Object.hasOwn(this.json, property)) return undefined
    const schema = this.schemaOf(property)
    const json = this.json[property]
    if (json === undefined || (json === null && this.escaped)) return undefined
    return schema === undefined ? new Unknown(json) : jsonValue(json, schema)
  }

  *keys(): Generator<string> {
    for (const property of Object.keys(this.json)) {
      const name = this.escaped ? escapeName(property) : property
      if (name !== undefined) yield name
    }
  }
}

/** Data without a schema; only equality is known of it. */
class Unknown extends Failure {
  readonly json: unknown

  constructor(json: unknown) {
    super('no such overload')
    this.json = json
  }
}

class JsonList extends CelList {
  readonly size: number
  protected readonly json: readonly unknown[]
  protected readonly items: Schema
  private readonly made: CelValue[] = []

  constructor(json: readonly unknown[], items: Schema) {
    super()
    this.json = json
    this.items = items
    this.size = json.length
  }

  get(index: number): CelValue {
    let value = this.made[index]
    if (value === undefined) {
      value = jsonValue(this.json[index], this.items)
      this.made[index] = value
    }
    return value
  }
}

/** Order does not matter when two are compared. */
class SetList extends JsonList {
  override equalTo(other: CelList): boolean {
    if (this.size !== other.size) return false
    const mine = [...this]
    const holds = (values: readonly CelValue[], value: CelValue): boolean =>
      values.some((each) => equal(each, value) === true)
    const theirs = [...other]
    return theirs.every((value) => holds(mine, value)) && mine.every((v) => holds(theirs, v))
  }

  override plus(other: CelList): CelList {
    const joined = [...this]
    for (const value of other) {
      if (!joined.some((each) => equal(each, value) === true)) joined.push(value)
    }
    return new ArrayList(joined)
  }
}

/** Items are told apart by keys. */
class KeyedList extends JsonList {
  private readonly keyNames: readonly string[]

  constructor(json: readonly unknown[], items: Schema, keyNames: readonly string[]) {
    super(json, items)
    this.keyNames = keyNames
  }

  private keyOf(value: CelValue): string {
    if (!(value instanceof CelMap)) return ''
    const parts = this.keyNames.map((name) => {
      const part = value.find(escapeName(name) ?? name)
      return typeof part === 'bigint' ? `${part}n` : JSON.stringify(part ?? null)
    })
    return parts.join('/')
  }

  override equalTo(other: CelList): boolean | Failure {
    if (this.size !== other.size) return false
    const mine = new Map([...this].map((value) => [this.keyOf(value), value]))
    const seen = new Set<string>()
    for (const value of other) {
      const key = this.keyOf(value)
      const known = mine.get(key)
      if (known === undefined) return false
      const same = equal(known, value)
      if (same !== true) return same
      seen.add(key)
    }
    return seen.size === mine.size
  }

  override plus(other: CelList): CelList {
    const merged = new Map([...this].map((value) => [this.keyOf(value), value]))
    for (const value of other) merged.set(this.keyOf(value), value)
    return new ArrayList([...merged.values()])
  }
}

function objectValue(json: unknown, schema: Schema): CelValue {
  if (!isObject(json)) {
    return new Failure('invalid data, expected a map for the provided schema with type=object')
  }
  const embedded = schema['x-kubernetes-embedded-resource'] === true
  if (embedded || schema.properties) {
    const { properties } = embedded ? withObjectMeta(schema) : schema
    const schemaOf = (name: string): Schema | undefined =>
      Object.hasOwn(properties, name) ? properties[name] : undefined
    return new JsonObjectValue(json, schemaOf, true)
  }
  const additional = schema.additionalProperties
  if (typeof additional === 'object' && additional !== null) {
    return new JsonObjectValue(json, () => additional, false)
  }
  return new JsonObjectValue(json, () => undefined, false)
}

function listValue(json: unknown, schema: Schema): CelValue {
  if (!Array.isArray(json)) {
    return new Failure('invalid data, expected an array for the provided schema with type=array')
  }
  if (!schema.items) {
    return new Failure('invalid array type, expected Items with a non-empty Schema')
  }
  switch (schema['x-kubernetes-list-type']) {
    case 'map':
      return new KeyedList(json, schema.items, schema['x-kubernetes-list-map-keys'] ?? [])
    case 'set':
      return new SetList(json, schema.items)
  }
  return new JsonList(json, schema.items)
}

function timeOr(nanos: bigint | undefined, what: string, text: string): CelValue {
  if (nanos !== undefined) return new Timestamp(nanos)
  return new Failure(`Invalid ${what} formatted string ${text}: ${text}`)
}

function stringValue(json: unknown, format: string | undefined): CelValue {
  if (typeof json !== 'string') {
    return new Failure(`invalid data, expected string, got ${goKind(json)}`)
  }
  switch (format) {
    case 'duration': {
      const nanos = parseGoDuration(json)
      if (nanos !== undefined) return new Duration(nanos)
      return new Failure(`Invalid duration ${json}: unable to parse ${json}`)
    }
    case 'date':
      return timeOr(parseDate(json), 'date', json)
    case 'date-time':
      return timeOr(parseRfc3339(json.replace(/[tz]/g, (c) => c.toUpperCase())), 'date-time', json)
    case 'byte':
      return new Uint8Array(Buffer.from(json, 'base64'))
  }
  return json
}

function intOrString(json: unknown): CelValue {
  if (typeof json === 'string') return json
  const integer = integerValue(json)
  if (integer !== undefined) return integer
  return new Failure('invalid data, expected XIntOrString value to be either a string or integer')
}

function integerValue(json: unknown): bigint | undefined {
  if (typeof json === 'bigint') return json
  return Number.isInteger(json) ? BigInt(json as number) : undefined
}

/** Made lazily: what an expression does not read costs nothing. */
export function jsonValue(json: unknown, schema: Schema): CelValue {
  if (json === null || json === undefined) {
    if (schema.nullable === true) return null
    return new Failure('invalid data, got null for schema with nullable=false')
  }
  if (schema['x-kubernetes-int-or-string'] === true) return intOrString(json)
  switch (schema.type) {
    case 'object':
      return objectValue(json, schema)
    case 'array':
      return listValue(json, schema)
    case 'string':
      return stringValue(json, schema.format)
    case 'number':
      if (typeof json === 'number' || typeof json === 'bigint') return Number(json)
      return new Failure(`invalid data, expected float, got ${goKind(json)}`)
    case 'integer':
      return integerValue(json) ?? new Failure(`invalid data, expected int, got ${goKind(json)}`)
    case 'boolean':
      if (typeof json === 'boolean') return json
      return new Failure(`invalid data, expected bool, got ${goKind(json)}`)
  }
  return new Unknown(json)
}
