// in: a resource of the store → out: every object put and dropped, from now back to the beginning.
// Never: an event out of order, or a gap.
import type { ObjectStore, ResourceShape, StoredObject, Subscription } from '@binnacle/objects'

export interface Followed {
  put(object: StoredObject): void
  drop(namespace: string, name: string): void
}

export interface Following {
  /** Resolves when all that was there at the start was put. */
  readonly ready: Promise<void>
  close(): void
}

const bytesPerTurn = 1 << 20
const retryMs = 200

export function follow(store: ObjectStore, shape: ResourceShape, into: Followed): Following {
  return new Follower(store, shape, into)
}

class Follower implements Following {
  readonly ready: Promise<void>
  readonly #store: ObjectStore
  readonly #shape: ResourceShape
  readonly #into: Followed
  /** What `into` has; on a new start what is gone meanwhile is dropped from it. */
  readonly #present = new Map<string, readonly [namespace: string, name: string]>()
  #subscription: Subscription | undefined
  #closed = false
  #announce: () => void = () => {}

  constructor(store: ObjectStore, shape: ResourceShape, into: Followed) {
    this.#store = store
    this.#shape = shape
    this.#into = into
    this.ready = new Promise((resolve) => {
      this.#announce = resolve
    })
    void this.#start()
  }

  close(): void {
    this.#closed = true
    this.#subscription?.close()
  }

  async #start(): Promise<void> {
    while (!this.#closed) {
      try {
        const opened = await this.#store.watch({
          shape: this.#shape,
          namespace: '',
          resourceVersion: '',
          sendInitialEvents: true,
          allowBookmarks: true,
        })
        if (this.#closed) return opened.close()
        this.#subscription = opened
        this.#drain(opened, new Set())
        return
      } catch {
        await new Promise((resolve) => setTimeout(resolve, retryMs).unref())
      }
    }
  }

  /** `seen` until the initial events are through. */
  #drain(from: Subscription, seen: Set<string> | undefined): void {
    let rest = seen
    try {
      for (;;) {
        const events = from.take(bytesPerTurn)
        if (events.length === 0) break
        for (const { type, object, initialEventsEnd } of events) {
          if (initialEventsEnd && rest) {
            this.#dropUnseen(rest)
            rest = undefined
            this.#announce()
          }
          if (object && type !== 'BOOKMARK') this.#apply(type === 'DELETED', object, rest)
        }
      }
      from.onReady(() => this.#drain(from, rest))
    } catch {
      from.close()
      if (!this.#closed) void this.#start()
    }
  }

  #apply(gone: boolean, object: StoredObject, seen: Set<string> | undefined): void {
    const { namespace, name } = object
    const key = `${namespace}/${name}`
    if (gone) {
      this.#present.delete(key)
      this.#into.drop(namespace, name)
      return
    }
    seen?.add(key)
    this.#present.set(key, [namespace, name])
    this.#into.put(object)
  }

  #dropUnseen(seen: ReadonlySet<string>): void {
    for (const [key, [namespace, name]] of this.#present) {
      if (seen.has(key)) continue
      this.#present.delete(key)
      this.#into.drop(namespace, name)
    }
  }
}
