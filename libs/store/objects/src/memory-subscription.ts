// in: a watch query and a growing history → out: the events one subscriber sees. Never: a socket.
import { listPrefix, stateAt } from './memory-list.ts'
import type { Change, MemoryStore } from './memory-store.ts'
import type { StoredObject, Subscription, WatchEvent, WatchQuery } from './object-store.ts'
import type { PlainObject } from './plain-object.ts'
import { tooLargeRevision, tooOldRevision } from './revision.ts'
import { attributesOf, matches, seenAs } from './selection.ts'

const bookmarkEveryMs = 60_000

export class MemorySubscription implements Subscription {
  readonly #store: MemoryStore
  readonly #query: WatchQuery
  readonly #prefix: string
  readonly #closed: () => void
  readonly #ahead: WatchEvent[] = []
  #seen: number
  #listener: (() => void) | undefined
  #timer: NodeJS.Timeout | undefined

  constructor(store: MemoryStore, query: WatchQuery, wanted: number, closed: () => void) {
    this.#store = store
    this.#query = query
    this.#prefix = listPrefix(query)
    this.#closed = closed
    const fromState = query.sendInitialEvents ?? wanted === 0
    this.#seen = fromState || wanted === 0 ? store.revision() : wanted
    if (fromState) this.#queueState(wanted)
    if (query.allowBookmarks) this.#timer = setInterval(() => this.#bookmark(), bookmarkEveryMs)
    this.#timer?.unref()
  }

  take(): readonly WatchEvent[] {
    const events = this.#ahead.splice(0)
    const { history, compacted } = this.#store
    if (this.#seen < compacted) throw tooOldRevision(this.#seen, compacted)
    for (const change of history) {
      if (change.revision <= this.#seen) continue
      const event = this.#see(change)
      if (event !== undefined) events.push(event)
    }
    this.#seen = Math.max(this.#seen, this.#store.revision())
    return events
  }

  onReady(listener: () => void): void {
    this.#listener = listener
    if (this.#ahead.length > 0 || this.#seen < this.#store.revision()) this.wake()
  }

  wake(): void {
    const listener = this.#listener
    this.#listener = undefined
    if (listener !== undefined) queueMicrotask(listener)
  }

  close(): void {
    clearInterval(this.#timer)
    this.#listener = undefined
    this.#closed()
  }

  #queueState(wanted: number): void {
    const revision = this.#store.revision()
    if (wanted > revision) throw tooLargeRevision(wanted, revision, 1)
    for (const [, object] of stateAt(this.#store, this.#prefix, revision)) {
      if (!this.#matches(object)) continue
      this.#ahead.push({ type: 'ADDED', revision: object.revision, object })
    }
    if (this.#query.sendInitialEvents !== true || !this.#query.allowBookmarks) return
    this.#ahead.push({ type: 'BOOKMARK', revision, object: undefined, initialEventsEnd: true })
  }

  #matches(object: StoredObject): boolean {
    return matches(this.#query.selection, attributesOf(this.#query.shape, object.view()))
  }

  #see({ key, revision, object, before }: Change): WatchEvent | undefined {
    if (!key.startsWith(this.#prefix)) return undefined
    const was = before !== undefined && this.#matches(before)
    const is = object !== undefined && this.#matches(object)
    const type = seenAs(was, is)
    if (type === undefined) return undefined
    if (type !== 'DELETED') return { type, revision, object }
    return { type, revision, object: (before as PlainObject).at(revision) }
  }

  #bookmark(): void {
    const revision = this.#store.revision()
    this.#ahead.push(...this.take(), { type: 'BOOKMARK', revision, object: undefined })
    this.wake()
  }
}
