// in: runs of cached objects, or picked ones → out: the items of a page. Never: bytes.
import type { ResourceShape, StoredObject } from '@binnacle/objects'
import type { CachedObject } from './cached-object.ts'
import type { Span } from './tree.ts'

export type ObjectSpan = Span<CachedObject>

interface Found {
  readonly spans?: readonly ObjectSpan[]
  readonly items?: readonly CachedObject[]
}

/** The items of a page. `spans` are whole runs of leaves when no selector picked among them. */
export class CachedItems implements Iterable<StoredObject> {
  readonly length: number
  readonly spans: readonly ObjectSpan[] | undefined
  readonly #shape: ResourceShape
  readonly #items: readonly CachedObject[] | undefined

  constructor(shape: ResourceShape, length: number, found: Found) {
    this.#shape = shape
    this.length = length
    this.spans = found.spans
    this.#items = found.items
  }

  /** Bytes of all items together, without making a view of any. */
  get byteLength(): number {
    let bytes = 0
    for (const item of this) bytes += item.length
    return bytes
  }

  *[Symbol.iterator](): Generator<CachedObject> {
    if (this.#items !== undefined) yield* this.#items
    for (const { leaf, start, end } of this.spans ?? []) {
      for (let index = start; index < end; index++) {
        const object = leaf.items[index] as CachedObject
        object.shape ??= this.#shape
        yield object
      }
    }
  }
}
