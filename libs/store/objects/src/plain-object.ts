// in: stored JSON, a place, a revision → out: a StoredObject of its own. Never: shared memory.
import { internalError, type KubeObject } from '@binnacle/meta'
import { parseObject, splicePoint, withRevision } from './json-object.ts'
import type { StoredObject } from './object-store.ts'

export class PlainObject implements StoredObject {
  readonly namespace: string
  readonly name: string
  readonly revision: number
  /** As it lies in etcd, decrypted: without resourceVersion. */
  readonly plain: Buffer
  /** Sealed by another key than new values are. */
  readonly stale: boolean
  #bytes: Buffer | undefined
  #view: KubeObject | undefined

  constructor(
    place: { readonly namespace: string; readonly name: string },
    revision: number,
    plain: Buffer,
    stale = false,
  ) {
    this.namespace = place.namespace
    this.name = place.name
    this.revision = revision
    this.plain = plain
    this.stale = stale
  }

  get bytes(): Buffer {
    if (this.#bytes === undefined) {
      const point = splicePoint(this.plain)
      if (point === undefined) throw undecodable(this.plain)
      this.#bytes = withRevision(this.plain, point, this.revision)
    }
    return this.#bytes
  }

  parse(): KubeObject {
    return parseObject(this.bytes.toString())
  }

  view(): KubeObject {
    this.#view ??= this.parse()
    return this.#view
  }

  /** The same state under another revision: what a deletion shows. */
  at(revision: number): PlainObject {
    return new PlainObject(this, revision, this.plain)
  }
}

const protobufHead = Buffer.from('k8s\0')

/** 500 of a value that is not JSON: written by someone else, or in another media type. */
export function undecodable(value: Buffer): Error {
  return value.subarray(0, 4).equals(protobufHead)
    ? internalError('the stored value is protobuf, this server reads JSON only')
    : internalError('the stored value is not a JSON object')
}
