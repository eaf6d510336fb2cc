// in: a watch of a resource that a webhook converts → out: its events in the version asked for, in their order.
// Never: a wait for objects that are in that version.
import type { ResourceDef } from '@binnacle/catalogue'
import {
  isEverything,
  matches,
  type ObjectStore,
  seenAs,
  type Selection,
  type StoredObject,
  type Subscription,
  type WatchEvent,
  type WatchQuery,
} from '@binnacle/objects'
import { ConversionFault } from './ask-webhook.ts'
import { attributesShown } from './attributes-shown.ts'
import type { Converter, Shown } from './converter.ts'
import { readFault } from './read-fault.ts'

interface Parts {
  readonly store: ObjectStore
  readonly converter: Converter
  readonly def: ResourceDef
}

export async function convertedWatch(
  parts: Parts,
  apiVersion: string,
  query: WatchQuery,
): Promise<Subscription> {
  const { store } = parts
  const { selection } = query
  if (isEverything(selection)) {
    return new ConvertedSubscription(parts, apiVersion, await store.watch(query), undefined)
  }
  const matching = await matchingAt(parts, apiVersion, query)
  const inner = await store.watch({ ...query, selection: undefined })
  return new ConvertedSubscription(parts, apiVersion, inner, { selection, matching })
}

const keyOf = ({ namespace, name }: StoredObject) => `${namespace}/${name}`

/** Who matches where the watch begins; one without a beginning of its own shows them first. */
async function matchingAt(
  { store, converter, def }: Parts,
  apiVersion: string,
  { shape, namespace, selection, resourceVersion, sendInitialEvents }: WatchQuery,
): Promise<Set<string>> {
  const matching = new Set<string>()
  if (sendInitialEvents || !/[1-9]/.test(resourceVersion)) return matching
  const query = { shape, namespace, resourceVersion, limit: 0, continue: '' } as const
  const found = await store.list({ ...query, match: 'Exact' })
  const stored = Array.from(found.items)
  for (const shown of await converter.show(stored, def, apiVersion)) {
    if (shown instanceof ConversionFault) continue
    if (matches(selection, attributesShown(shown, def))) matching.add(keyOf(shown))
  }
  return matching
}

interface Selecting {
  readonly selection: Selection | undefined
  readonly matching: Set<string>
}

class ConvertedSubscription implements Subscription {
  readonly #parts: Parts
  readonly #apiVersion: string
  readonly #inner: Subscription
  readonly #selecting: Selecting | undefined
  #ready: readonly WatchEvent[] = []
  #converting = false
  #failure: unknown
  #listener: (() => void) | undefined

  constructor(
    parts: Parts,
    apiVersion: string,
    inner: Subscription,
    selecting: Selecting | undefined,
  ) {
    this.#parts = parts
    this.#apiVersion = apiVersion
    this.#inner = inner
    this.#selecting = selecting
  }

  take(bytesMax: number): readonly WatchEvent[] {
    for (;;) {
      if (this.#ready.length > 0) {
        const events = this.#ready
        this.#ready = []
        return events
      }
      if (this.#failure !== undefined) throw this.#failure
      if (this.#converting) return []
      const events = this.#inner.take(bytesMax)
      if (events.length === 0) return events
      const stored = events.flatMap(({ object }) => (object === undefined ? [] : [object]))
      const shown = this.#parts.converter.show(stored, this.#parts.def, this.#apiVersion)
      if (shown instanceof Promise) {
        this.#await(events, shown)
        return []
      }
      this.#ready = this.#shownEvents(events, shown)
    }
  }

  #await(events: readonly WatchEvent[], coming: Promise<Shown[]>): void {
    this.#converting = true
    const done = () => {
      this.#converting = false
      const listener = this.#listener
      this.#listener = undefined
      listener?.()
    }
    coming
      .then((shown) => {
        this.#ready = this.#shownEvents(events, shown)
      })
      .catch((error: unknown) => {
        this.#failure = error
      })
      .finally(done)
  }

  /** Up to the first that cannot be shown, which ends the watch. */
  #shownEvents(events: readonly WatchEvent[], shown: readonly Shown[]): WatchEvent[] {
    const seen: WatchEvent[] = []
    let at = 0
    for (const event of events) {
      if (event.object === undefined) {
        seen.push(event)
        continue
      }
      const object = shown[at++] as Shown
      if (object instanceof ConversionFault) {
        this.#failure = readFault.ofWatch({ stored: event.object, fault: object })
        break
      }
      const type = this.#typeOf(event, object)
      if (type !== undefined) seen.push({ type, revision: event.revision, object })
    }
    return seen
  }

  #typeOf({ type }: WatchEvent, object: StoredObject): WatchEvent['type'] | undefined {
    if (this.#selecting === undefined) return type
    const { selection, matching } = this.#selecting
    const key = keyOf(object)
    const before = matching.has(key)
    const after = type !== 'DELETED' && matches(selection, attributesShown(object, this.#parts.def))
    if (after) matching.add(key)
    else matching.delete(key)
    return seenAs(before, after)
  }

  onReady(listener: () => void): void {
    if (this.#converting) this.#listener = listener
    else this.#inner.onReady(listener)
  }

  close(): void {
    this.#listener = undefined
    this.#inner.close()
  }
}
