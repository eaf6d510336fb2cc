// in: the type of an event and the bytes of its object → out: its message. Never: waiting.
import { ProtobufWriter } from './protobuf-writer.ts'

const writer = new ProtobufWriter()

/** `object`: in pieces, with its envelope. In a stream four bytes in front say how long it is. */
export function frameProtobuf(
  type: string,
  object: readonly Uint8Array[],
  delimited: boolean,
): Buffer {
  let bytes = 0
  for (const piece of object) bytes += piece.length
  for (const piece of object.toReversed()) writer.bytes(piece)
  // The object within what Go calls a RawExtension.
  writer.varint(bytes)
  writer.tag(1, 2)
  writer.head(2, 0)
  const { mark } = writer
  writer.text(type)
  writer.head(1, mark)
  if (delimited) {
    const length = Buffer.alloc(4)
    length.writeUInt32BE(writer.mark)
    writer.bytes(length)
  }
  return writer.take()
}
