// in: a watch query → out: events straight from an etcd watch of its own. Never: for many watchers.
import { EtcdError, type EtcdWatch, type KeyEvent, type WatchAnswer } from '@binnacle/etcd'
import { listEtcd, newest, readStored } from './etcd-list.ts'
import { behind, listKey } from './keys.ts'
import { limits } from './limits.ts'
import type { StoredObject, Subscription, WatchEvent, WatchQuery } from './object-store.ts'
import type { PlainObject } from './plain-object.ts'
import { parseRevision, tooLargeRevision, watchExpired } from './revision.ts'
import { attributesOf, matches, seenAs } from './selection.ts'
import { toApiError } from './store-error.ts'
import type { StoreParts } from './writer.ts'

export class EtcdSubscription implements Subscription {
  readonly #parts: StoreParts
  readonly #query: WatchQuery
  readonly #prefix: string
  #ahead: WatchEvent[] = []
  /** Of an answer that comes in several parts. */
  readonly #pieces: KeyEvent[] = []
  #failure: unknown
  #listener: (() => void) | undefined
  #watch: EtcdWatch | undefined
  #seen = 0
  #closed = false

  constructor(parts: StoreParts, query: WatchQuery) {
    this.#parts = parts
    this.#query = query
    this.#prefix = parts.root + listKey(query.shape, query.namespace)
  }

  /** Reads the initial state and starts to follow. What goes wrong comes with the first take. */
  async start(): Promise<void> {
    const wanted = parseRevision(this.#query.resourceVersion)
    try {
      const initial = this.#query.sendInitialEvents ?? wanted === 0
      if (initial) await this.#readState(wanted)
      else this.#seen = wanted || (await newest(this.#parts, this.#prefix)).revision
      await this.#follow()
    } catch (error) {
      this.#fail(error)
    }
  }

  take(): readonly WatchEvent[] {
    if (this.#ahead.length === 0 && this.#failure !== undefined) throw this.#failure
    const events = this.#ahead
    this.#ahead = []
    return events
  }

  onReady(listener: () => void): void {
    this.#listener = listener
    if (this.#ahead.length > 0 || this.#failure !== undefined) this.#wake()
  }

  close(): void {
    this.#closed = true
    this.#listener = undefined
    this.#watch?.cancel()
  }

  async #readState(wanted: number): Promise<void> {
    const { shape, namespace, selection, allowBookmarks, sendInitialEvents } = this.#query
    const query = { shape, namespace, selection, resourceVersion: '', limit: 0, continue: '' }
    const { items, revision } = await listEtcd(this.#parts, query)
    if (wanted > revision) throw tooLargeRevision(wanted, revision, 1)
    for (const object of items) {
      this.#ahead.push({ type: 'ADDED', revision: object.revision, object })
    }
    this.#seen = revision
    if (sendInitialEvents !== true || !allowBookmarks) return
    this.#ahead.push({ type: 'BOOKMARK', revision, object: undefined, initialEventsEnd: true })
  }

  async #follow(): Promise<void> {
    this.#pieces.length = 0
    const start = { key: this.#prefix, rangeEnd: behind(this.#prefix), previous: true }
    this.#watch = await this.#parts.etcd.watch(
      { ...start, startRevision: this.#seen + 1 },
      { answer: (answer) => this.#take(answer), end: (error) => this.#ended(error) },
    )
    if (this.#closed) this.#watch.cancel()
  }

  #ended(error: EtcdError): void {
    if (this.#closed || this.#failure !== undefined) return
    const again = (): void => void this.#follow().catch((reason) => this.#fail(reason))
    if (error.code === 0 || error.transient) setTimeout(again, limits.watchRetryMs).unref()
    else this.#fail(error)
  }

  #take(answer: WatchAnswer): void {
    if (answer.compactRevision > 0) this.#fail(watchExpired())
    else if (answer.canceled) this.#ended(new EtcdError(2, answer.reason))
    else this.#takeEvents(answer)
  }

  #takeEvents({ events, fragment }: WatchAnswer): void {
    this.#pieces.push(...events)
    if (fragment) return
    try {
      for (const event of this.#pieces.splice(0)) this.#see(event)
    } catch (error) {
      this.#fail(error)
    }
    if (this.#ahead.length > limits.watchEventsMax) this.#fail(watchExpired())
    if (this.#ahead.length > 0) this.#wake()
  }

  #see({ deleted, kv, previous }: KeyEvent): void {
    const { shape } = this.#query
    const after = deleted ? undefined : readStored(this.#parts, shape, kv)
    const before = previous && readStored(this.#parts, shape, previous)
    const type = seenAs(this.#matches(before), this.#matches(after))
    this.#seen = Math.max(this.#seen, kv.modRevision)
    if (type === undefined) return
    const object = type === 'DELETED' ? (before as PlainObject).at(kv.modRevision) : after
    this.#ahead.push({ type, revision: kv.modRevision, object })
  }

  #matches(object: StoredObject | undefined): boolean {
    if (object === undefined) return false
    return matches(this.#query.selection, attributesOf(this.#query.shape, object.view()))
  }

  #fail(error: unknown): void {
    this.#failure ??= toApiError(error)
    this.#watch?.cancel()
    this.#wake()
  }

  #wake(): void {
    const listener = this.#listener
    this.#listener = undefined
    if (listener !== undefined) queueMicrotask(listener)
  }
}
