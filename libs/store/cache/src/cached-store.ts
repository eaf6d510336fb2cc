// in: the calls of an object store → out: answers from memory, as new as etcd's own.
// Never: a stale answer to who asked for a fresh one.
import { alreadyExists, type GroupResource, type KubeObject } from '@binnacle/meta'
import {
  differsInOrderOnly,
  asApiError,
  type Attempt,
  attemptsOf,
  type AttemptSource,
  continueExpired,
  behind,
  encodeObject,
  type KnownNow,
  keyOf,
  listKey,
  listEtcd,
  listExpired,
  type ListPlan,
  type ListQuery,
  newest,
  type ObjectList,
  type ObjectStore,
  parseRevision,
  type Place,
  planList,
  type ResourceShape,
  type StoredObject,
  type StoreParts,
  type Subscription,
  WatcherCount,
  type WatchQuery,
  Writer,
  type WriteOptions,
} from '@binnacle/objects'
import { Barrier } from './barrier.ts'
import { readPage } from './cached-list.ts'
import type { CachedObject } from './cached-object.ts'
import type { CachedSubscription } from './cached-subscription.ts'
import { Feed } from './feed.ts'
import { Image } from './image.ts'
import { KeptHistory } from './kept-history.ts'
import { limits } from './limits.ts'
import { openWatch } from './open-watch.ts'
import { sumWatches, type WatchSum } from './watch-sums.ts'

export interface CacheOptions extends StoreParts {
  /** Of a key below the root; guessed from the key when left out. Matters to encryption only. */
  readonly resourceOf?: (key: string) => GroupResource
  readonly log?: (text: string) => void
}

export class CachedStore implements ObjectStore, KnownNow {
  readonly #parts: StoreParts
  readonly #image = new Image()
  readonly #barrier: Barrier
  readonly #feed: Feed
  readonly #writer: Writer
  readonly #kept: KeptHistory
  readonly #subscriptions = new Set<CachedSubscription>()
  readonly #watchers = new WatcherCount()
  readonly #ticks: NodeJS.Timeout
  #ready = false
  #progressAtMs = 0

  constructor(options: CacheOptions) {
    const { etcd, root, vault } = options
    this.#parts = { etcd, root, vault }
    this.#writer = new Writer(this.#parts)
    this.#kept = new KeptHistory(this.#parts)
    this.#barrier = new Barrier(async () => (await newest(this.#parts, root)).revision)
    const image = this.#image
    const resourceOf = (key: string): GroupResource =>
      image.shapeOf(key)?.resource ?? options.resourceOf?.(key) ?? guessResource(key)
    const log = options.log ?? (() => {})
    this.#feed = new Feed({ parts: this.#parts, image, resourceOf, log })
    this.#feed.primed.then(
      () => {
        this.#ready = true
      },
      () => {},
    )
    void this.#feed.run()
    this.#ticks = setInterval(() => this.#tick(), 1_000)
    this.#ticks.unref()
  }

  revision(): number {
    return this.#image.revision
  }

  /** Bytes held outside the heap, and bytes of past states among them. */
  memory(): { slabBytes: number; logBytes: number; objects: number } {
    const { slabs, logBytes, tree } = this.#image
    return { slabBytes: slabs.bytes, logBytes, objects: tree.size }
  }

  watches(): WatchSum[] {
    return sumWatches(this.#subscriptions)
  }

  async ready(): Promise<void> {
    await this.#feed.primed
  }

  async close(): Promise<void> {
    clearInterval(this.#ticks)
    for (const subscription of [...this.#subscriptions]) subscription.close()
    this.#feed.close()
    this.#image.fresh.close()
  }

  /** Somebody told that etcd's history up to here is gone. */
  compacted(revision: number): void {
    this.#image.pins.compacted(revision)
    this.#kept.gone(revision)
  }

  #tick(): void {
    this.#image.trim()
    this.#kept.note(this.#image.revision)
    const nowMs = performance.now()
    if (nowMs >= this.#progressAtMs) {
      this.#progressAtMs = nowMs + limits.progressEveryMs
      this.#feed.requestProgress()
    }
    for (const subscription of this.#subscriptions) subscription.tick()
  }

  /** Waits until this replica knows everything written before the call. */
  async #reachNewest(): Promise<void> {
    if (!this.#ready) await this.#feed.primed
    await this.#image.fresh.reach(await asApiError(this.#barrier.newest()))
  }

  async get(place: Place, resourceVersion = ''): Promise<StoredObject | undefined> {
    const wanted = parseRevision(resourceVersion)
    if (resourceVersion === '') await this.#reachNewest()
    else if (!this.#ready) await this.#feed.primed
    if (wanted > this.#image.revision) await this.#image.fresh.reach(wanted)
    return this.#find(place)
  }

  peek(place: Place): StoredObject | undefined {
    return this.#find(place)
  }

  *peekAll(shape: ResourceShape, namespace: string): Generator<StoredObject> {
    const from = listKey(shape, namespace)
    const snapshot = this.#image.tree.snapshot()
    for (const { leaf, start, end } of snapshot.spans(from, behind(from))) {
      for (let index = start; index < end; index++) {
        const object = leaf.items[index] as CachedObject
        object.shape ??= shape
        yield object
      }
    }
  }

  countAll(shape: ResourceShape, namespace: string): number {
    const from = listKey(shape, namespace)
    return this.#image.tree.count(from, behind(from))
  }

  watchersOf(shape: ResourceShape, namespace: string): number {
    return this.#watchers.of(shape, namespace)
  }

  #find(place: Place): CachedObject | undefined {
    // Whoever reads an object may watch its resource next: its changes are kept from now on.
    this.#image.log(place.shape)
    const object = this.#image.tree.get(keyOf(place))
    if (object === undefined) return undefined
    object.assertReadable()
    object.shape = place.shape
    return object
  }

  async list(query: ListQuery): Promise<ObjectList> {
    const plan = planList(query)
    this.#image.log(query.shape)
    if (plan.at === 'newest') await this.#reachNewest()
    else if (!this.#ready) await this.#feed.primed
    await this.#image.fresh.reach(plan.revision)
    if (plan.at === 'exact') return this.#listExact(query, plan)
    return this.#page(query, plan, this.#image.tree.snapshot(), this.#image.revision)
  }

  async #listExact(query: ListQuery, plan: ListPlan): Promise<ObjectList> {
    if (!(await this.#kept.has(plan.revision))) {
      throw plan.continued ? continueExpired(plan.startKey) : listExpired()
    }
    const image = this.#image
    const unchanged = image.log(query.shape).last <= plan.revision
    const snapshot = unchanged ? image.tree.snapshot() : image.pins.at(plan.revision)
    if (snapshot === undefined) return listEtcd(this.#parts, query)
    return this.#page(query, plan, snapshot, plan.revision)
  }

  #page(
    query: ListQuery,
    plan: ListPlan,
    snapshot: ReturnType<Image['tree']['snapshot']>,
    revision: number,
  ): ObjectList {
    const { list, more } = readPage(snapshot, query, plan, revision)
    if (this.#image.unreadable) for (const object of list.items) object.assertReadable()
    if (more) this.#image.pins.keep(revision, snapshot)
    return list
  }

  async watch(query: WatchQuery): Promise<Subscription> {
    const wanted = parseRevision(query.resourceVersion)
    await this.#feed.primed
    return openWatch(query, wanted, {
      parts: this.#parts,
      image: this.#image,
      kept: this.#kept,
      newest: () => asApiError(this.#barrier.newest()),
      opened: (subscription) => {
        this.#subscriptions.add(subscription)
        this.#watchers.add(query, 1)
      },
      closed: (one) => this.#subscriptions.delete(one) && this.#watchers.add(query, -1),
    })
  }

  async create(
    place: Place,
    object: KubeObject,
    options: WriteOptions = {},
  ): Promise<StoredObject | undefined> {
    const plain = encodeObject(object)
    this.#image.log(place.shape)
    const outcome = await this.#around(() => this.#writer.put(place, 0, plain, options))
    if (outcome.written) {
      return this.#image.wrote(keyOf(place), outcome.revision, plain, place.shape)
    }
    if (outcome.current === undefined) return undefined
    throw alreadyExists(place.shape.resource, place.name)
  }

  /** A write that etcd answered is as good as a read for those who waited when it began. */
  async #around<T extends { readonly revision: number }>(write: () => Promise<T>): Promise<T> {
    const ticket = this.#barrier.start()
    const outcome = await write()
    this.#barrier.finish(ticket, outcome.revision)
    return outcome
  }

  attempts(place: Place): AsyncIterable<Attempt> {
    const image = this.#image
    const key = keyOf(place)
    image.log(place.shape)
    const source: AttemptSource = {
      writer: this.#writer,
      first: async () => {
        if (!this.#ready) await this.#feed.primed
        const current = image.latest(key)
        if (current !== undefined) current.shape = place.shape
        return { current, fresh: false }
      },
      newest: async () => {
        await this.#reachNewest()
        return this.#find(place)
      },
      seen: (kv) => {
        if (kv === undefined) return undefined
        const { plain, stale } = this.#parts.vault.open(place.shape.resource, kv.key, kv.value)
        const object = image.loose({ key, revision: kv.modRevision, plain, stale })
        object.shape = place.shape
        return object
      },
      written: (plain, revision) => image.wrote(key, revision, plain, place.shape),
      removed: (current, revision) => (current as CachedObject).at(revision),
      equals: (current, plain, next) => {
        const object = current as CachedObject
        if (object.stale) return false
        return object.equals(plain) || differsInOrderOnly(object, next, plain)
      },
      around: (write) => this.#around(write),
    }
    return attemptsOf(source, place)
  }
}

/** Custom resources lie below their group; everything else below the resource's name. */
function guessResource(key: string): GroupResource {
  const [first = '', second = ''] = key.split('/', 2)
  return first.includes('.') ? { group: first, resource: second } : { group: '', resource: first }
}

export function openCache(options: CacheOptions): CachedStore {
  return new CachedStore(options)
}
