// Watches are summed by resource, and one that takes nothing is seen to fall behind.
import { findEtcd, type RunningEtcd, startEtcd } from '@binnacle/etcd/testing'
import { Members } from '@binnacle/etcd'
import { openVault, type ResourceShape } from '@binnacle/objects'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openCache } from './cached-store.ts'

const binary = findEtcd()
const shape: ResourceShape = {
  prefix: 'pods',
  resource: { group: '', resource: 'pods' },
  namespaced: true,
  selectable: () => ({}),
}

describe.skipIf(binary === undefined)('a store with watches', () => {
  let etcd: RunningEtcd
  beforeAll(async () => {
    etcd = await startEtcd(binary as string)
  }, 20_000)
  afterAll(() => etcd?.stop())

  it('counts objects and watches, and how far the slowest watch is behind', async () => {
    const store = openCache({ etcd: etcd.client, root: '/sums/', vault: openVault })
    await store.ready()
    const query = { shape, namespace: 'ns', selection: {}, allowBookmarks: false }
    const one = await store.watch({ ...query, resourceVersion: '' })
    const two = await store.watch({ ...query, resourceVersion: '' })
    for (const name of ['a', 'b', 'c']) {
      const place = { shape, namespace: 'ns', name }
      await store.create(place, {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name, namespace: 'ns' },
      })
    }
    await store.get({ shape, namespace: 'ns', name: 'c' })
    expect(store.countAll(shape, '')).toBe(3)
    expect(one.take(1_000_000).length).toBe(3)
    const [sum] = store.watches()
    expect(sum).toMatchObject({ resource: 'pods', open: 2, behind: 1, eventsMax: 3 })
    expect(sum?.lagMsMax).toBeGreaterThan(0)
    expect(two.take(1_000_000).length).toBe(3)
    expect(store.watches()).toMatchObject([{ behind: 0, eventsMax: 0, lagMsMax: 0 }])
    one.close()
    two.close()
    expect(store.watches()).toEqual([])
    await store.close()
  })

  it('knows each member, also one that does not answer', async () => {
    const members = new Members({ endpoints: [etcd.endpoint, 'http://127.0.0.1:1'] })
    const [well, gone] = await members.look()
    expect(well?.status).toMatchObject({ isLeader: true, hasLeader: true })
    expect(well?.status?.revision).toBeGreaterThan(0)
    expect(gone?.status).toBeUndefined()
    expect(gone?.error).toContain('connection error')
    members.close()
  })
})
