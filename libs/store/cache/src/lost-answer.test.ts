// in: writes whose answer is lost on the way → out: an error that says so, and the write done once.
import { connectEtcd, type EtcdClient } from '@binnacle/etcd'
import {
  type EtcdProxy,
  findEtcd,
  openProxy,
  type RunningEtcd,
  startEtcd,
} from '@binnacle/etcd/testing'
import { ApiError } from '@binnacle/meta'
import {
  type Attempt,
  type Charge,
  createObjectStore,
  mayBeDone,
  type ObjectStore,
  openVault,
  type WayOutcome,
} from '@binnacle/objects'
import { at, make, thing } from '@binnacle/objects/contract'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openCache } from './cached-store.ts'

const binary = findEtcd()

describe.skipIf(binary === undefined).each([
  ['etcd store', createObjectStore],
  ['cached store', openCache],
])('a write whose answer is lost, in the %s', (_, openStore) => {
  let etcd: RunningEtcd
  let proxy: EtcdProxy
  let client: EtcdClient
  let store: ObjectStore
  let root = ''
  let count = 0
  beforeAll(async () => {
    etcd = await startEtcd(binary as string)
  }, 20_000)
  afterAll(() => etcd?.stop())
  beforeEach(async () => {
    proxy = await openProxy(etcd.endpoint)
    client = connectEtcd({ endpoints: [proxy.endpoint] })
    root = `/lost${++count}/`
    store = openStore({ etcd: client, root, vault: openVault })
    await store.ready()
  })
  afterEach(async () => {
    await store.close()
    client.close()
    proxy.close()
  })

  const stored = async () => (await etcd.client.range({ key: `${root}things/ns/a` })).kvs[0]

  /** `text` is in the request of the write; `done` tells from etcd that it was done. */
  async function lost(
    text: string,
    write: () => Promise<unknown>,
    done: () => Promise<boolean>,
  ): Promise<unknown> {
    const held = proxy.holdAnswerTo(text)
    const failed = write().then(
      () => undefined,
      (error: unknown) => error,
    )
    await held
    await expect.poll(done, { timeout: 10_000 }).toBe(true)
    proxy.cut()
    return failed
  }

  /** The first attempt starts from what the store has at hand. */
  async function firstAttempt(): Promise<Attempt> {
    for await (const attempt of store.attempts(at('a'))) return attempt
    throw new Error('there was no attempt')
  }

  test('a creation', async () => {
    const object = thing('a', { text: 'made' })
    const error = await lost(
      'made',
      () => store.create(at('a'), object),
      async () => (await stored()) !== undefined,
    )
    expect(error).toBeInstanceOf(ApiError)
    expect(mayBeDone(error)).toBe(true)
    expect((await stored())?.version).toBe(1)
  })

  test('a change', async () => {
    await make(store, 'a', { text: 'x' })
    const attempt = await firstAttempt()
    const error = await lost(
      'changed',
      () => attempt.swap(thing('a', { text: 'changed' })),
      async () => (await stored())?.version === 2,
    )
    expect(mayBeDone(error)).toBe(true)
    expect(attempt.sent).toBe(true)
    expect((await store.get(at('a')))?.parse().spec.text).toBe('changed')
    expect((await stored())?.version).toBe(2)
  })

  test('a removal', async () => {
    await make(store, 'a', { text: 'x' })
    const attempt = await firstAttempt()
    const error = await lost(
      'things/ns/a',
      () => attempt.remove(),
      async () => (await stored()) === undefined,
    )
    expect(mayBeDone(error)).toBe(true)
    expect(attempt.sent).toBe(true)
    expect(await store.get(at('a'))).toBeUndefined()
  })

  test('one with a charge: nobody can tell whether it was charged', async () => {
    const outcomes: WayOutcome[] = []
    const charge: Charge = {
      ways: async () => [[]],
      settle: (outcome) => void outcomes.push(outcome),
    }
    const error = await lost(
      'charged',
      () => store.create(at('a'), thing('a', { text: 'charged' }), { charge }),
      async () => (await stored()) !== undefined,
    )
    expect(mayBeDone(error)).toBe(true)
    expect(outcomes).toEqual([undefined])
  })

  test('is not one that etcd refused', async () => {
    const large = thing('a', { text: 'x'.repeat(1_700_000) })
    const error = await store.create(at('a'), large).catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(ApiError)
    expect(mayBeDone(error)).toBe(false)
  })
})
