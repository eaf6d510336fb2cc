// in: a list and the form asked for → out: the reply, from stored bytes where they can go out as they are.
import type { ResourceDef } from '@binnacle/catalogue'
import {
  gzipFromBytes,
  type ListMeta,
  takesGzip,
  toPartialList,
  wrongPartial,
} from '@binnacle/codec'
import type { BodySink, Reply } from '@binnacle/exchange'
import { formatApiVersion, type KubeObject } from '@binnacle/meta'
import type { ObjectList } from '@binnacle/objects'
import { inNameOrder } from '@binnacle/schema'
import { asStored } from './as-stored.ts'
import type { Form } from './form.ts'
import { listEnvelope } from './list-envelope.ts'
import { goType, replyObject } from './render.ts'
import { renderProtobufList } from './render-protobuf-list.ts'
import { tableOf } from './table.ts'
import { toServed } from './versions.ts'

/** What was not read from the store has no revision. */
type Found = Pick<ObjectList, 'continue' | 'remaining'> & { readonly revision: number | undefined }

function metadataOf({ revision, continue: token, remaining }: Found): ListMeta {
  const metadata: ListMeta = revision === undefined ? {} : { resourceVersion: String(revision) }
  if (token) metadata.continue = token
  if (remaining) metadata.remainingItemCount = remaining
  return metadata
}

/** Lists of custom resources show the token even when there is none. */
function ownMetadata(def: ResourceDef, found: Found): ListMeta {
  const metadata = metadataOf(found)
  if (!def.custom) return metadata
  const { continue: token = '', ...rest } = metadata
  return { continue: token, ...inNameOrder(rest) }
}

export async function renderList(def: ResourceDef, form: Form, found: ObjectList): Promise<Reply> {
  if (form.format === 'protobuf' && form.transform === undefined) {
    return await renderProtobufList(def, form, found, metadataOf(found))
  }
  const plain = form.format === 'json' && !form.pretty && form.transform === undefined
  if (plain && found.joined && asStored.all(def, found))
    return bytesOf(def, form, found, found.joined)
  return renderObjects(
    def,
    form,
    found,
    Array.from(found.items, (item) => item.parse()),
  )
}

/** `objects` in the storage version; may be changed. */
export function renderObjects(
  def: ResourceDef,
  form: Form,
  found: Found,
  objects: readonly KubeObject[],
): Reply {
  const metadata = metadataOf(found)
  const { transform } = form
  if (transform?.kind === 'Table') {
    const table = tableOf(objects, { def, form, metadata, now: new Date() })
    return replyObject.renderAs(form, 200, table)
  }
  const served = objects.map((object) => toServed(object, def))
  if (transform?.kind === 'PartialObjectMetadataList') {
    return replyObject.renderAs(form, 200, toPartialList(served, transform.version, metadata))
  }
  if (transform) throw wrongPartial(transform.kind, goType(def, true))
  const list = {
    kind: def.listKind,
    apiVersion: formatApiVersion(def),
    metadata: ownMetadata(def, found),
    items: def.custom ? served : served.map(bareItem),
  }
  return replyObject.renderAs(form, 200, def.custom ? inNameOrder(list) : list)
}

/** Items of a built-in list do not repeat what they are. */
function bareItem({ kind: _, apiVersion: __, ...rest }: KubeObject): Omit<KubeObject, 'kind'> {
  return rest
}

type Joined = NonNullable<ObjectList['joined']>

function bytesOf(def: ResourceDef, form: Form, found: ObjectList, joined: Joined): Reply {
  const { head, tail } = listEnvelope(def, ownMetadata(def, found))
  const type = ['Content-Type', 'application/json'] as const
  // Items of a list with a Go type do not repeat what they are.
  const bare = def.custom === undefined
  if (takesGzip(form.acceptEncoding) && found.gzipped && bytesIn(found) > gzipFromBytes) {
    const headers = [type, ['Content-Encoding', 'gzip'], ['Vary', 'Accept-Encoding']] as const
    return { status: 200, headers, stream: pouring(found.gzipped(bare, head, tail)) }
  }
  return {
    status: 200,
    headers: [type],
    stream: pouringJoined(head, found, joined.call(found, bare), tail),
  }
}

type Pour = (sink: BodySink) => Promise<void>

/** Piece by piece, as fast as the client reads. */
async function pour(
  sink: BodySink,
  pieces: Iterable<Uint8Array>,
  sent?: (piece: Uint8Array) => void,
): Promise<void> {
  for (const piece of pieces) {
    if (sink.closed) return
    if (!sink.write(piece, sent && (() => sent(piece)))) await sink.drained()
  }
}

function pouring(pieces: Iterable<Uint8Array>): Pour {
  return async (sink) => {
    await pour(sink, pieces)
    sink.end()
  }
}

function pouringJoined(
  head: Uint8Array,
  found: ObjectList,
  pieces: Iterable<Uint8Array>,
  tail: Uint8Array,
): Pour {
  return async (sink) => {
    sink.write(head)
    await pour(sink, pieces, (piece) => found.recycle?.(piece))
    sink.write(tail)
    sink.end()
  }
}

function bytesIn({ items }: ObjectList): number {
  const { byteLength } = items as { readonly byteLength?: number }
  if (byteLength !== undefined) return byteLength
  let bytes = 0
  for (const item of items) bytes += item.bytes.length
  return bytes
}
