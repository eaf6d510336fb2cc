// in: a list of a built-in kind → out: the reply in protobuf. Never: an item written twice.
import { setImmediate as turn } from 'node:timers/promises'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { ResourceDef } from '@binnacle/catalogue'
import {
  envelopeOf,
  gzipFromBytes,
  itemHead,
  protobufMessage,
  protobufName,
  protobufType,
  takesGzip,
} from '@binnacle/codec'
import type { BodySink, Reply } from '@binnacle/exchange'
import { formatApiVersion } from '@binnacle/meta'
import type { ObjectList } from '@binnacle/objects'
import type { Form } from './form.ts'
import { messageOf } from './protobuf-messages.ts'

/** Others get their turn at least this often. Milliseconds. */
const turnEveryMs = 8
/** What a longer list leaves in the cache of messages is pushed out by its own end. */
const keptItemsMax = 2000

/** A longer list goes out in portions of this size, as fast as the client reads. Bytes. */
const wholeBytesMax = 256 * 1024

const gzipped = promisify(gzip)

export async function renderProtobufList(
  def: ResourceDef,
  form: Form,
  found: Pick<ObjectList, 'items'>,
  metadata: object,
): Promise<Reply> {
  const body = await piecesOfList(def, found, metadata)
  const type = ['Content-Type', protobufName] as const
  let bytes = 0
  for (const piece of body) bytes += piece.length
  if (!takesGzip(form.acceptEncoding) || bytes <= gzipFromBytes) {
    if (bytes <= wholeBytesMax) return { status: 200, headers: [type], body: Buffer.concat(body) }
    return { status: 200, headers: [type], stream: (sink) => pour(sink, body) }
  }
  const headers = [type, ['Content-Encoding', 'gzip'], ['Vary', 'Accept-Encoding']] as const
  return { status: 200, headers, body: await gzipped(Buffer.concat(body), { level: 1 }) }
}

/** A message says its length first: all items are there before the first byte goes out. */
async function piecesOfList(
  def: ResourceDef,
  { items }: Pick<ObjectList, 'items'>,
  metadata: object,
): Promise<Buffer[]> {
  const apiVersion = formatApiVersion(def)
  const kind = def.listKind
  const listType = protobufType({ ...def, kind })
  if (listType === undefined) throw new Error(`no type of ${kind}`)
  const listHead = protobufMessage({ metadata, items: [] }, listType)
  const pieces: Buffer[] = [listHead]
  let bytes = listHead.length
  const keep = items.length <= keptItemsMax
  let turnAt = performance.now() + turnEveryMs
  for (const item of items) {
    const message = messageOf(def, item, keep)
    const head = itemHead(message.length)
    pieces.push(head, message)
    bytes += head.length + message.length
    if (performance.now() < turnAt) continue
    await turn()
    turnAt = performance.now() + turnEveryMs
  }
  const { before, after } = envelopeOf(apiVersion, kind, bytes)
  return [before, ...pieces, after]
}

async function pour(sink: BodySink, pieces: readonly Buffer[]): Promise<void> {
  let portion: Buffer[] = []
  let bytes = 0
  for (const piece of pieces) {
    portion.push(piece)
    bytes += piece.length
    if (bytes < wholeBytesMax) continue
    if (sink.closed) return
    if (!sink.write(Buffer.concat(portion))) await sink.drained()
    portion = []
    bytes = 0
  }
  sink.write(Buffer.concat(portion))
  sink.end()
}
