// in: changes of a resource → out: a log of those that one class of watchers sees. Never: sockets.
import { seenAs } from '@binnacle/objects'
import type { Change, Sight } from './change.ts'
import { type Matches, matcherOf, type Wanted } from './matcher.ts'

export interface Reader {
  wake(): void
  /** Nothing more can be told; the reason comes with the next take. */
  fail(error: Error): void
}

/** All watchers with the same namespace and selectors share one. */
export class Channel {
  readonly wanted: Wanted
  readonly readers = new Set<Reader>()
  readonly matches: Matches
  /** Number of the first event that is still here. */
  #first = 0
  #events: Sight[] = []

  constructor(wanted: Wanted) {
    this.wanted = wanted
    this.matches = matcherOf(wanted)
  }

  /** Number of the next event to come. */
  get end(): number {
    return this.#first + this.#events.length
  }

  /** Undefined when this event is forgotten. */
  at(number: number): Sight | undefined {
    return this.#events[number - this.#first]
  }

  see(change: Change): Sight | undefined {
    const { before, after } = change
    const was = before !== undefined && this.matches(before)
    const is = after !== undefined && this.matches(after)
    const type = seenAs(was, is)
    return type && change.as(type)
  }

  /** Whether its readers have something new. */
  add(change: Change): boolean {
    let sight: Sight | undefined
    try {
      sight = this.see(change)
      sight?.change.after?.assertReadable()
    } catch (error) {
      // Upstream, too, ends every watch that comes upon a value it cannot read.
      for (const reader of this.readers) reader.fail(error as Error)
      return false
    }
    if (sight === undefined) return false
    this.#events.push(sight)
    return true
  }

  /** Forgets events up to this revision. */
  forget(revision: number): void {
    let count = 0
    while (count < this.#events.length && (this.#events[count] as Sight).revision <= revision) {
      count++
    }
    if (count === 0) return
    this.#events = this.#events.slice(count)
    this.#first += count
  }
}
