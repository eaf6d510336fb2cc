// in: the calls of an object store → out: the answers etcd would give, from memory. Never: speed.
import { alreadyExists } from '@binnacle/meta'
import { encodeObject } from './json-object.ts'
import { listHistory } from './memory-list.ts'
import { MemorySubscription } from './memory-subscription.ts'
import { differsInOrderOnly } from './same-object.ts'
import type {
  Attempt,
  Companion,
  KnownNow,
  ListQuery,
  ObjectList,
  ObjectStore,
  Place,
  ResourceShape,
  Step,
  StoredObject,
  Subscription,
  WatchQuery,
  WriteOptions,
} from './object-store.ts'
import { parseRevision, tooLargeRevision } from './revision.ts'
import { PlainObject } from './plain-object.ts'
import { WatcherCount } from './watcher-count.ts'

/** One change of one key. `object` is undefined when it was deleted. */
export interface Change {
  readonly key: string
  readonly revision: number
  readonly object: StoredObject | undefined
  readonly before: StoredObject | undefined
}

/** `pods/NAMESPACE/NAME`, or `nodes/NAME`. */
export function keyBelow({ shape, namespace, name }: Place): string {
  return namespace === '' ? `${shape.prefix}/${name}` : `${shape.prefix}/${namespace}/${name}`
}

const attemptsMax = 64

interface Write {
  readonly place: Place
  readonly bytes: Buffer | undefined
}

/** Everything that ever happened, oldest first, and what is there now. */
export class MemoryStore implements ObjectStore, KnownNow {
  readonly history: Change[] = []
  compacted = 0
  readonly #now = new Map<string, StoredObject>()
  readonly #subscriptions = new Set<MemorySubscription>()
  readonly #watchers = new WatcherCount()
  readonly #expiries = new Set<NodeJS.Timeout>()
  #revision = 1

  revision(): number {
    return this.#revision
  }

  async ready(): Promise<void> {}

  async close(): Promise<void> {
    for (const timer of this.#expiries) clearTimeout(timer)
    for (const subscription of [...this.#subscriptions]) subscription.close()
  }

  /** Forgets what happened up to this revision, as etcd's compaction does. */
  compact(revision: number): void {
    this.compacted = Math.max(this.compacted, Math.min(revision, this.#revision))
  }

  async get(place: Place, resourceVersion = ''): Promise<StoredObject | undefined> {
    const wanted = parseRevision(resourceVersion)
    if (wanted > this.#revision) throw tooLargeRevision(resourceVersion, this.#revision, 1)
    return this.#now.get(keyBelow(place))
  }

  peek(place: Place): StoredObject | undefined {
    return this.#now.get(keyBelow(place))
  }

  *peekAll(shape: ResourceShape, namespace: string): Generator<StoredObject> {
    const prefix = namespace === '' ? `${shape.prefix}/` : `${shape.prefix}/${namespace}/`
    for (const [key, object] of this.#now) if (key.startsWith(prefix)) yield object
  }

  countAll(shape: ResourceShape, namespace: string): number {
    return [...this.peekAll(shape, namespace)].length
  }

  watchersOf(shape: ResourceShape, namespace: string): number {
    return this.#watchers.of(shape, namespace)
  }

  async list(query: ListQuery): Promise<ObjectList> {
    return listHistory(this, query)
  }

  async watch(query: WatchQuery): Promise<Subscription> {
    const wanted = parseRevision(query.resourceVersion)
    const subscription = new MemorySubscription(this, query, wanted, () => {
      if (this.#subscriptions.delete(subscription)) this.#watchers.add(query, -1)
    })
    this.#subscriptions.add(subscription)
    this.#watchers.add(query, 1)
    return subscription
  }

  async create(
    place: Place,
    object: StoredObjectInput,
    options: WriteOptions = {},
  ): Promise<StoredObject | undefined> {
    const taken = () => this.#now.has(keyBelow(place))
    const lost = () => taken() || !this.#unchanged(options.companions)
    const made = await this.#write({ place, bytes: encodeObject(object) }, options, lost)
    if (made === undefined && taken()) throw alreadyExists(place.shape.resource, place.name)
    return made
  }

  /** undefined: lost, or lost meanwhile. */
  async #write(
    write: Write,
    { charge, ...options }: WriteOptions,
    lost: () => boolean,
  ): Promise<StoredObject | undefined> {
    if (charge === undefined) return lost() ? undefined : this.#commit(write, options)
    for (;;) {
      const ways = await charge.ways()
      const taken = ways.findIndex((way) => way.every((step) => this.#standsAt(step)))
      if (taken < 0 || lost()) {
        const found = (ways[0] ?? []).map(({ place }) => this.#now.get(keyBelow(place)))
        charge.settle({ revision: this.#revision, found })
        if (lost()) return undefined
        continue
      }
      const steps = (ways[taken] ?? []).map(({ place, object }) => ({ place, object, revision: 0 }))
      const companions = [...(options.companions ?? []), ...steps]
      const written = this.#commit(write, { ...options, companions })
      charge.settle({ revision: this.#revision, taken })
      return written
    }
  }

  #standsAt({ place, from }: Step): boolean {
    const there = this.#now.get(keyBelow(place))
    if ('revision' in from) return (there?.revision ?? 0) === from.revision
    return there instanceof PlainObject && there.plain.equals(encodeObject(from.object))
  }

  async *attempts(place: Place): AsyncIterable<Attempt> {
    for (let count = 0; count < attemptsMax; count++) yield this.#attempt(place)
  }

  #attempt(place: Place): Attempt {
    const current = this.#now.get(keyBelow(place))
    const lost = (options: WriteOptions): boolean =>
      this.#now.get(keyBelow(place)) !== current || !this.#unchanged(options.companions)
    let sent = false
    const write = async (bytes: Buffer | undefined, options: WriteOptions) => {
      const written = await this.#write({ place, bytes }, options, () => lost(options))
      sent = true
      return written
    }
    return {
      current,
      fresh: true,
      get sent() {
        return sent
      },
      retry() {},
      swap: async (next, options = {}) => {
        if (lost(options)) return undefined
        const bytes = encodeObject(next)
        const same =
          current instanceof PlainObject &&
          (current.plain.equals(bytes) || differsInOrderOnly(current, next, bytes))
        return same ? current : write(bytes, options)
      },
      remove: async (options = {}) => {
        if (lost(options)) return undefined
        if (current === undefined) return undefined
        return write(undefined, options)
      },
    }
  }

  #unchanged(companions: readonly Companion[] = []): boolean {
    return companions.every(({ place, revision }) => {
      return (this.#now.get(keyBelow(place))?.revision ?? 0) === revision
    })
  }

  #commit(write: Write, options: WriteOptions): StoredObject {
    this.#revision++
    const written = this.#put(write)
    for (const { place, object } of options.companions ?? []) {
      this.#put({ place, bytes: encodeObject(object) })
    }
    if (options.ttlSeconds !== undefined) this.#expire(write.place, written, options.ttlSeconds)
    for (const subscription of this.#subscriptions) subscription.wake()
    return written
  }

  #put({ place, bytes }: Write): StoredObject {
    const key = keyBelow(place)
    const before = this.#now.get(key)
    const revision = this.#revision
    if (bytes !== undefined) {
      const object = new PlainObject(place, revision, bytes)
      this.#now.set(key, object)
      this.history.push({ key, revision, object, before })
      return object
    }
    this.#now.delete(key)
    this.history.push({ key, revision, object: undefined, before })
    return (before as PlainObject).at(revision)
  }

  #expire(place: Place, written: StoredObject, ttlSeconds: number): void {
    const timer = setTimeout(() => {
      this.#expiries.delete(timer)
      const current = this.#now.get(keyBelow(place))
      if (current?.revision === written.revision) this.#commit({ place, bytes: undefined }, {})
    }, ttlSeconds * 1000)
    timer.unref()
    this.#expiries.add(timer)
  }
}

type StoredObjectInput = Parameters<ObjectStore['create']>[1]

export function createMemoryStore(): MemoryStore {
  return new MemoryStore()
}
