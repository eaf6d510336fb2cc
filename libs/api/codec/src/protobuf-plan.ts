// in: a type → out: the functions that write its fields. Never: envelopes, or bytes of its own.
import type { FieldDef, ListType, MapType, ObjectType, TypeDef } from '@binnacle/catalogue'
import type { Dict } from '@binnacle/meta'
import { type Layout, layoutOf, type Slot } from './protobuf-layout.ts'
import { wrappedLists } from './protobuf-fields-table.ts'
import { scalarOf, type ValueWriter } from './protobuf-scalar.ts'
import { freeFormOf } from './protobuf-free.ts'
import type { ProtobufWriter } from './protobuf-writer.ts'
import { sortedKeys } from './sorted-keys.ts'

/** Writes some fields of an object, the last number first. */
export type BodyWriter = (writer: ProtobufWriter, object: Dict) => void

const plans = new WeakMap<ObjectType, BodyWriter>()

/** Made on first use: types refer to each other, and to themselves. */
export function bodyOf(type: ObjectType): BodyWriter {
  let body = plans.get(type)
  if (body === undefined) {
    let fields: readonly BodyWriter[] | undefined
    body = (writer, object) => {
      fields ??= fieldsOf(layoutOf(type), type.name)
      for (const field of fields) field(writer, object)
    }
    plans.set(type, body)
  }
  return body
}

function fieldsOf(layout: Layout, name: string): BodyWriter[] {
  const byNumber = [...layout].sort(([a], [b]) => b - a)
  return byNumber.map(([number, slot]) => slotOf(number, slot, name))
}

function slotOf(number: number, slot: Slot, name: string): BodyWriter {
  if ('within' in slot) {
    const fields = fieldsOf(slot.within, name)
    return (writer, object) => {
      const { mark } = writer
      for (const field of fields) field(writer, object)
      writer.head(number, mark)
    }
  }
  const { field } = slot
  if (field.type.kind === 'map') return mapField(number, field, field.type)
  if (field.type.kind !== 'list') return singleField(number, field)
  const wrapped = wrappedLists[name.replace(/^io\.k8s\./, '')] === field.name
  return wrapped ? wrappedField(number, field, field.type) : listField(number, field, field.type)
}

/** A pointer that is not set is left out; anything else is written, zero or not. */
function singleField(number: number, { name, type, pointer }: FieldDef): BodyWriter {
  const value = valueOf(type)
  const tag = number * 8 + value.wire
  const optional = pointer || (type.kind === 'scalar' && type.scalar === 'bytes')
  return (writer, object) => {
    const given = object[name]
    if (optional && (given === undefined || given === null)) return
    value.write(writer, given)
    writer.varint(tag)
  }
}

function listField(number: number, { name }: FieldDef, { items }: ListType): BodyWriter {
  const item = valueOf(items)
  const tag = number * 8 + item.wire
  return (writer, object) => writeItems(writer, object[name], item, tag)
}

/** A list that Go can tell from none even when it is empty lies in a message, as `items`. */
function wrappedField(number: number, { name }: FieldDef, type: ListType): BodyWriter {
  const list = wrappedList(type)
  return (writer, object) => {
    const given = object[name]
    if (!Array.isArray(given)) return
    list.write(writer, given)
    writer.tag(number, 2)
  }
}

function writeItems(writer: ProtobufWriter, given: unknown, item: ValueWriter, tag: number): void {
  if (!Array.isArray(given)) return
  for (let index = given.length - 1; index >= 0; index--) {
    item.write(writer, given[index])
    writer.varint(tag)
  }
}

function mapField(number: number, { name }: FieldDef, { values }: MapType): BodyWriter {
  const value = values.kind === 'list' ? wrappedList(values) : valueOf(values)
  const tag = number * 8 + 2
  // Bytes may be none at all; everything else has a zero that is written.
  const optional = values.kind === 'scalar' && values.scalar === 'bytes'
  return (writer, object) => {
    const map = object[name]
    if (typeof map !== 'object' || map === null) return
    const keys = sortedKeys(map)
    for (let index = keys.length - 1; index >= 0; index--) {
      const key = keys[index] as string
      const { mark } = writer
      const given = map[key]
      if (!optional || (given !== undefined && given !== null)) {
        value.write(writer, given)
        writer.tag(2, value.wire)
      }
      const keyMark = writer.mark
      writer.text(key)
      writer.head(1, keyMark)
      writer.varint(writer.mark - mark)
      writer.varint(tag)
    }
  }
}

function wrappedList({ items }: ListType): ValueWriter {
  const item = valueOf(items)
  const tag = 8 + item.wire
  return {
    wire: 2,
    write(writer, given) {
      const { mark } = writer
      writeItems(writer, given, item, tag)
      writer.varint(writer.mark - mark)
    },
  }
}

function valueOf(type: TypeDef): ValueWriter {
  switch (type.kind) {
    case 'scalar':
      return scalarOf(type.scalar)
    case 'object':
      return messageOf(type)
    case 'any':
      return freeFormOf(type.form ?? 'raw', messageOf)
    default:
      throw new Error(`a ${type.kind} within a list or a map has no protobuf form`)
  }
}

const nothing: Dict = {}

function messageOf(type: ObjectType): ValueWriter {
  const body = bodyOf(type)
  return {
    wire: 2,
    write(writer, given) {
      const { mark } = writer
      body(writer, typeof given === 'object' && given !== null ? given : nothing)
      writer.varint(writer.mark - mark)
    },
  }
}
