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
  /** What `into` has; on a new start what is gone meanwhile is dropped from it. */
  const present = new Map<string, readonly [namespace: string, name: string]>()
  let subscription: Subscription | undefined
  let closed = false
  let announce: () => void = () => {}
  const ready = new Promise<void>((resolve) => {
    announce = resolve
  })

  async function start(): Promise<void> {
    while (!closed) {
      try {
        const opened = await store.watch({
          shape,
          namespace: '',
          resourceVersion: '',
          sendInitialEvents: true,
          allowBookmarks: true,
        })
        if (closed) return opened.close()
        subscription = opened
        const seen = new Set<string>()
        drain(opened, seen)
        return
      } catch {
        await new Promise((resolve) => setTimeout(resolve, retryMs).unref())
      }
    }
  }

  function drain(from: Subscription, seen: Set<string> | undefined): void {
    try {
      for (;;) {
        const events = from.take(bytesPerTurn)
        if (events.length === 0) break
        for (const { type, object, initialEventsEnd } of events) {
          if (initialEventsEnd && seen) {
            dropUnseen(seen)
            seen = undefined
            announce()
          }
          if (object && type !== 'BOOKMARK') apply(type === 'DELETED', object, seen)
        }
      }
      const rest = seen
      from.onReady(() => drain(from, rest))
    } catch {
      from.close()
      if (!closed) void start()
    }
  }

  function apply(gone: boolean, object: StoredObject, seen: Set<string> | undefined): void {
    const { namespace, name } = object
    const key = `${namespace}/${name}`
    if (gone) {
      present.delete(key)
      into.drop(namespace, name)
      return
    }
    seen?.add(key)
    present.set(key, [namespace, name])
    into.put(object)
  }

  function dropUnseen(seen: ReadonlySet<string>): void {
    for (const [key, [namespace, name]] of present) {
      if (seen.has(key)) continue
      present.delete(key)
      into.drop(namespace, name)
    }
  }

  void start()
  return {
    ready,
    close() {
      closed = true
      subscription?.close()
    },
  }
}
