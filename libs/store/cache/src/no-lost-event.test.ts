// in: the rare moments of a watch → out: every event told once, in order, or 410; never less.
import { setTimeout as sleep } from 'node:timers/promises'
import { connectEtcd, type EtcdClient } from '@binnacle/etcd'
import {
  type EtcdProxy,
  findEtcd,
  openProxy,
  type RunningEtcd,
  startEtcd,
} from '@binnacle/etcd/testing'
import {
  encodeObject,
  openVault,
  type Place,
  type Subscription,
  type WatchEvent,
} from '@binnacle/objects'
import {
  at,
  change,
  drop,
  make,
  next,
  refusal,
  shown,
  thing,
  things,
  watchOf,
} from '@binnacle/objects/contract'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type CachedStore, openCache } from './cached-store.ts'
import { CachedSubscription } from './cached-subscription.ts'
import { Image } from './image.ts'
import { limits } from './limits.ts'

const binary = findEtcd()
const byApp = (value: string) => ({
  labels: { requirements: [{ key: 'app', operator: '=' as const, values: [value] }] },
})

/** All that is told up to a refusal, and the code of the refusal. */
async function untilRefused(subscription: Subscription): Promise<[string[], number]> {
  const told: WatchEvent[] = []
  const status = await refusal(
    (async () => {
      for (;;) told.push(...(await next(subscription, 1)))
    })(),
  )
  return [told.map(shown), status.code]
}

describe.skipIf(binary === undefined)('a watch loses no event', () => {
  let etcd: RunningEtcd
  let proxy: EtcdProxy
  let client: EtcdClient
  /** Its connection can be cut. */
  let store: CachedStore
  /** Stays connected. */
  let other: CachedStore
  let root = ''
  let count = 0
  beforeAll(async () => {
    etcd = await startEtcd(binary as string)
  }, 20_000)
  afterAll(() => etcd?.stop())
  beforeEach(async () => {
    root = `/rare${++count}/`
    proxy = await openProxy(etcd.endpoint)
    client = connectEtcd({ endpoints: [proxy.endpoint] })
    store = openCache({ etcd: client, root, vault: openVault })
    other = openCache({ etcd: etcd.client, root, vault: openVault })
    await Promise.all([store.ready(), other.ready()])
  })
  afterEach(async () => {
    await Promise.all([store.close(), other.close()])
    client.close()
    proxy.close()
  })

  const from = (revision: number) => watchOf({ resourceVersion: String(revision) })

  /** etcd forgets all before `revision` while the store is cut off, and the store comes back. */
  async function compactAway(write: () => Promise<number>): Promise<void> {
    const held = proxy.holdAnswerTo(root)
    const read = store.get(at('a'))
    await held
    const revision = await write()
    await etcd.client.compact(revision)
    proxy.cut()
    await read
    expect(store.revision()).toBeGreaterThanOrEqual(revision)
  }

  test('that a blocked reader did not take before a gap: what came after it is not told', async () => {
    const { revision } = await make(store, 'a')
    const subscription = await store.watch(from(revision))
    await compactAway(async () => {
      await make(other, 'missed')
      return (await make(other, 'missed-too')).revision
    })
    await make(store, 'late')
    // Its own write is in the cache once the watch has brought it, which a read waits for.
    await store.get(at('late'))
    expect(store.peek(at('late'))).toBeDefined()
    expect(await untilRefused(subscription)).toEqual([[], 410])
  })

  test('that is a deletion at the very revision up to which etcd is compacted', async () => {
    const made = await make(store, 'a')
    const subscription = await store.watch(from(made.revision))
    const removals: number[] = []
    await compactAway(async () => {
      const { revision } = await drop(other, at('a'))
      removals.push(revision)
      return revision
    })
    expect(await store.get(at('a'))).toBeUndefined()
    expect(await untilRefused(subscription)).toEqual([[], 410])
    // A replica that was not there then, asked for what etcd does not have any more.
    const late = openCache({ etcd: etcd.client, root, vault: openVault })
    await late.ready()
    const [removed = 0] = removals
    const early = await late.watch(from(removed - 1))
    expect(await untilRefused(early)).toEqual([[], 410])
    await make(other, 'b')
    const exact = await late.watch(from(removed))
    expect((await next(exact, 1)).map(shown)).toContain('ADDED b')
    await late.close()
  })

  test('of several in one transaction, and no bookmark comes between them', async () => {
    const before = await make(store, 'before')
    const endsAtMs = Date.now() + limits.bookmarkBeforeEndMs + 300
    const watched = { ...from(before.revision), allowBookmarks: true, endsAtMs }
    const subscription = await store.watch(watched)
    const companions = ['b', 'c'].map((name) => ({
      place: at(name),
      revision: 0,
      object: thing(name),
    }))
    const made = await store.create(at('a'), thing('a'), { companions })
    await store.get(at('c'))
    await sleep(400)
    const told: WatchEvent[] = []
    for (let takes = 0; takes < 4; takes++) told.push(...subscription.take(1))
    expect(told.map(shown)).toEqual(['ADDED a', 'ADDED b', 'ADDED c', 'BOOKMARK'])
    const revision = made?.revision
    expect(told.map((event) => event.revision)).toEqual([revision, revision, revision, revision])
  })

  test('as etcd changes no key twice in one transaction', async () => {
    const key = `${root}things/ns/a`
    const value = encodeObject(thing('a'))
    const put = { put: { key, value } }
    const twice = { guards: [], then: [{ remove: { key } }, put], otherwise: [] }
    await expect(etcd.client.txn(twice)).rejects.toThrow('duplicate key')
  })

  test('where objects enter and leave before the initial events were read', async () => {
    await make(store, 'leaves', { labels: { app: 'x' } })
    await make(store, 'enters', { labels: { app: 'y' } })
    await make(store, 'goes', { labels: { app: 'x' } })
    const initial = { sendInitialEvents: true, allowBookmarks: true, selection: byApp('x') }
    const subscription = await store.watch(watchOf(initial))
    const relabel = (place: Place, app: string) =>
      change(store, place, (object) => {
        object.metadata.labels = { app }
      })
    const first = subscription.take(1).map(shown)
    await relabel(at('leaves'), 'y')
    await relabel(at('enters'), 'x')
    await relabel(at('enters'), 'z')
    await drop(store, at('goes'))
    const rest = (await next(subscription, 6)).map(shown)
    expect([...first, ...rest]).toEqual([
      'ADDED goes',
      'ADDED leaves',
      'BOOKMARK',
      'DELETED leaves',
      'ADDED enters',
      'DELETED enters',
      'DELETED goes',
    ])
  })
})

describe('a reader that was left behind', () => {
  const fact = (revision: number) => {
    const plain = encodeObject(thing(`k${revision}`))
    return { key: `things/ns/k${revision}`, revision, plain, stale: false }
  }

  function reading(image: Image): CachedSubscription {
    const channel = image
      .log(things)
      .channels.open({ shape: things, namespace: 'ns', selection: undefined })
    const start = { image, channel, revision: 0, endMark: false, backlog: [] }
    return new CachedSubscription({ ...start, allowBookmarks: true, onClose: () => {} })
  }

  test('hears what it had before, then 410, and nothing of what is left', async () => {
    const image = new Image()
    const subscription = reading(image)
    const total = limits.logEventsMin + 200
    for (let revision = 1; revision <= total; revision++) image.apply([fact(revision)], revision)
    const told = [...subscription.take(1), ...subscription.take(1)].map(({ revision }) => revision)
    expect(told).toEqual([1, 2])
    image.log(things).trim(performance.now() + 2 * limits.logAgeMs, () => {})
    expect(image.log(things).since).toBe(200)
    for (let takes = 0; takes < 2; takes++) {
      expect(() => subscription.take(1 << 20)).toThrow('too old resource version')
    }
  })

  test('by nothing that it had not read yet goes on', async () => {
    const image = new Image()
    const subscription = reading(image)
    const total = limits.logEventsMin + 200
    for (let revision = 1; revision <= total; revision++) image.apply([fact(revision)], revision)
    expect(subscription.take(1 << 30)).toHaveLength(total)
    image.log(things).trim(performance.now() + 2 * limits.logAgeMs, () => {})
    image.apply([fact(total + 1)], total + 1)
    expect(subscription.take(1 << 20).map(({ revision }) => revision)).toEqual([total + 1])
  })
})
