// in: the changes of one resource → out: a log to resume from, and channels.
// Never: other resources.
import { type ResourceShape, tooOldRevision } from '@binnacle/objects'
import type { Change } from './change.ts'
import type { Reader } from './channel.ts'
import { Channels } from './channels.ts'
import { limits } from './limits.ts'

export class ResourceLog {
  shape: ResourceShape
  readonly channels = new Channels()
  /** Every change above this revision is here. */
  since: number
  /** Nothing of this resource changed after this revision. */
  last: number
  /** Bytes of states that only the log holds. */
  bytes = 0
  #start = 0
  #changes: Change[] = []

  constructor(shape: ResourceShape, revision: number) {
    this.shape = shape
    this.since = revision
    this.last = revision
  }

  add(change: Change, woken: Set<Reader>): void {
    this.#changes.push(change)
    this.last = change.revision
    this.bytes += change.before?.length ?? 0
    for (const channel of this.channels.concerned(change)) {
      if (!channel.add(change)) continue
      for (const reader of channel.readers) woken.add(reader)
    }
  }

  /** The changes above a revision; it must not be below `since`. */
  after(revision: number): Change[] {
    let low = this.#start
    let high = this.#changes.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((this.#changes[middle] as Change).revision <= revision) low = middle + 1
      else high = middle
    }
    return this.#changes.slice(low)
  }

  get #count(): number {
    return this.#changes.length - this.#start
  }

  /** Forgets what is too old or too much; `drop` gets each forgotten change. */
  trim(nowMs: number, drop: (change: Change) => void, bytesMax = Number.POSITIVE_INFINITY): void {
    const before = this.#start
    while (this.#count > 0) {
      const oldest = this.#changes[this.#start] as Change
      const old = this.#count > limits.logEventsMin && nowMs - oldest.atMs > limits.logAgeMs
      if (!old && this.#count <= limits.logEventsMax && this.bytes <= bytesMax) break
      this.#start++
      this.since = oldest.revision
      this.bytes -= oldest.before?.length ?? 0
      drop(oldest)
    }
    if (this.#start === before) return
    for (const channel of this.channels.all) channel.forget(this.since)
    if (this.#start < this.#changes.length / 2) return
    this.#changes = this.#changes.slice(this.#start)
    this.#start = 0
  }

  /** After a gap in what is known: nothing can be resumed here. */
  reset(revision: number): void {
    const before = this.last
    this.#changes = []
    this.#start = 0
    this.bytes = 0
    this.since = revision
    this.last = revision
    for (const channel of this.channels.all) {
      channel.forget(Number.POSITIVE_INFINITY)
      for (const reader of channel.readers) reader.fail(tooOldRevision(before, revision))
    }
  }
}
