// in: members of an OpenAPI v2 document → out: their bytes in the protobuf form that clients read.
// Never: a document as a whole.
import type { Dict } from '@binnacle/meta'
import {
  bytesOf,
  double,
  type Field,
  flag,
  headOf,
  type Message,
  message,
  nested,
  text,
  texts,
  whole,
} from './proto-fields.ts'

const depthMax = 200

/** What stands around the paths and definitions, of which the lengths are known. */
export interface ProtoFrame {
  readonly beforePaths: Buffer
  readonly beforeDefinitions: Buffer
  readonly behind: Buffer
}

/** `document` without its paths and definitions, whose bytes are so many. */
export function protoFrame(
  document: Dict,
  pathsLength: number,
  definitionsLength: number,
): ProtoFrame {
  const head = message(
    text(1, document.swagger),
    nested(2, message(text(1, document.info.title), text(2, document.info.version))),
  )
  return {
    beforePaths: bytesOf(message(head, headOf(8, pathsLength))),
    beforeDefinitions: bytesOf(headOf(9, definitionsLength)),
    behind: bytesOf(
      message(
        ...(document.security ?? []).map((each: Dict) => nested(12, requirement(each))),
        nested(13, named(document.securityDefinitions ?? {}, 1, apiKey)),
      ),
    ),
  }
}

/** Some of the members of the paths. */
export function pathsProto(paths: Dict): Buffer {
  return bytesOf(named(paths, 2, pathItem))
}

/** One of the members of the definitions: what comes before its schema, and the schema. */
export function definitionProto(name: string, schema: Dict): readonly [Buffer, Buffer] {
  const body = schemaMessage(schema, 0)
  return [definitionHead(name, body.length), bytesOf(body)]
}

/** What stands around `commonLength` bytes of a schema to which `own` adds extensions. */
export function definitionAround(
  name: string,
  commonLength: number,
  own: Dict,
): { readonly head: Buffer; readonly tail: Buffer } {
  const tail = message(...extensions(31, own))
  return { head: definitionHead(name, commonLength + tail.length), tail: bytesOf(tail) }
}

function definitionHead(name: string, schemaLength: number): Buffer {
  const inner = message(text(1, name), headOf(2, schemaLength))
  return bytesOf(message(headOf(1, inner.length + schemaLength), inner))
}

/** A list of name and value, as this form writes every map. */
function named(map: Dict, number: number, write: (value: Dict) => Message): Message {
  const entries = Object.entries(map).map(([name, value]) =>
    nested(number, message(text(1, name), nested(2, write(value)))),
  )
  return message(...entries)
}

function requirement(each: Dict): Message {
  return named(each, 1, (scopes) => message(texts(1, scopes)))
}

function apiKey({ type, name, in: where, description }: Dict): Message {
  return message(
    nested(2, message(text(1, type), text(2, name), text(3, where), text(4, description))),
  )
}

const methods = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch']

function pathItem(item: Dict): Message {
  return message(
    ...methods.map((method, at) =>
      item[method] ? nested(at + 2, operation(item[method])) : undefined,
    ),
    ...(item.parameters ?? []).map((each: Dict) => nested(9, parameter(each))),
  )
}

function operation(record: Dict): Message {
  return message(
    texts(1, record.tags),
    text(3, record.description),
    text(5, record.operationId),
    texts(6, record.produces),
    texts(7, record.consumes),
    ...(record.parameters ?? []).map((each: Dict) => nested(8, parameter(each))),
    nested(9, named(record.responses ?? {}, 1, response)),
    texts(10, record.schemes),
    ...extensions(13, record),
  )
}

function response({ description, schema }: Dict): Message {
  const item = schema ? nested(2, message(nested(1, schemaMessage(schema, 0)))) : undefined
  return message(nested(1, message(text(1, description), item)))
}

function parameter(each: Dict): Message {
  if (each.in === 'body') {
    const body = message(
      text(1, each.description),
      text(2, each.name),
      text(3, each.in),
      flag(4, each.required),
      nested(5, schemaMessage(each.schema ?? {}, 0)),
    )
    return message(nested(1, message(nested(1, body))))
  }
  const head = [
    flag(1, each.required),
    text(2, each.in),
    text(3, each.description),
    text(4, each.name),
  ]
  const inPath = each.in === 'path'
  const own = inPath
    ? message(...head, text(5, each.type), flag(19, each.uniqueItems))
    : message(...head, text(6, each.type), flag(20, each.uniqueItems))
  return message(nested(1, message(nested(2, message(nested(inPath ? 4 : 3, own))))))
}

function schemaMessage(schema: Dict, depth: number): Message {
  if (depth > depthMax) return message()
  const inner = (each: Dict) => schemaMessage(each, depth + 1)
  return message(
    text(1, schema.$ref),
    text(2, schema.format),
    text(3, schema.title),
    text(4, schema.description),
    any(5, schema.default),
    double(6, schema.multipleOf),
    double(7, schema.maximum),
    flag(8, schema.exclusiveMaximum),
    double(9, schema.minimum),
    flag(10, schema.exclusiveMinimum),
    whole(11, schema.maxLength),
    whole(12, schema.minLength),
    text(13, schema.pattern),
    whole(14, schema.maxItems),
    whole(15, schema.minItems),
    flag(16, schema.uniqueItems),
    whole(17, schema.maxProperties),
    whole(18, schema.minProperties),
    texts(19, schema.required),
    ...(schema.enum ?? []).map((value: unknown) => any(20, value)),
    nested(21, additional(schema.additionalProperties, inner)),
    schema.type ? nested(22, message(text(1, schema.type))) : undefined,
    schema.items ? nested(23, message(nested(1, inner(schema.items)))) : undefined,
    schema.properties ? nested(25, named(schema.properties, 1, inner)) : undefined,
    any(30, schema.example),
    ...extensions(31, schema),
  )
}

function additional(value: unknown, inner: (each: Dict) => Message): Field {
  if (typeof value === 'boolean') return message(flag(2, value))
  return value === undefined ? undefined : message(nested(1, inner(value as Dict)))
}

/** Values are written as YAML, of which JSON is a part. */
function any(number: number, value: unknown): Field {
  if (value === undefined) return undefined
  return nested(number, message(text(2, `${JSON.stringify(value)}\n`)))
}

function extensions(number: number, record: Dict): Field[] {
  return Object.entries(record)
    .filter(([name]) => name.startsWith('x-'))
    .map(([name, value]) => nested(number, message(text(1, name), any(2, value))))
}
