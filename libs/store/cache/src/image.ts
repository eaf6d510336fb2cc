// in: etcd's changes in order → out: the registry as it stands, and who is to be woken.
// Never: calls to etcd.
import type { ResourceShape } from '@binnacle/objects'
import { CachedObject, type Fact } from './cached-object.ts'
import { Change } from './change.ts'
import type { Reader } from './channel.ts'
import { Freshness } from './freshness.ts'
import { limits } from './limits.ts'
import { Pins } from './pins.ts'
import { ResourceLog } from './resource-log.ts'
import { Slabs } from './slabs.ts'
import { Tree } from './tree.ts'
import { Wakes } from './wakes.ts'

export class Image {
  slabs = new Slabs()
  tree = new Tree<CachedObject>()
  readonly fresh = new Freshness()
  readonly pins = new Pins()
  readonly wakes = new Wakes()
  /** Some value could not be read: lists have to look at each. */
  unreadable = false
  readonly #logs = new Map<string, ResourceLog>()
  /** What this replica wrote itself last and the watch has not shown yet, by key. */
  readonly #own = new Map<string, CachedObject>()
  #logBytes = 0

  get revision(): number {
    return this.fresh.revision
  }

  get logBytes(): number {
    return this.#logBytes
  }

  /** The log of a resource; from the first call on its changes are kept. */
  log(shape: ResourceShape): ResourceLog {
    const known = this.#logs.get(shape.prefix)
    if (known !== undefined) {
      known.shape = shape
      return known
    }
    const log = new ResourceLog(shape, this.revision)
    this.#logs.set(shape.prefix, log)
    return log
  }

  /** The shape of the resource a key belongs to, when anyone asked for that resource yet. */
  shapeOf(key: string): ResourceShape | undefined {
    return this.#logOf(key)?.shape
  }

  /** The log whose resource a key belongs to: prefixes have one or two parts. */
  #logOf(key: string): ResourceLog | undefined {
    const first = key.indexOf('/')
    const log = this.#logs.get(key.slice(0, first))
    if (log !== undefined) return log
    const second = key.indexOf('/', first + 1)
    return second < 0 ? undefined : this.#logs.get(key.slice(0, second))
  }

  /** Our own write, before or after the watch shows it: the one object that stands for it. */
  wrote(key: string, revision: number, plain: Buffer, shape: ResourceShape): CachedObject {
    const shown = this.tree.get(key)
    if (shown?.revision === revision) return shown
    const object = new CachedObject(this.slabs, { key, revision, plain, stale: false })
    object.shape = shape
    const known = this.#own.get(key)
    const older = known !== undefined && known.revision > revision ? object : known
    if (revision <= this.revision || older === object) this.#release(object)
    else this.#own.set(key, object)
    if (older !== undefined) this.#release(older)
    return object
  }

  /** The newest state this replica knows of, though perhaps not the newest there is. */
  latest(key: string): CachedObject | undefined {
    return this.#own.get(key) ?? this.tree.get(key)
  }

  /** Whole revisions only. `revision` is the last one that is complete. */
  apply(facts: readonly Fact[], revision: number): void {
    const nowMs = performance.now()
    const woken = new Set<Reader>()
    for (const fact of facts) {
      if (fact.revision > this.revision) this.#applyOne(fact, nowMs, woken)
    }
    this.fresh.advance(revision)
    if (this.#logBytes > limits.logBytesMax) this.#trimBytes(nowMs)
    this.wakes.add(woken)
  }

  #applyOne(fact: Fact, nowMs: number, woken: Set<Reader>): void {
    const log = this.#logOf(fact.key)
    const after = this.#objectOf(fact)
    const before = after === undefined ? this.tree.delete(fact.key) : this.tree.set(after)
    if (before !== undefined) this.pins.note(before.length)
    if (log === undefined) {
      if (before !== undefined) this.#release(before)
      return
    }
    if (before === undefined && after === undefined) return
    if (before !== undefined) before.shape = log.shape
    if (after !== undefined) after.shape = log.shape
    this.#logBytes += before?.length ?? 0
    log.add(new Change(log.shape, fact.revision, before, after, nowMs), woken)
  }

  #objectOf(fact: Fact): CachedObject | undefined {
    const { key, revision, plain } = fact
    const own = this.#own.get(key)
    if (own !== undefined && own.revision <= revision) {
      this.#own.delete(key)
      if (own.revision === revision && plain !== undefined) return own
      this.#release(own)
    }
    if (plain === undefined) return undefined
    const object = new CachedObject(this.slabs, fact)
    this.unreadable ||= object.problem !== undefined
    return object
  }

  /** A state that belongs in no index: what a lost write found. */
  loose(fact: Fact): CachedObject {
    const shown = this.tree.get(fact.key)
    if (shown?.revision === fact.revision) return shown
    const object = new CachedObject(this.slabs, fact)
    this.#release(object)
    return object
  }

  #release(object: CachedObject): void {
    if (object.released) return
    object.released = true
    this.slabs.release(object)
  }

  readonly #drop = (change: Change): void => {
    if (change.before === undefined) return
    this.#logBytes -= change.before.length
    this.#release(change.before)
  }

  #trimBytes(nowMs: number): void {
    const logs = [...this.#logs.values()].sort((a, b) => b.bytes - a.bytes)
    for (const log of logs) {
      if (this.#logBytes <= limits.logBytesMax * 0.9) return
      log.trim(nowMs, this.#drop, log.bytes * 0.8)
    }
  }

  /** Forgets what is old. */
  trim(): void {
    const nowMs = performance.now()
    for (const log of this.#logs.values()) log.trim(nowMs, this.#drop)
    this.pins.trim()
  }

  /** After the first reading or a gap: this is how it stands now, and no watcher can go on. */
  restart(draft: Draft, revision: number): void {
    this.tree = draft.tree
    this.slabs = draft.slabs
    this.unreadable = draft.unreadable
    this.pins.clear()
    this.#own.clear()
    this.#logBytes = 0
    for (const log of this.#logs.values()) log.reset(revision)
    this.fresh.reset(revision)
  }
}

/** A registry that is being read while the old image still serves. */
export class Draft {
  readonly slabs = new Slabs()
  readonly tree = new Tree<CachedObject>()
  unreadable = false

  add(fact: Fact): void {
    const object = new CachedObject(this.slabs, fact)
    this.unreadable ||= object.problem !== undefined
    this.tree.set(object)
  }
}
