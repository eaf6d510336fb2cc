// in: an OpenAPI v2 document → out: its bytes in the protobuf form that older clients read.
import type { Dict } from '@binnacle/meta'
import { double, type Field, flag, message, nested, text, texts, whole } from './proto-fields.ts'

const depthMax = 200

export function documentProto(document: Dict): Buffer {
  return message(
    text(1, document.swagger),
    nested(2, message(text(1, document.info.title), text(2, document.info.version))),
    nested(8, named(document.paths, 2, pathItem)),
    nested(
      9,
      named(document.definitions, 1, (schema) => schemaMessage(schema, 0)),
    ),
    ...(document.security ?? []).map((each: Dict) => nested(12, requirement(each))),
    nested(13, named(document.securityDefinitions ?? {}, 1, apiKey)),
  )
}

/** A list of name and value, as this form writes every map. */
function named(map: Dict, number: number, write: (value: Dict) => Buffer): Buffer {
  const entries = Object.entries(map).map(([name, value]) =>
    nested(number, message(text(1, name), nested(2, write(value)))),
  )
  return message(...entries)
}

function requirement(each: Dict): Buffer {
  return named(each, 1, (scopes) => message(texts(1, scopes)))
}

function apiKey({ type, name, in: where, description }: Dict): Buffer {
  return message(
    nested(2, message(text(1, type), text(2, name), text(3, where), text(4, description))),
  )
}

const methods = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch']

function pathItem(item: Dict): Buffer {
  return message(
    ...methods.map((method, at) =>
      item[method] ? nested(at + 2, operation(item[method])) : undefined,
    ),
    ...(item.parameters ?? []).map((each: Dict) => nested(9, parameter(each))),
  )
}

function operation(record: Dict): Buffer {
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

function response({ description, schema }: Dict): Buffer {
  const item = schema ? nested(2, message(nested(1, schemaMessage(schema, 0)))) : undefined
  return message(nested(1, message(text(1, description), item)))
}

function parameter(each: Dict): Buffer {
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

function schemaMessage(schema: Dict, depth: number): Buffer {
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

function additional(value: unknown, inner: (each: Dict) => Buffer): Buffer | undefined {
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
