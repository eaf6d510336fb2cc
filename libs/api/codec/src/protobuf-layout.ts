// in: a type → out: its fields by protobuf number. Never: bytes.
import type { FieldDef, ObjectType } from '@binnacle/catalogue'
import { embeddedMessages, innerMessages, otherNumbers } from './protobuf-fields-table.ts'

/** What a number of a message means: a field, or more fields in a message of their own. */
export type Slot = { readonly field: FieldDef } | { readonly within: Layout }

export type Layout = ReadonlyMap<number, Slot>

const layouts = new WeakMap<ObjectType, Layout>()

/** Empty for a type that has no protobuf form. */
export function layoutOf(type: ObjectType): Layout {
  let layout = layouts.get(type)
  if (layout === undefined) {
    layout = buildLayout(type)
    layouts.set(type, layout)
  }
  return layout
}

function buildLayout(type: ObjectType): Layout {
  const name = type.name.replace(/^io\.k8s\./, '')
  const [embeddedAt, struct] = embeddedMessages[name] ?? []
  const [innerAt, innerFields] = innerMessages[struct ?? ''] ?? []
  const own = new Map<number, Slot>()
  const embedded = new Map<number, Slot>()
  const inner = new Map<number, Slot>()
  for (const field of type.fields.values()) {
    const innerNumber = innerFields?.[field.name]
    const number = otherNumbers[name]?.[field.name] ?? field.proto
    if (innerNumber !== undefined) inner.set(innerNumber, { field })
    else if (number === 0) continue
    else (field.embedded !== undefined ? embedded : own).set(number, { field })
  }
  if (innerAt !== undefined) embedded.set(innerAt, { within: inner })
  if (embeddedAt !== undefined) own.set(embeddedAt, { within: embedded })
  return own
}
