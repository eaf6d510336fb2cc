// in: a place in a channel's log → out: the events one watcher takes at its own pace.
// Never: a queue of its own.
import type { GroupResource } from '@binnacle/meta'
import {
  type StoredObject,
  type Subscription,
  tooOldRevision,
  type WatchEvent,
} from '@binnacle/objects'
import type { CachedObject } from './cached-object.ts'
import { frameOf, type Sight } from './change.ts'
import type { Channel, Reader } from './channel.ts'
import type { Image } from './image.ts'
import { limits } from './limits.ts'

/** An object that was there when the watch began. */
class InitialEvent implements WatchEvent {
  readonly type = 'ADDED'
  readonly object: StoredObject

  constructor(object: StoredObject) {
    this.object = object
  }

  get revision(): number {
    return this.object.revision
  }

  frame(): Buffer {
    return frameOf('ADDED', this.object)
  }
}

export interface SubscriptionStart {
  readonly image: Image
  readonly channel: Channel
  /** Events up to this revision were seen or are not wanted. */
  readonly revision: number
  readonly initial?: Iterator<CachedObject>
  /** A bookmark tells where the initial events end. */
  readonly endMark: boolean
  readonly backlog: readonly Sight[]
  readonly allowBookmarks: boolean
  /** When the watch will be ended, as Date.now counts. */
  readonly endsAtMs?: number
  readonly onClose: (subscription: CachedSubscription) => void
}

export class CachedSubscription implements Subscription, Reader {
  readonly #start: SubscriptionStart
  #initial: Iterator<CachedObject> | undefined
  #endMark: boolean
  #backlogAt = 0
  #cursor: number
  #bookmarkAtMs: number
  #failure: Error | undefined
  /** Where the channel ended when this failed: what comes after is behind a gap. */
  #lastNumber = Number.POSITIVE_INFINITY
  #listener: (() => void) | undefined

  constructor(start: SubscriptionStart) {
    this.#start = start
    this.#initial = start.initial
    this.#endMark = start.endMark
    this.#cursor = start.channel.end
    this.#bookmarkAtMs = this.#nextBookmark(Date.now())
    start.channel.readers.add(this)
  }

  take(bytesMax: number): readonly WatchEvent[] {
    const events: WatchEvent[] = []
    let left = this.#takeInitial(events, bytesMax)
    if (this.#initial !== undefined) return events
    const { channel, backlog, revision, image } = this.#start
    while (left > 0 && this.#backlogAt < backlog.length) {
      const sight = backlog[this.#backlogAt++] as Sight
      events.push(sight)
      left -= sight.size
    }
    while (left > 0 && this.#cursor < Math.min(channel.end, this.#lastNumber)) {
      const sight = channel.at(this.#cursor)
      if (sight === undefined) return this.#behind(events)
      this.#cursor++
      if (sight.revision <= revision) continue
      events.push(sight)
      left -= sight.size
    }
    if (left > 0 && this.#failure !== undefined) return this.#failed(events)
    if (left > 0 && this.#bookmarkDue() && image.revision >= revision) {
      events.push({ type: 'BOOKMARK', revision: image.revision, object: undefined })
      this.#bookmarkAtMs = this.#nextBookmark(Date.now())
    }
    return events
  }

  onReady(listener: () => void): void {
    this.#listener = listener
    if (this.#hasMore()) this.#start.image.wakes.add([this])
  }

  close(): void {
    const { channel, onClose } = this.#start
    this.#listener = undefined
    channel.readers.delete(this)
    onClose(this)
  }

  wake(): void {
    const listener = this.#listener
    this.#listener = undefined
    listener?.()
  }

  fail(error: Error): void {
    if (this.#failure === undefined) this.#lastNumber = this.#start.channel.end
    this.#failure ??= error
    this.#start.image.wakes.add([this])
  }

  /** Called once a second or so. */
  tick(): void {
    if (this.#bookmarkDue()) this.#start.image.wakes.add([this])
  }

  /** How many events wait for this reader, and for how long the oldest of them has. */
  lag(nowMs: number): { events: number; ms: number } {
    const { channel, backlog } = this.#start
    const events = backlog.length - this.#backlogAt + channel.end - this.#cursor
    const oldest = backlog[this.#backlogAt] ?? channel.at(this.#cursor)
    return { events, ms: oldest === undefined ? 0 : nowMs - oldest.change.atMs }
  }

  get resource(): GroupResource {
    return this.#start.channel.wanted.shape.resource
  }

  #takeInitial(events: WatchEvent[], bytesMax: number): number {
    let left = bytesMax
    while (this.#initial !== undefined && left > 0) {
      const next = this.#initial.next()
      if (next.done) {
        this.#initial = undefined
        break
      }
      events.push(new InitialEvent(next.value))
      left -= next.value.length
    }
    if (this.#initial !== undefined || !this.#endMark) return left
    this.#endMark = false
    const { revision } = this.#start
    events.push({ type: 'BOOKMARK', revision, object: undefined, initialEventsEnd: true })
    return Math.max(left, 1)
  }

  #hasMore(): boolean {
    const { channel, backlog } = this.#start
    return (
      this.#initial !== undefined ||
      this.#endMark ||
      this.#backlogAt < backlog.length ||
      this.#cursor < channel.end ||
      this.#failure !== undefined ||
      this.#bookmarkDue()
    )
  }

  /** The log went on without this reader. */
  #behind(events: WatchEvent[]): WatchEvent[] {
    const { image } = this.#start
    this.#failure ??= tooOldRevision(this.#start.revision, image.revision)
    return this.#failed(events)
  }

  /** What is known is told first, the failure with the next take. */
  #failed(events: WatchEvent[]): WatchEvent[] {
    if (events.length === 0) throw this.#failure
    return events
  }

  #bookmarkDue(): boolean {
    return this.#start.allowBookmarks && Date.now() >= this.#bookmarkAtMs
  }

  #nextBookmark(nowMs: number): number {
    const regular = nowMs + limits.bookmarkEveryMs
    const { endsAtMs } = this.#start
    if (endsAtMs === undefined) return regular
    const last = endsAtMs - limits.bookmarkBeforeEndMs
    if (last < nowMs) return Number.POSITIVE_INFINITY
    return Math.min(regular, last)
  }
}

/** A watch that could not begin: the first take says why. */
export class FailedSubscription implements Subscription {
  readonly #error: unknown

  constructor(error: unknown) {
    this.#error = error
  }

  take(): readonly WatchEvent[] {
    throw this.#error
  }

  onReady(listener: () => void): void {
    queueMicrotask(listener)
  }

  close(): void {}
}
