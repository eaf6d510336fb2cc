// in: a watch of a replica → out: all that it told, written down. Never: a judgement.
import { ApiError } from '@binnacle/meta'
import type { ObjectStore, Subscription, WatchQuery } from '@binnacle/objects'
import type { Told, WatchRecord } from './model-records.ts'

/** The object as it lies in etcd: without the resourceVersion it must have. */
export function withoutRevision(bytes: Uint8Array, revision: number): string {
  return Buffer.from(bytes).toString().replace(`,"resourceVersion":"${revision}"`, '')
}

export class Watcher {
  readonly #store: ObjectStore
  readonly #query: WatchQuery
  readonly #subscription: Subscription
  readonly #told: Told[] = []
  #failed = false

  private constructor(store: ObjectStore, query: WatchQuery, subscription: Subscription) {
    this.#store = store
    this.#query = query
    this.#subscription = subscription
    this.#pump()
  }

  static async open(store: ObjectStore, query: WatchQuery): Promise<Watcher> {
    return new Watcher(store, query, await store.watch(query))
  }

  #pump(): void {
    while (!this.#failed && this.#take()) {}
    if (!this.#failed) this.#subscription.onReady(() => this.#pump())
  }

  /** Whether there was something. */
  #take(): boolean {
    try {
      const events = this.#subscription.take(4_096)
      for (const { type, revision, object, initialEventsEnd: initialEnd = false } of events) {
        const key = object === undefined ? '' : `things/${object.namespace}/${object.name}`
        const value = object === undefined ? '' : withoutRevision(object.bytes, revision)
        this.#told.push({ type, revision, key, value, initialEnd })
      }
      return events.length > 0
    } catch (error) {
      this.#failed = true
      this.#subscription.close()
      if (!(error instanceof ApiError)) throw error
      return false
    }
  }

  /** Ends it: by now it must have told all that its replica knows. */
  finish(): WatchRecord {
    while (!this.#failed && this.#take()) {}
    const upTo = this.#failed ? 0 : this.#store.revision()
    this.#subscription.close()
    return { query: this.#query, told: this.#told, upTo }
  }
}

/** Where a client goes on whose watch ended; undefined: it never learned where it was. */
export function resumed({ query, told }: WatchRecord): WatchQuery | undefined {
  const asked = query.sendInitialEvents === true
  if (asked && !told.some(({ initialEnd }) => initialEnd)) return undefined
  const at = told.at(-1)?.revision ?? Number(query.resourceVersion)
  return { ...query, sendInitialEvents: undefined, resourceVersion: String(at) }
}
