// in: a free form (any JSON) → out: how it is written in protobuf: as the bytes of its JSON.
import './exact-integers.ts'
import { type AnyType, builtinType, type ObjectType } from '@binnacle/catalogue'
import type { ValueWriter } from './protobuf-scalar.ts'
import type { ProtobufWriter } from './protobuf-writer.ts'

/** What the forms of a definition's schema hold. */
export const schemaName = 'apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaProps'

type MessageOf = (type: ObjectType) => ValueWriter

/** `messageOf` is handed in, for schemas hold schemas. */
export function freeFormOf(form: AnyType['form'] & string, messageOf: MessageOf): ValueWriter {
  switch (form) {
    case 'schemaOrArray':
      return listOfSchemas(messageOf)
    case 'schemaOrBool':
      return schemaOrBool(messageOf)
    case 'schemaOrStrings':
      return schemaOrStrings(messageOf)
    default:
      return raw
  }
}

const raw: ValueWriter = {
  wire: 2,
  write(writer, value) {
    const { mark } = writer
    if (value !== undefined && value !== null) {
      writer.text(JSON.stringify(value))
      writer.head(1, mark)
    }
    writer.varint(writer.mark - mark)
  },
}

/** A schema as the field `number` of what surrounds it. */
type SchemaField = (writer: ProtobufWriter, number: number, value: unknown) => void

function schemaField(messageOf: MessageOf): SchemaField {
  let message: ValueWriter | undefined
  return (writer, number, value) => {
    message ??= messageOf(builtinType(schemaName))
    message.write(writer, value)
    writer.tag(number, message.wire)
  }
}

/** A message around what `write` writes. */
function message(write: (writer: ProtobufWriter, value: unknown) => void): ValueWriter {
  return {
    wire: 2,
    write(writer, value) {
      const { mark } = writer
      write(writer, value)
      writer.varint(writer.mark - mark)
    },
  }
}

function listOfSchemas(messageOf: MessageOf): ValueWriter {
  const schema = schemaField(messageOf)
  return message((writer, value) => {
    if (Array.isArray(value)) for (const each of value.toReversed()) schema(writer, 2, each)
    else if (value !== undefined && value !== null) schema(writer, 1, value)
  })
}

function schemaOrBool(messageOf: MessageOf): ValueWriter {
  const schema = schemaField(messageOf)
  return message((writer, value) => {
    const isSchema = typeof value === 'object' && value !== null
    if (isSchema) schema(writer, 2, value)
    writer.varint(isSchema || value === true ? 1 : 0)
    writer.tag(1, 0)
  })
}

function schemaOrStrings(messageOf: MessageOf): ValueWriter {
  const schema = schemaField(messageOf)
  return message((writer, value) => {
    if (!Array.isArray(value)) {
      if (value !== undefined && value !== null) schema(writer, 1, value)
      return
    }
    for (const each of value.toReversed()) {
      const { mark } = writer
      writer.text(String(each))
      writer.head(2, mark)
    }
  })
}
