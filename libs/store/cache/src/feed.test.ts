import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { connectEtcd } from '@binnacle/etcd'
import { findEtcd, type RunningEtcd, startEtcd } from '@binnacle/etcd/testing'
import { type ListQuery, openVault, type Place, type ResourceShape } from '@binnacle/objects'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type CachedStore, openCache } from './cached-store.ts'
import { limits } from './limits.ts'

const binary = findEtcd()

const shape: ResourceShape = {
  prefix: 'things',
  resource: { group: '', resource: 'things' },
  namespaced: true,
  selectable: () => ({}),
}

const everything: ListQuery = {
  shape,
  namespace: '',
  resourceVersion: '',
  limit: 0,
  continue: '',
}

/** One address behind which the store is exchanged. */
async function front(first: string) {
  let target = new URL(first)
  const open = new Set<Socket>()
  const server = createServer((socket) => {
    const there = connect(Number(target.port), target.hostname)
    for (const one of [socket, there]) {
      open.add(one)
      one
        .on('error', () => {})
        .on('close', () => {
          open.delete(one)
          socket.destroy()
          there.destroy()
        })
    }
    socket.pipe(there).pipe(socket)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address() as { port: number }
  return {
    endpoint: `http://127.0.0.1:${address.port}`,
    exchange(next: string) {
      target = new URL(next)
      for (const one of open) one.destroy()
    },
    close() {
      for (const one of open) one.destroy()
      server.close()
    },
  }
}

const write = async (store: CachedStore, name: string) => {
  const place: Place = { shape, namespace: 'n', name }
  const metadata = { name, namespace: 'n' }
  await store.create(place, { apiVersion: 'v1', kind: 'Thing', metadata })
}
const names = async (store: CachedStore) =>
  [...(await store.list(everything)).items].map(({ name }) => name)

describe.skipIf(binary === undefined)('a store that is exchanged for its backup', () => {
  let etcds: RunningEtcd[]
  beforeAll(async () => {
    etcds = await Promise.all([startEtcd(binary as string), startEtcd(binary as string)])
  }, 20_000)
  afterAll(() => Promise.all((etcds ?? []).map((etcd) => etcd.stop())))

  // The backup went on meanwhile: its revisions are as high as those that are known, or higher.
  test('is noticed though it counts on beyond what is known', async () => {
    const [lost, backup] = etcds as [RunningEtcd, RunningEtcd]
    const other = openCache({ etcd: backup.client, root: '/r/', vault: openVault })
    await other.ready()
    for (let i = 0; i < 8; i++) await write(other, `kept-${i}`)
    const door = await front(lost.endpoint)
    const client = connectEtcd({ endpoints: [door.endpoint] })
    const store = openCache({ etcd: client, root: '/r/', vault: openVault })
    await store.ready()
    for (let i = 0; i < 4; i++) await write(store, `lost-${i}`)
    expect(await names(store)).toHaveLength(4)
    const watch = await store.watch({
      shape,
      namespace: '',
      resourceVersion: String(store.revision()),
      allowBookmarks: false,
    })
    door.exchange(backup.endpoint)
    await expect.poll(() => names(store), { timeout: 10_000 }).toEqual(await names(other))
    expect(() => watch.take(1_000)).toThrow('too old resource version')
    await Promise.all([store.close(), other.close()])
    client.close()
    door.close()
  }, 30_000)
})

describe.skipIf(binary === undefined)('a feed whose connection breaks', () => {
  let etcd: RunningEtcd
  beforeAll(async () => {
    etcd = await startEtcd(binary as string)
  }, 20_000)
  afterAll(() => etcd?.stop())

  // A pause that grew with every break would stay at its longest for good.
  test('is back as soon after the tenth break as after the first', async () => {
    const door = await front(etcd.endpoint)
    const client = connectEtcd({ endpoints: [door.endpoint] })
    const [store, other] = [client, etcd.client].map((one) => {
      return openCache({ etcd: one, root: '/b/', vault: openVault })
    }) as [CachedStore, CachedStore]
    await Promise.all([store.ready(), other.ready()])
    const tookMs: number[] = []
    for (let i = 1; i <= 10; i++) {
      door.exchange(etcd.endpoint)
      await write(other, `w${i}`)
      const began = performance.now()
      expect(await names(store)).toHaveLength(i)
      tookMs.push(performance.now() - began)
    }
    expect(Math.min(...tookMs.slice(-3)), `${tookMs}`).toBeLessThan(limits.retryDelayMaxMs / 2)
    await Promise.all([store.close(), other.close()])
    client.close()
    door.close()
  }, 60_000)
})
