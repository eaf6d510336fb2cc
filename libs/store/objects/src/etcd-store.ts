// in: the calls of an object store → out: the same, answered by etcd each time. Never: a cache.
import { type KubeObject, alreadyExists } from '@binnacle/meta'
import { type AttemptSource, attemptsOf } from './etcd-attempts.ts'
import { listEtcd, newest, readStored } from './etcd-list.ts'
import { EtcdSubscription } from './etcd-subscription.ts'
import { encodeObject } from './json-object.ts'
import { keyOf } from './keys.ts'
import type {
  Attempt,
  ListQuery,
  ObjectList,
  ObjectStore,
  Place,
  StoredObject,
  Subscription,
  WatchQuery,
  WriteOptions,
} from './object-store.ts'
import { differsInOrderOnly } from './same-object.ts'
import { PlainObject } from './plain-object.ts'
import { parseRevision, tooLargeRevision } from './revision.ts'
import { asApiError } from './store-error.ts'
import { type StoreParts, Writer } from './writer.ts'

export class EtcdStore implements ObjectStore {
  readonly #parts: StoreParts
  readonly #writer: Writer
  readonly #subscriptions = new Set<EtcdSubscription>()
  #revision = 0

  constructor(parts: StoreParts) {
    this.#parts = parts
    this.#writer = new Writer(parts)
  }

  revision(): number {
    return this.#revision
  }

  async ready(): Promise<void> {
    this.#note((await asApiError(newest(this.#parts, this.#parts.root))).revision)
  }

  async close(): Promise<void> {
    for (const subscription of this.#subscriptions) subscription.close()
  }

  #note(revision: number): void {
    this.#revision = Math.max(this.#revision, revision)
  }

  async get(place: Place, resourceVersion = ''): Promise<StoredObject | undefined> {
    const wanted = parseRevision(resourceVersion)
    const key = this.#parts.root + keyOf(place)
    const answer = await asApiError(this.#parts.etcd.range({ key }))
    this.#note(answer.revision)
    if (wanted > answer.revision) throw tooLargeRevision(resourceVersion, answer.revision, 0)
    const kv = answer.kvs[0]
    return kv && readStored(this.#parts, place.shape, kv)
  }

  async list(query: ListQuery): Promise<ObjectList> {
    const list = await listEtcd(this.#parts, query)
    this.#note(list.revision)
    return list
  }

  async watch(query: WatchQuery): Promise<Subscription> {
    parseRevision(query.resourceVersion)
    const subscription = new EtcdSubscription(this.#parts, query)
    this.#subscriptions.add(subscription)
    await subscription.start()
    return subscription
  }

  async create(
    place: Place,
    object: KubeObject,
    options: WriteOptions = {},
  ): Promise<StoredObject | undefined> {
    const plain = encodeObject(object)
    const outcome = await this.#writer.put(place, 0, plain, options)
    this.#note(outcome.revision)
    if (outcome.written) return new PlainObject(place, outcome.revision, plain)
    if (outcome.current === undefined) return undefined
    throw alreadyExists(place.shape.resource, place.name)
  }

  attempts(place: Place): AsyncIterable<Attempt> {
    const newest = () => this.get(place)
    const source: AttemptSource = {
      writer: this.#writer,
      newest,
      first: async () => ({ current: await newest(), fresh: true }),
      seen: (kv) => kv && readStored(this.#parts, place.shape, kv),
      written: (plain, revision) => new PlainObject(place, revision, plain),
      removed: (current, revision) => (current as PlainObject).at(revision),
      equals(current, plain, next) {
        const { stale, plain: stored } = current as PlainObject
        if (stale) return false
        return sameJson(stored, plain) || differsInOrderOnly(current, next, plain)
      },
      around: (write) => write(),
    }
    return attemptsOf(source, place)
  }
}

/** The reference ends its stored JSON with a line break. */
function sameJson(stored: Buffer, plain: Buffer): boolean {
  return stored.equals(plain) || stored.toString().trimEnd() === plain.toString()
}

/** `prefix` is etcd's root of the registry: `/registry`. */
export function createObjectStore(parts: StoreParts): EtcdStore {
  return new EtcdStore(parts)
}
