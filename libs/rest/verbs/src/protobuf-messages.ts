// in: stored objects → out: their protobuf messages, made once for each version of each object.
import type { ResourceDef } from '@binnacle/catalogue'
import { envelopeOf, protobufMessage } from '@binnacle/codec'
import { formatApiVersion, type KubeObject } from '@binnacle/meta'
import type { StoredObject } from '@binnacle/objects'
import { servedAsStored, toServed } from './versions.ts'

/** All kept messages together. Bytes. */
const keptBytesMax = 32 * 1024 * 1024

const kept = new WeakMap<StoredObject, Buffer>()
/** Who has a message, oldest first; none of them is kept alive by it. */
let line: { readonly of: WeakRef<StoredObject>; readonly bytes: number }[] = []
let lineAt = 0
let keptBytes = 0

/** The message of an object in the version of `def`, without its envelope. */
export function messageOf(def: ResourceDef, stored: StoredObject, keep = true): Buffer {
  // Other versions are asked for too rarely to be kept.
  if (!servedAsStored(def)) return protobufMessage(toServed(stored.parse(), def), def.type)
  const found = kept.get(stored)
  if (found !== undefined) return found
  const message = protobufMessage(keep ? stored.view() : stored.parse(), def.type)
  if (keep) keepMessage(stored, message)
  return message
}

/** As an answer or an event shows it, in pieces. */
export function piecesOf(def: ResourceDef, stored: StoredObject): Buffer[] {
  return enveloped(def, messageOf(def, stored))
}

/** An object that is stored nowhere, already in the version of `def`. */
export function piecesOfObject(def: ResourceDef, object: KubeObject): Buffer[] {
  return enveloped(def, protobufMessage(object, def.type))
}

function enveloped(def: ResourceDef, message: Buffer): Buffer[] {
  const { before, after } = envelopeOf(formatApiVersion(def), def.kind, message.length)
  return [before, message, after]
}

function keepMessage(stored: StoredObject, message: Buffer): void {
  kept.set(stored, message)
  line.push({ of: new WeakRef(stored), bytes: message.length })
  keptBytes += message.length
  while (keptBytes > keptBytesMax) {
    const oldest = line[lineAt++]
    if (oldest === undefined) break
    keptBytes -= oldest.bytes
    const object = oldest.of.deref()
    if (object !== undefined) kept.delete(object)
  }
  if (lineAt < 1024 || lineAt * 2 < line.length) return
  line = line.slice(lineAt)
  lineAt = 0
}
