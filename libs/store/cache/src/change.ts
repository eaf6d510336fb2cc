// in: a key before and after one revision → out: the event each kind of watcher sees, framed once.
// Never: who watches.
import type { EventType, ResourceShape, StoredObject, WatchEvent } from '@binnacle/objects'
import type { CachedObject, LooseObject } from './cached-object.ts'
import { limits } from './limits.ts'

const tail = Buffer.from('}\n')
const heads = {
  ADDED: Buffer.from('{"type":"ADDED","object":'),
  MODIFIED: Buffer.from('{"type":"MODIFIED","object":'),
  DELETED: Buffer.from('{"type":"DELETED","object":'),
} as const

/** `{"type":"ADDED","object":{…}}` and a line break. */
export function frameOf(type: EventType, object: StoredObject): Buffer {
  return Buffer.concat([heads[type], object.bytes, tail])
}

/** Frames kept for watchers that come a little later, oldest first. */
const kept: Sight[] = []
let keptBytes = 0

/** One change as watchers of one kind see it. Shared by all of them. */
export class Sight implements WatchEvent {
  readonly type: EventType
  readonly change: Change
  #frame: Buffer | undefined

  constructor(type: EventType, change: Change) {
    this.type = type
    this.change = change
  }

  get revision(): number {
    return this.change.revision
  }

  get object(): StoredObject {
    return this.type === 'DELETED' ? this.change.gone() : (this.change.after as CachedObject)
  }

  /** About how many bytes the frame has. */
  get size(): number {
    const of = this.type === 'DELETED' ? this.change.before : this.change.after
    return (of?.length ?? 0) + 40
  }

  frame(): Buffer {
    if (this.#frame !== undefined) return this.#frame
    const frame = frameOf(this.type, this.object)
    this.#frame = frame
    keptBytes += frame.length
    kept.push(this)
    while (keptBytes > limits.frameBytesMax && kept.length > 1) {
      const oldest = kept.shift() as Sight
      keptBytes -= oldest.#frame?.length ?? 0
      oldest.#frame = undefined
    }
    return frame
  }
}

const places = { ADDED: 0, MODIFIED: 1, DELETED: 2 } as const

export class Change {
  readonly revision: number
  readonly shape: ResourceShape
  readonly before: CachedObject | undefined
  readonly after: CachedObject | undefined
  readonly atMs: number
  readonly #sights: (Sight | undefined)[] = [undefined, undefined, undefined]
  #gone: LooseObject | undefined

  constructor(
    shape: ResourceShape,
    revision: number,
    before: CachedObject | undefined,
    after: CachedObject | undefined,
    atMs: number,
  ) {
    this.shape = shape
    this.revision = revision
    this.before = before
    this.after = after
    this.atMs = atMs
  }

  /** How it looks to who sees every object. */
  get type(): EventType {
    if (this.after === undefined) return 'DELETED'
    return this.before === undefined ? 'ADDED' : 'MODIFIED'
  }

  as(type: EventType): Sight {
    const place = places[type]
    let sight = this.#sights[place]
    if (sight === undefined) {
      sight = new Sight(type, this)
      this.#sights[place] = sight
    }
    return sight
  }

  /** The last state under the revision of this change. */
  gone(): LooseObject {
    this.#gone ??= (this.before as CachedObject).at(this.revision)
    return this.#gone
  }
}
