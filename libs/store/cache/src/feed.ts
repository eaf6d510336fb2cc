// in: one etcd watch of the whole registry → out: an image that follows it without gap or double.
// Never: requests.
import { setTimeout as sleep } from 'node:timers/promises'
import {
  EtcdError,
  type EtcdWatch,
  type KeyEvent,
  type KeyValue,
  prefixEnd,
  type WatchAnswer,
} from '@binnacle/etcd'
import type { GroupResource } from '@binnacle/meta'
import { newest, type StoreParts } from '@binnacle/objects'
import type { Fact } from './cached-object.ts'
import { Draft, type Image } from './image.ts'
import { limits } from './limits.ts'

export interface FeedOptions {
  readonly parts: StoreParts
  readonly image: Image
  /** Of a key below the root; for encryption at rest. */
  readonly resourceOf: (key: string) => GroupResource
  readonly log: (text: string) => void
}

interface Landmark {
  readonly key: string
  readonly revision: number
  readonly deleted: boolean
}

/** etcd cannot tell what happened in between: everything is to be read again. */
class Gap extends Error {}

export class Feed {
  readonly #options: FeedOptions
  readonly #primed = Promise.withResolvers<void>()
  #watch: EtcdWatch | undefined
  #pieces: KeyEvent[] = []
  #askedMs = 0
  /** The newest change that is in the image, by which its store is known again. */
  #last: Landmark | undefined
  #said = ''
  /** The watch under way has told something: what ends it is new trouble. */
  #heard = false
  #closed = false

  constructor(options: FeedOptions) {
    this.#options = options
    this.#primed.promise.catch(() => {})
    options.image.fresh.onBehind = () => this.requestProgress()
  }

  /** Resolves when the registry was read once. */
  get primed(): Promise<void> {
    return this.#primed.promise
  }

  close(): void {
    this.#closed = true
    this.#watch?.cancel()
    this.#primed.reject(new Error('the cache is closed'))
  }

  /** Runs until closed. */
  async run(): Promise<void> {
    let delayMs: number = limits.retryDelayMinMs
    let known = false
    while (!this.#closed) {
      try {
        if (!known) await this.#prime()
        else await this.#refuseOlderStore()
        known = true
        this.#primed.resolve()
        this.#said = ''
        await this.#follow()
      } catch (error) {
        if (this.#closed) return
        this.#say(`the watch of etcd is interrupted: ${(error as Error).message}`)
        const wasKnown = known
        if (error instanceof Gap) known = false
        // etcd is well: nothing is to be waited for.
        if (wasKnown && !known) continue
      }
      if (this.#heard) delayMs = limits.retryDelayMinMs
      this.#heard = false
      await sleep(delayMs)
      delayMs = Math.min(delayMs * 2, limits.retryDelayMaxMs)
    }
  }

  /** The same trouble is told once. */
  #say(text: string): void {
    if (text !== this.#said) this.#options.log(text)
    this.#said = text
  }

  /** Asks etcd how far it is; one question at a time. */
  requestProgress(): void {
    const nowMs = performance.now()
    if (this.#watch === undefined) return
    if (this.#askedMs > 0 && nowMs - this.#askedMs > limits.progressTimeoutMs) {
      this.#askedMs = 0
      this.#watch.cancel()
      return
    }
    if (this.#askedMs === 0) this.#askedMs = nowMs
    this.#watch.requestProgress()
  }

  /** Reads everything at one revision. */
  async #prime(): Promise<void> {
    const { parts, image } = this.#options
    const draft = new Draft()
    const rangeEnd = prefixEnd(parts.root)
    let key = parts.root
    let revision = 0
    let limit: number = limits.primePageKeysMin
    let last: Landmark | undefined
    for (;;) {
      const range = { key, rangeEnd, limit, revision }
      const answer = await parts.etcd.range(range).catch((error) => {
        throw error instanceof EtcdError && error.compacted ? new Gap(error.message) : error
      })
      if (revision === 0) revision = answer.revision
      let bytes = 1
      for (const kv of answer.kvs) {
        draft.add(this.#fact(kv, false))
        if (kv.modRevision > (last?.revision ?? 0)) {
          last = { key: kv.key, revision: kv.modRevision, deleted: false }
        }
        key = `${kv.key}\0`
        bytes += kv.value.length
      }
      if (!answer.more) break
      const wanted = Math.floor((limit * limits.primePageBytes) / bytes)
      limit = Math.max(
        limits.primePageKeysMin,
        Math.min(wanted, limit * 4, limits.primePageKeysMax),
      )
    }
    if (this.#closed) return
    this.#last = last
    image.restart(draft, revision)
  }

  /** A store restored from a backup counts again from an earlier revision. */
  async #refuseOlderStore(): Promise<void> {
    const { parts, image } = this.#options
    const { revision } = await newest(parts, parts.root)
    if (revision < image.revision) {
      throw new Gap(`etcd went back from revision ${image.revision} to ${revision}`)
    }
    if (this.#last !== undefined && !(await this.#remembers(this.#last))) {
      throw new Gap(`etcd has another history than that up to revision ${this.#last.revision}`)
    }
  }

  /**
   * A restored store may have come further than this image. A deletion at the very revision up to
   * which etcd has compacted is not told by a watch from there (before 3.5.18): what this image
   * shows must still be there too.
   */
  async #remembers({ key, revision, deleted }: Landmark): Promise<boolean> {
    const { parts, image } = this.#options
    try {
      const at = { key, revision: image.revision, keysOnly: true }
      const [kv] = (await parts.etcd.range(at)).kvs
      return deleted ? kv === undefined : kv?.modRevision === revision
    } catch (error) {
      if (!(error instanceof EtcdError && error.compacted)) throw error
      throw new Gap(`history behind revision ${image.revision} is compacted`)
    }
  }

  /** Resolves or rejects when the watch ends. */
  async #follow(): Promise<void> {
    const { parts, image } = this.#options
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    this.#pieces = []
    this.#askedMs = 0
    const start = {
      key: parts.root,
      rangeEnd: prefixEnd(parts.root),
      startRevision: image.revision + 1,
      progress: true,
    }
    const answer = (given: WatchAnswer): void => {
      if (given.compactRevision > 0) {
        reject(new Gap(`history before revision ${given.compactRevision} is compacted`))
      } else if (given.canceled) {
        reject(new EtcdError(2, given.reason))
      } else {
        this.#take(given)
      }
    }
    const end = (error: EtcdError): void => (error.code === 0 ? resolve() : reject(error))
    const watch = await parts.etcd.watch(start, { answer, end })
    this.#watch = watch
    if (this.#closed) watch.cancel()
    try {
      await promise
    } finally {
      this.#watch = undefined
      watch.cancel()
    }
  }

  #take(answer: WatchAnswer): void {
    const { image } = this.#options
    this.#askedMs = 0
    this.#pieces.push(...answer.events)
    if (answer.fragment || answer.created) return
    this.#heard = true
    const events = this.#pieces
    this.#pieces = []
    const last = events[events.length - 1]
    if (last === undefined) {
      image.apply([], answer.revision)
      return
    }
    const facts = events.map(({ kv, deleted }) => this.#fact(kv, deleted))
    image.apply(facts, last.kv.modRevision)
    this.#last = { key: last.kv.key, revision: last.kv.modRevision, deleted: last.deleted }
  }

  #fact(kv: KeyValue, deleted: boolean): Fact {
    const { parts, resourceOf } = this.#options
    const key = kv.key.slice(parts.root.length)
    const revision = kv.modRevision
    if (deleted) return { key, revision, plain: undefined, stale: false }
    try {
      const { plain, stale } = parts.vault.open(resourceOf(key), kv.key, kv.value)
      return { key, revision, plain, stale }
    } catch (error) {
      const problem = (error as Error).message
      return { key, revision, plain: kv.value, stale: true, problem }
    }
  }
}
