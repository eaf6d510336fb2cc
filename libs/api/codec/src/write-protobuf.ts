// in: an object → out: its bytes in Kubernetes' protobuf envelope. Never: a change of the object.
import type { ObjectType } from '@binnacle/catalogue'
import type { Dict } from '@binnacle/meta'
import { bodyOf } from './protobuf-plan.ts'
import { protobufType } from './protobuf-types.ts'
import { ProtobufWriter } from './protobuf-writer.ts'

const magic = Buffer.from('k8s\0')
const writer = new ProtobufWriter()

/** The message alone: what a list holds for each item. `type` has a protobuf form. */
export function protobufMessage(object: Dict, type: ObjectType): Buffer {
  try {
    bodyOf(type)(writer, object)
    return writer.take()
  } finally {
    writer.reset()
  }
}

/** What says what the message is: `before` goes in front of its bytes, `after` behind. */
export interface Envelope {
  readonly before: Buffer
  readonly after: Buffer
}

/** `apiVersion` may be empty, as discovery's oldest documents have it. `bytes`: of the message. */
export function envelopeOf(apiVersion: string, kind: string, bytes: number): Envelope {
  writer.varint(bytes)
  writer.tag(2, 2)
  const typeMark = writer.mark
  const kindMark = writer.mark
  writer.text(kind)
  writer.head(2, kindMark)
  const versionMark = writer.mark
  writer.text(apiVersion)
  writer.head(1, versionMark)
  writer.head(1, typeMark)
  writer.bytes(magic)
  return { before: writer.take(), after: noEncoding }
}

/** The content's encoding and type, which are never said. */
const noEncoding = Buffer.from([0x1a, 0, 0x22, 0])

/** What goes in front of an item's message: `items` has number two in every kind of list. */
export function itemHead(bytes: number): Buffer {
  writer.varint(bytes)
  writer.tag(2, 2)
  return writer.take()
}

/** The message within its envelope. */
export function wrapProtobuf(apiVersion: string, kind: string, message: Buffer): Buffer {
  const { before, after } = envelopeOf(apiVersion, kind, message.length)
  return Buffer.concat([before, message, after])
}

/** undefined: the kind has no protobuf form. */
export function writeProtobuf(object: Dict): Buffer | undefined {
  const { apiVersion = '', kind = '' } = object as { apiVersion?: string; kind?: string }
  const slash = apiVersion.indexOf('/')
  const group = slash < 0 ? '' : apiVersion.slice(0, slash)
  const type = protobufType({ group, version: apiVersion.slice(slash + 1), kind })
  if (type === undefined) return undefined
  return wrapProtobuf(apiVersion, kind, protobufMessage(object, type))
}
