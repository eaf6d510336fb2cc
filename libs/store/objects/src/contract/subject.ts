// in: nothing → out: what the contract of a store needs to run, and words to write it with.
// Never: a store.
import { setTimeout as sleep } from 'node:timers/promises'
import { ApiError, type KubeObject, type Status } from '@binnacle/meta'
import type {
  ListQuery,
  ObjectStore,
  Place,
  ResourceShape,
  StoredObject,
  Subscription,
  WatchEvent,
  WatchQuery,
} from '../object-store.ts'

/** A fresh store for one test. */
export interface Subject {
  readonly store: ObjectStore
  /** Forgets history up to a revision, as a compaction of etcd does. */
  compact(revision: number): Promise<void>
  close(): Promise<void>
}

export type OpenSubject = () => Promise<Subject>

export const things: ResourceShape = {
  prefix: 'things',
  resource: { group: '', resource: 'things' },
  namespaced: true,
  selectable: (object) => ({
    'metadata.name': object.metadata.name ?? '',
    'metadata.namespace': object.metadata.namespace ?? '',
    'spec.node': object.spec?.node ?? '',
  }),
}

export const zones: ResourceShape = {
  prefix: 'example.com/zones',
  resource: { group: 'example.com', resource: 'zones' },
  namespaced: false,
  selectable: (object) => ({ 'metadata.name': object.metadata.name ?? '' }),
}

export interface ThingParts {
  readonly labels?: Record<string, string>
  readonly node?: string
  readonly text?: string
}

export function thing(name: string, parts: ThingParts = {}, namespace = 'ns'): KubeObject {
  const { labels, node, text } = parts
  return {
    kind: 'Thing',
    apiVersion: 'v1',
    metadata: { name, namespace, uid: `uid-${name}`, ...(labels && { labels }) },
    spec: { ...(node && { node }), ...(text && { text }) },
  }
}

export function at(name: string, namespace = 'ns'): Place {
  return { shape: things, namespace, name }
}

export async function make(
  store: ObjectStore,
  name: string,
  parts: ThingParts = {},
  namespace = 'ns',
): Promise<StoredObject> {
  const made = await store.create(at(name, namespace), thing(name, parts, namespace))
  if (made === undefined) throw new Error(`${name} was not created`)
  return made
}

export async function change(
  store: ObjectStore,
  place: Place,
  edit: (object: KubeObject) => void,
): Promise<StoredObject> {
  for await (const attempt of store.attempts(place)) {
    if (attempt.current === undefined) {
      if (attempt.fresh) throw new Error(`${place.name} is missing`)
      attempt.retry()
      continue
    }
    const object = attempt.current.parse()
    edit(object)
    const stored = await attempt.swap(object)
    if (stored !== undefined) return stored
  }
  throw new Error('too many attempts')
}

export async function drop(store: ObjectStore, place: Place): Promise<StoredObject> {
  for await (const attempt of store.attempts(place)) {
    if (attempt.current === undefined) {
      if (attempt.fresh) throw new Error(`${place.name} is missing`)
      attempt.retry()
      continue
    }
    const removed = await attempt.remove()
    if (removed !== undefined) return removed
  }
  throw new Error('too many attempts')
}

export function listOf(parts: Partial<ListQuery> = {}): ListQuery {
  return { shape: things, namespace: 'ns', resourceVersion: '', limit: 0, continue: '', ...parts }
}

export function watchOf(parts: Partial<WatchQuery> = {}): WatchQuery {
  return { shape: things, namespace: 'ns', resourceVersion: '', allowBookmarks: false, ...parts }
}

export function names(list: { items: Iterable<StoredObject> }): string[] {
  return [...list.items].map(({ name }) => name)
}

/** `ADDED a`, `BOOKMARK` … */
export function shown({ type, object }: WatchEvent): string {
  return object === undefined ? type : `${type} ${object.name}`
}

/** The next `count` events, however long they take up to five seconds. */
export async function next(subscription: Subscription, count: number): Promise<WatchEvent[]> {
  const events: WatchEvent[] = []
  const untilMs = performance.now() + 5_000
  while (events.length < count && performance.now() < untilMs) {
    events.push(...subscription.take(1 << 20))
    if (events.length >= count) break
    const { promise, resolve } = Promise.withResolvers<void>()
    subscription.onReady(resolve)
    await Promise.race([promise, sleep(100)])
  }
  return events
}

export async function nothingMore(subscription: Subscription): Promise<WatchEvent[]> {
  await sleep(150)
  return [...subscription.take(1 << 20)]
}

/** The Status of the refusal. */
export async function refusal(call: Promise<unknown>): Promise<Status> {
  try {
    await call
  } catch (error) {
    if (error instanceof ApiError) return error.status
    throw error
  }
  throw new Error('it was not refused')
}
