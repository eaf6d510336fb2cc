// in: an object or Status and the form asked for → out: the reply. Never: lists, streams.
import type { ResourceDef } from '@binnacle/catalogue'
import {
  compress,
  encode,
  gzipFromBytes,
  protobufName,
  toPartial,
  wrongPartial,
} from '@binnacle/codec'
import type { Reply } from '@binnacle/exchange'
import { type Dict, type KubeObject, type Status, unknownError } from '@binnacle/meta'
import type { StoredObject } from '@binnacle/objects'
import { asStored } from './as-stored.ts'
import { type Form, formOf } from './form.ts'
import { piecesOf } from './protobuf-messages.ts'
import { tableOf } from './table.ts'
import { toServed } from './versions.ts'

const lineBreak = Buffer.from('\n')

interface Of {
  readonly def: ResourceDef
}

/** The state that a write shows to its client. */
export interface Shown {
  /** May be changed. */
  object(): KubeObject
  /** Where it is stored; a dry run's is not. */
  readonly stored?: StoredObject
}

export function shownAs(stored: StoredObject): Shown {
  return { stored, object: () => stored.parse() }
}

export const replyObject = {
  negotiate: formOf,

  /** An object in the storage version; may be changed. */
  render({ def }: Of, form: Form, status: number, object: KubeObject): Reply {
    return replyObject.renderAs(form, status, transformed(def, form, object))
  },

  /** What the store holds; its bytes go out as they are where they can. */
  renderStored({ def }: Of, form: Form, stored: StoredObject, status = 200): Reply {
    if (status === 200 && form.format === 'protobuf' && form.transform === undefined) {
      return inProtobuf(form, piecesOf(def, stored))
    }
    if (!isAsStored(def, form, stored)) {
      return replyObject.render({ def }, form, status, stored.parse())
    }
    const { body, headers } = compress(stored.bytes, form.acceptEncoding)
    const type = ['Content-Type', 'application/json'] as const
    if (headers.length > 0) return { status, headers: [type, ...headers], body }
    return { status, headers: [type], body: [stored.bytes, lineBreak] }
  },

  /** What a write has left: as it is stored, where it was. */
  renderWritten({ def }: Of, form: Form, status: number, { object, stored }: Shown): Reply {
    if (stored !== undefined) return replyObject.renderStored({ def }, form, stored, status)
    return replyObject.render({ def }, form, status, object())
  },

  /** Anything that is already in the form of the answer. */
  renderAs(form: Form, status: number, object: Dict): Reply {
    const encoded = encode(object, form)
    const { body, headers } = compress(encoded.body, form.acceptEncoding)
    return { status, headers: [['Content-Type', encoded.contentType], ...headers], body }
  },

  renderStatus(_: Of, form: Form, status: number, object: Status): Reply {
    return replyObject.renderAs(form, status, object as unknown as Dict)
  },
}

/** Its bytes are the answer. */
export function isAsStored(def: ResourceDef, form: Form, stored: StoredObject): boolean {
  const plain = form.format === 'json' && !form.pretty && form.transform === undefined
  return plain && asStored.one(def, stored)
}

function inProtobuf(form: Form, pieces: Buffer[]): Reply {
  const type = ['Content-Type', protobufName] as const
  const bytes = pieces.reduce((sum, piece) => sum + piece.length, 0)
  if (bytes <= gzipFromBytes) return { status: 200, headers: [type], body: pieces }
  const { body, headers } = compress(Buffer.concat(pieces), form.acceptEncoding)
  return { status: 200, headers: [type, ...headers], body }
}

function transformed(def: ResourceDef, form: Form, object: KubeObject): Dict {
  const { transform } = form
  if (transform === undefined) return toServed(object, def)
  if (transform.kind === 'Table') {
    const { resourceVersion } = object.metadata
    const parts = { def, form, metadata: { resourceVersion }, now: new Date(), single: true }
    return tableOf([object], parts)
  }
  if (transform.kind === 'PartialObjectMetadata')
    return toPartial(toServed(object, def), transform.version)
  // A resource that users define is asked for its items before anybody looks whether it is a list.
  if (def.custom) throw unknownError('content is not a list')
  throw wrongPartial(transform.kind, goType(def))
}

/** How the reference names the type of the object in this refusal. */
export function goType(def: ResourceDef, list = false): string {
  if (def.custom) return list ? '*unstructured.UnstructuredList' : '*unstructured.Unstructured'
  const last = (def.group.split('.')[0] as string) || 'core'
  return `*${last}.${list ? def.listKind : def.kind}`
}
