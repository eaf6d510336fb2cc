// in: a body in Kubernetes' protobuf envelope → out: the JSON value that says the same. Never: defaults.
import {
  type AnyType,
  builtinType,
  type ListType,
  type ObjectType,
  type ScalarType,
  type TypeDef,
  typeOf,
} from '@binnacle/catalogue'
import { type Dict, goQuote, unsupportedMediaType } from '@binnacle/meta'
import { parseJson, SyntaxFault } from './parse-json.ts'
import { schemaName } from './protobuf-free.ts'
import { type Layout, layoutOf } from './protobuf-layout.ts'
import { ProtobufReader } from './protobuf-reader.ts'

const magic = Buffer.from([0x6b, 0x38, 0x73, 0])

/** The envelope says what is in it; without a kind nobody could read the rest. */
export function parseProtobuf(bytes: Buffer): Dict {
  if (!bytes.subarray(0, magic.length).equals(magic)) {
    throw new SyntaxFault(
      'provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]',
    )
  }
  let apiVersion = ''
  let kind = ''
  let raw: Buffer = Buffer.alloc(0)
  const envelope = new ProtobufReader(bytes, magic.length)
  while (envelope.next()) {
    if (envelope.number === 1) {
      const meta = envelope.message()
      while (meta.next()) {
        if (meta.number === 1) apiVersion = meta.text()
        else if (meta.number === 2) kind = meta.text()
        else meta.skip()
      }
    } else if (envelope.number === 2) raw = envelope.bytes()
    else envelope.skip()
  }
  const type = typeNamed(apiVersion, kind)
  return { kind, apiVersion, ...readObject(new ProtobufReader(raw), type) }
}

function typeNamed(apiVersion: string, kind: string): ObjectType {
  const slash = apiVersion.indexOf('/')
  const group = slash < 0 ? '' : apiVersion.slice(0, slash)
  const version = apiVersion.slice(slash + 1)
  const type = typeOf({ group, version, kind })
  if (type === undefined) {
    throw new SyntaxFault(
      `no kind ${goQuote(kind)} is registered for version ${goQuote(apiVersion)} in scheme "pkg/runtime/scheme.go:111"`,
    )
  }
  if (layoutOf(type).size === 0) {
    throw unsupportedMediaType(
      'the body of the request was in an unknown format - accepted media types include: application/json, application/yaml',
    )
  }
  return type
}

/** Members in the order of the type, which is not that of the numbers. */
function readObject(reader: ProtobufReader, type: ObjectType): Dict {
  const read: Dict = {}
  readMembers(reader, layoutOf(type), read)
  const ordered: Dict = {}
  for (const name of type.fields.keys()) if (Object.hasOwn(read, name)) ordered[name] = read[name]
  return ordered
}

function readMembers(reader: ProtobufReader, layout: Layout, into: Dict): void {
  while (reader.next()) {
    const slot = layout.get(reader.number)
    if (slot === undefined) reader.skip()
    else if ('within' in slot) readMembers(reader.message(), slot.within, into)
    else readField(reader, slot.field.name, slot.field.type, into)
  }
}

function readField(reader: ProtobufReader, name: string, type: TypeDef, into: Dict): void {
  if (type.kind === 'list') readItem(reader, (into[name] ??= []), type)
  else if (type.kind === 'map') readEntry(reader, (into[name] ??= {}), type.values)
  else into[name] = readValue(reader, type)
}

/** Numbers may come packed: many in one field. */
function readItem(reader: ProtobufReader, list: unknown[], { items }: ListType): void {
  const isNumber = items.kind === 'scalar' && numbers.has(items.scalar)
  if (!isNumber || reader.wire !== 2) {
    list.push(readValue(reader, items))
    return
  }
  const packed = reader.message()
  while (packed.more) list.push(packed.integer())
}

const numbers = new Set(['int32', 'int64', 'integer'])

function readEntry(reader: ProtobufReader, map: Dict, values: TypeDef): void {
  const entry = reader.message()
  let key = ''
  let value = emptyOf(values)
  while (entry.next()) {
    if (entry.number === 1) key = entry.text()
    else if (entry.number === 2)
      value = values.kind === 'list' ? wrapped(entry, values) : readValue(entry, values)
    else entry.skip()
  }
  // As an own member whatever the key is: __proto__ is a good key of a ConfigMap.
  Object.defineProperty(map, key, { value, writable: true, enumerable: true, configurable: true })
}

/** A list cannot be a map's value in protobuf: it lies in a message, as `items`. */
function wrapped(reader: ProtobufReader, type: ListType): unknown[] {
  const list: unknown[] = []
  const message = reader.message()
  while (message.next()) {
    if (message.number === 1) readItem(message, list, type)
    else message.skip()
  }
  return list
}

function emptyOf(type: TypeDef): unknown {
  if (type.kind === 'scalar')
    return numbers.has(type.scalar) ? 0 : type.scalar === 'boolean' ? false : ''
  return type.kind === 'list' ? [] : {}
}

function readValue(reader: ProtobufReader, type: TypeDef): unknown {
  switch (type.kind) {
    case 'object':
      return readObject(reader.message(), type)
    case 'scalar':
      return readScalar(reader, type)
    case 'any':
      return readFree(reader.message(), type)
    default:
      throw new SyntaxFault(`proto: a ${type.kind} within a list`)
  }
}

function readFree(message: ProtobufReader, { form }: AnyType): unknown {
  switch (form) {
    case 'schemaOrBool':
      return readSchemaOrBool(message)
    case 'schemaOrArray':
      return readSchemaOrList(message, (item) => readSchema(item))
    case 'schemaOrStrings':
      return readSchemaOrList(message, (item) => item.text())
    default:
      return readRaw(message)
  }
}

function readSchema(reader: ProtobufReader): Dict {
  return readObject(reader.message(), builtinType(schemaName))
}

function readSchemaOrBool(message: ProtobufReader): unknown {
  let allows = false
  let schema: Dict | undefined
  while (message.next()) {
    if (message.number === 1) allows = message.varint() !== 0n
    else if (message.number === 2) schema = readSchema(message)
    else message.skip()
  }
  return schema ?? allows
}

function readSchemaOrList(
  message: ProtobufReader,
  readItem: (item: ProtobufReader) => unknown,
): unknown {
  let schema: Dict | null = null
  const list: unknown[] = []
  while (message.next()) {
    if (message.number === 1) schema = readSchema(message)
    else if (message.number === 2) list.push(readItem(message))
    else message.skip()
  }
  return list.length > 0 ? list : schema
}

/** Other free forms travel as the bytes of their JSON, or of an envelope like the outer one. */
function readRaw(message: ProtobufReader): unknown {
  let raw: Buffer = Buffer.alloc(0)
  while (message.next()) {
    if (message.number === 1) raw = message.bytes()
    else message.skip()
  }
  if (raw.length === 0) return null
  if (raw.subarray(0, magic.length).equals(magic)) return parseProtobuf(raw)
  return parseJson(raw.toString()).value
}

function readScalar(reader: ProtobufReader, { scalar }: ScalarType): unknown {
  switch (scalar) {
    case 'string':
      return reader.text()
    case 'bytes':
      return reader.bytes().toString('base64')
    case 'boolean':
      return reader.varint() !== 0n
    case 'int32':
      return Number(BigInt.asIntN(32, reader.varint()))
    case 'int64':
    case 'integer':
      return reader.integer()
    case 'float':
    case 'double':
      return reader.double()
    case 'time':
    case 'microTime':
      return readTime(reader.message(), scalar)
    case 'quantity':
      return readFirstText(reader.message())
    case 'intOrString':
      return readIntOrString(reader.message())
    case 'duration':
      throw new SyntaxFault('proto: durations are not part of any kind')
  }
}

/** An empty message is the zero time, which JSON writes as null. */
function readTime(message: ProtobufReader, scalar: 'time' | 'microTime'): string | null {
  let seconds = 0
  let nanos = 0
  while (message.next()) {
    if (message.number === 1) seconds = Number(message.integer())
    else if (message.number === 2) nanos = Number(message.integer())
    else message.skip()
  }
  if (seconds === 0 && nanos === 0) return null
  const time = new Date(seconds * 1000)
  if (Number.isNaN(time.getTime())) throw new SyntaxFault('proto: a time out of range')
  const whole = time.toISOString().slice(0, 19)
  if (scalar === 'time') return `${whole}Z`
  return `${whole}.${String(Math.floor(nanos / 1000)).padStart(6, '0')}Z`
}

function readFirstText(message: ProtobufReader): string {
  let text = ''
  while (message.next()) {
    if (message.number === 1) text = message.text()
    else message.skip()
  }
  return text
}

function readIntOrString(message: ProtobufReader): number | string {
  let isText = false
  let number = 0
  let text = ''
  while (message.next()) {
    if (message.number === 1) isText = message.varint() !== 0n
    else if (message.number === 2) number = Number(BigInt.asIntN(32, message.varint()))
    else if (message.number === 3) text = message.text()
    else message.skip()
  }
  return isText ? text : number
}
