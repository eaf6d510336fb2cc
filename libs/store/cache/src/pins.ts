// in: a page that has a next one → out: the same snapshot for the next page.
// Never: unbounded memory.
import type { CachedObject } from './cached-object.ts'
import { limits } from './limits.ts'
import type { Snapshot } from './tree.ts'

interface Pin {
  readonly snapshot: Snapshot<CachedObject>
  readonly atMs: number
  /** Bytes that had left the index when this was pinned. */
  readonly dropped: number
}

export class Pins {
  readonly #pins = new Map<number, Pin>()
  /** Bytes that ever left the index; a pin may hold what left since. */
  #dropped = 0

  note(droppedBytes: number): void {
    this.#dropped += droppedBytes
  }

  keep(revision: number, snapshot: Snapshot<CachedObject>): void {
    if (this.#pins.has(revision)) return
    this.trim()
    if (this.#pins.size >= limits.pinsMax) this.#forgetOldest()
    this.#pins.set(revision, { snapshot, atMs: performance.now(), dropped: this.#dropped })
  }

  at(revision: number): Snapshot<CachedObject> | undefined {
    return this.#pins.get(revision)?.snapshot
  }

  trim(): void {
    const oldestMs = performance.now() - limits.pinAgeMs
    for (const [revision, pin] of this.#pins) {
      const held = this.#dropped - pin.dropped
      if (pin.atMs < oldestMs || held > limits.pinBytesMax) this.#pins.delete(revision)
    }
  }

  /** etcd forgot what was before this revision, so clients expect us to. */
  compacted(revision: number): void {
    for (const pinned of this.#pins.keys()) {
      if (pinned < revision) this.#pins.delete(pinned)
    }
  }

  clear(): void {
    this.#pins.clear()
  }

  #forgetOldest(): void {
    const oldest = this.#pins.keys().next()
    if (!oldest.done) this.#pins.delete(oldest.value)
  }
}
