// in: a way to open a store → out: tests of its watches. Never: sockets.
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { ObjectStore, Subscription, WatchQuery } from '../object-store.ts'
import {
  at,
  change,
  drop,
  make,
  next,
  nothingMore,
  type OpenSubject,
  refusal,
  shown,
  type Subject,
  watchOf,
} from './subject.ts'

const byLabel = {
  labels: { requirements: [{ key: 'app', operator: '=' as const, values: ['x'] }] },
}
const byNode = (value: string) => ({
  fields: { requirements: [{ field: 'spec.node', operator: '=' as const, value }] },
})

export function describeWatches(open: OpenSubject): void {
  let subject: Subject
  let store: ObjectStore
  const opened: Subscription[] = []
  beforeEach(async () => {
    subject = await open()
    store = subject.store
  })
  afterEach(async () => {
    for (const subscription of opened.splice(0)) subscription.close()
    await subject.close()
  })

  async function watch(parts: Partial<WatchQuery> = {}): Promise<Subscription> {
    const subscription = await store.watch(watchOf(parts))
    opened.push(subscription)
    return subscription
  }

  async function texts(subscription: Subscription, count: number): Promise<string[]> {
    return (await next(subscription, count)).map(shown)
  }

  describe('watch', () => {
    test('without a revision begins with what is there', async () => {
      await make(store, 'b')
      await make(store, 'a')
      await store.get(at('a'))
      const subscription = await watch()
      expect(await texts(subscription, 2)).toEqual(['ADDED a', 'ADDED b'])
      await make(store, 'c')
      expect(await texts(subscription, 1)).toEqual(['ADDED c'])
    })

    test('from a revision shows what came after it, in order', async () => {
      const made = await make(store, 'a')
      await change(store, at('a'), (object) => {
        object.spec.text = 'y'
      })
      await make(store, 'b')
      await drop(store, at('a'))
      const subscription = await watch({ resourceVersion: String(made.revision) })
      const events = await next(subscription, 3)
      expect(events.map(shown)).toEqual(['MODIFIED a', 'ADDED b', 'DELETED a'])
      const revisions = events.map(({ revision }) => revision)
      expect(revisions).toEqual([...revisions].sort((x, y) => x - y))
    })

    test('shows a deletion with the last state and the revision of the deletion', async () => {
      await make(store, 'a', { text: 'x' })
      const subscription = await watch({ sendInitialEvents: false })
      const removed = await drop(store, at('a'))
      const [event] = await next(subscription, 1)
      expect(event?.type).toBe('DELETED')
      expect(event?.revision).toBe(removed.revision)
      const object = event?.object?.parse()
      expect(object?.metadata.resourceVersion).toBe(String(removed.revision))
      expect(object?.spec.text).toBe('x')
    })

    test('frames an event as one line of JSON', async () => {
      const subscription = await watch({ sendInitialEvents: false })
      await make(store, 'a')
      const [event] = await next(subscription, 1)
      if (event?.frame === undefined) return
      const text = Buffer.from(event.frame()).toString()
      expect(text.endsWith('}\n')).toBe(true)
      expect(JSON.parse(text)).toEqual({ type: 'ADDED', object: event.object?.parse() })
    })

    test('turns a change of labels into entering and leaving', async () => {
      await make(store, 'a')
      const subscription = await watch({ selection: byLabel, sendInitialEvents: false })
      const relabel = (labels: Record<string, string>) =>
        change(store, at('a'), (object) => {
          object.metadata.labels = labels
        })
      await relabel({ app: 'x' })
      await relabel({ app: 'x', more: 'y' })
      const left = await relabel({ app: 'z' })
      await relabel({ app: 'zz' })
      const events = await next(subscription, 3)
      expect(events.map(shown)).toEqual(['ADDED a', 'MODIFIED a', 'DELETED a'])
      expect(events[2]?.revision).toBe(left.revision)
      expect(events[2]?.object?.parse().metadata.labels).toEqual({ app: 'x', more: 'y' })
      expect(await nothingMore(subscription)).toEqual([])
    })

    test('by a field sees only objects that have it', async () => {
      const subscription = await watch({ selection: byNode('n1') })
      await make(store, 'a', { node: 'n2' })
      await make(store, 'b', { node: 'n1' })
      await change(store, at('a'), (object) => {
        object.spec.node = 'n1'
      })
      expect(await texts(subscription, 2)).toEqual(['ADDED b', 'ADDED a'])
    })

    test('of one name or namespace sees no neighbour', async () => {
      const fields = [{ field: 'metadata.name', operator: '=' as const, value: 'a' }]
      const one = await watch({ selection: { fields: { requirements: fields } } })
      const all = await watch({ namespace: '' })
      await make(store, 'ab')
      await make(store, 'a', {}, 'ns2')
      await make(store, 'a')
      expect(await texts(one, 1)).toEqual(['ADDED a'])
      expect(await texts(all, 3)).toEqual(['ADDED ab', 'ADDED a', 'ADDED a'])
      expect(await nothingMore(one)).toEqual([])
    })

    test('with initial events ends them by a bookmark', async () => {
      await make(store, 'a')
      const last = await make(store, 'b', {}, 'elsewhere')
      const subscription = await watch({ sendInitialEvents: true, allowBookmarks: true })
      const events = await next(subscription, 2)
      expect(events.map(shown)).toEqual(['ADDED a', 'BOOKMARK'])
      expect(events[1]?.initialEventsEnd).toBe(true)
      expect(events[1]?.revision).toBeGreaterThanOrEqual(last.revision)
    })

    test('with initial events but without bookmarks has no mark', async () => {
      await make(store, 'a')
      const subscription = await watch({ sendInitialEvents: true })
      expect(await texts(subscription, 1)).toEqual(['ADDED a'])
      expect(await nothingMore(subscription)).toEqual([])
    })

    test('from a future revision stays silent up to it', async () => {
      const made = await make(store, 'a')
      const subscription = await watch({ resourceVersion: String(made.revision + 2) })
      await make(store, 'b')
      await make(store, 'c')
      await make(store, 'd')
      expect(await texts(subscription, 1)).toEqual(['ADDED d'])
    })

    test('from a compacted revision tells that it is too old', async () => {
      const made = await make(store, 'a')
      for (let count = 0; count < 5; count++) await make(store, `b${count}`)
      await subject.compact(store.revision())
      const subscription = await watch({ resourceVersion: String(made.revision) }).catch(
        (error) => {
          throw error
        },
      )
      const status = await refusal(next(subscription, 1)).catch(() => undefined)
      // A replica that still knows these events may tell them instead.
      if (status !== undefined) expect([status.code, status.reason]).toEqual([410, 'Expired'])
    })

    test('from what is no number is refused at once', async () => {
      const status = await refusal(watch({ resourceVersion: 'abc' }))
      expect(status.code).toBe(500)
    })

    test('loses nothing for a reader that stops for a while', async () => {
      const subscription = await watch()
      for (let count = 0; count < 50; count++) await make(store, `a${count}`)
      const events = await next(subscription, 50)
      expect(events.length).toBe(50)
    })

    test('gives watchers from thirty revisions the same rest in the same order', async () => {
      const revisions: number[] = []
      for (let count = 0; count < 30; count++)
        revisions.push((await make(store, `a${count}`)).revision)
      for (const [index, revision] of revisions.entries()) {
        const subscription = await watch({ resourceVersion: String(revision) })
        const seen = (await next(subscription, 29 - index)).map((event) => event.revision)
        expect(seen).toEqual(revisions.slice(index + 1))
      }
    })

    test('is quiet after it was closed', async () => {
      const subscription = await watch()
      let woken = 0
      subscription.onReady(() => woken++)
      subscription.close()
      await make(store, 'a')
      await store.get(at('a'))
      expect(woken).toBe(0)
    })
  })
}
