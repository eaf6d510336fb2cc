// in: nothing → out: the face of a store of objects: etcd, cache and memory twin have it.
// Never: kinds, requests or replies.
import type { FieldSelector, GroupResource, KubeObject, LabelSelector } from '@binnacle/meta'

/** One resource as the store sees it. The same object for all versions of a resource. */
export interface ResourceShape {
  /** Below the registry root, no slashes at the ends: `pods`, `services/specs`. */
  readonly prefix: string
  readonly resource: GroupResource
  readonly namespaced: boolean
  /** Values for field selectors, metadata.name and metadata.namespace included. */
  selectable(object: KubeObject): Readonly<Record<string, string>>
}

export interface Place {
  readonly shape: ResourceShape
  /** '' for cluster-scoped. */
  readonly namespace: string
  readonly name: string
}

/** One version of one object; immutable. */
export interface StoredObject {
  readonly namespace: string
  readonly name: string
  /** etcd's mod_revision: the resourceVersion. Of a deletion: the revision of the deletion. */
  readonly revision: number
  /** JSON in the storage version, resourceVersion in it. Valid while the object is referenced. */
  readonly bytes: Uint8Array
  /** A fresh copy on each call, resourceVersion included: the caller may change it. */
  parse(): KubeObject
  /** A parsed copy that others see too: do not change it. */
  view(): KubeObject
}

export interface Selection {
  readonly labels?: LabelSelector
  readonly fields?: FieldSelector
}

export interface ListQuery {
  readonly shape: ResourceShape
  /** '' for all namespaces. */
  readonly namespace: string
  readonly selection?: Selection
  /** As sent: '' unset, '0' any, else a revision. */
  readonly resourceVersion: string
  readonly match?: 'Exact' | 'NotOlderThan'
  /** 0: no limit. */
  readonly limit: number
  /** As sent. */
  readonly continue: string
}

export interface ObjectList {
  readonly revision: number
  readonly items: Iterable<StoredObject> & { readonly length: number }
  readonly continue?: string
  /** Left out when a selector makes it unknown. */
  readonly remaining?: number
  /**
   * The items' JSON with commas between, in pieces; `bare`: without kind and apiVersion, as items
   * of typed lists are shown. Take the next piece when the last one was sent.
   */
  joined?(bare: boolean): Iterable<Uint8Array>
  /** The bytes of a joined piece are with the client: its memory may serve another. */
  recycle?(piece: Uint8Array): void
  /** The whole body as one gzip stream; `before` and `after` surround the joined items. */
  gzipped?(bare: boolean, before: Uint8Array, after: Uint8Array): Iterable<Uint8Array>
}

/** A change as one subscriber sees it: selectors already turned it into enter and leave. */
export interface WatchEvent {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK'
  readonly revision: number
  /** Of a deletion the last state with the revision of the deletion; of a bookmark undefined. */
  readonly object: StoredObject | undefined
  /** The bookmark that ends the initial events. */
  readonly initialEventsEnd?: boolean
  /** `{"type":…,"object":…}` and a line break, made once for all subscribers. Not of bookmarks. */
  frame?(): Uint8Array
}

export interface WatchQuery {
  readonly shape: ResourceShape
  readonly namespace: string
  readonly selection?: Selection
  /** As sent. */
  readonly resourceVersion: string
  readonly sendInitialEvents?: boolean
  readonly allowBookmarks: boolean
  /** When the watch will be ended, as Date.now counts: a bookmark comes two seconds before. */
  readonly endsAtMs?: number
}

/** A watch under way. The reader pulls; a slow reader only falls behind in the log. */
export interface Subscription {
  /**
   * Everything that is there now, oldest first; [] when there is nothing. Throws an ApiError when
   * the watch cannot go on: 410 when it fell out of the log.
   */
  take(bytesMax: number): readonly WatchEvent[]
  /** Called once when there may be something to take again. */
  onReady(listener: () => void): void
  close(): void
}

/** What else is written in the same transaction, each guarded by the revision it was read at. */
export interface Companion {
  readonly place: Place
  /** The revision it must still have; 0: it must not exist. */
  readonly revision: number
  readonly object: KubeObject
}

/**
 * One state that an object may be in, and what it becomes in the same transaction. The objects
 * never change: their bytes are made once.
 */
export interface Step {
  readonly place: Place
  /** Known by its revision, or by all that is in it, whoever wrote that. */
  readonly from: { readonly revision: number } | { readonly object: KubeObject }
  readonly object: KubeObject
}

/** Steps that are taken together, or not at all. */
export type Way = readonly Step[]

export type WayOutcome =
  /** This way was taken. */
  | { readonly revision: number; readonly taken: number }
  /** None was: of each place of the first way, what was there. */
  | { readonly revision: number; readonly found: readonly (StoredObject | undefined)[] }
  /** Nobody can tell. */
  | undefined

/**
 * What is written along, where many write the same at once: which way is taken is decided when the
 * transaction runs, so that nobody has to know what the others have done by then.
 */
export interface Charge {
  /**
   * At least one, the first by revisions; called again when none could be taken. Throws ApiError
   * to refuse.
   */
  ways(): Promise<readonly Way[]>
  /** Once for all ways that were given. */
  settle(outcome: WayOutcome): void
}

export interface WriteOptions {
  /** Events: the object disappears by itself. */
  readonly ttlSeconds?: number
  readonly companions?: readonly Companion[]
  readonly charge?: Charge
}

/** One try of a read-change-write. `current` is undefined when there is no such object. */
export interface Attempt {
  readonly current: StoredObject | undefined
  /** As new as etcd itself, so a refusal based on it is final; the first may be from the cache. */
  readonly fresh: boolean
  /** The write went to etcd: an error may hide that it was done. A charge that refuses comes before. */
  readonly sent: boolean
  /**
   * Writes when nobody was faster (creates when there was none). undefined: lost, take the next.
   * An object equal to the current one is not written; the current one is returned.
   */
  swap(next: KubeObject, options?: WriteOptions): Promise<StoredObject | undefined>
  /** Deletes when nobody was faster: the last state, the deletion's revision. undefined: lost. */
  remove(options?: WriteOptions): Promise<StoredObject | undefined>
  /** The refusal at hand may rest on a stale `current`: go on to a fresh attempt instead. */
  retry(): void
}

export interface ObjectStore {
  /** resourceVersion as sent: '' consistent, '0' any, N at least N. undefined: not found. */
  get(place: Place, resourceVersion?: string): Promise<StoredObject | undefined>
  list(query: ListQuery): Promise<ObjectList>
  watch(query: WatchQuery): Promise<Subscription>
  /** undefined: a companion was changed by somebody. Throws ApiError AlreadyExists. */
  create(
    place: Place,
    object: KubeObject,
    options?: WriteOptions,
  ): Promise<StoredObject | undefined>
  /** Bounded; the first may be from the cache, later ones are fresh from etcd. */
  attempts(place: Place): AsyncIterable<Attempt>
  /** The newest revision known here. */
  revision(): number
  /** Resolves when reads are served. */
  ready(): Promise<void>
  close(): Promise<void>
}

/** What this replica knows at this moment, without waiting: perhaps a little behind. */
export interface KnownNow {
  peek(place: Place): StoredObject | undefined
  /** '' for all namespaces. */
  peekAll(shape: ResourceShape, namespace: string): Iterable<StoredObject>
  /** As many as `peekAll` would give, without a walk over them. */
  countAll(shape: ResourceShape, namespace: string): number
  /** Watches that a write in the namespace may wake. */
  watchersOf(shape: ResourceShape, namespace: string): number
}
