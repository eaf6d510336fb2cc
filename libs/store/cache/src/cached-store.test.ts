import { findEtcd, type RunningEtcd, startEtcd } from '@binnacle/etcd/testing'
import { openVault } from '@binnacle/objects'
import {
  describeLists,
  describeObjects,
  describeWatches,
  type Subject,
} from '@binnacle/objects/contract'
import { afterAll, beforeAll, describe } from 'vitest'
import { openCache } from './cached-store.ts'

const binary = findEtcd()

describe.skipIf(binary === undefined)('cached store', () => {
  let etcd: RunningEtcd
  let count = 0
  beforeAll(async () => {
    etcd = await startEtcd(binary as string)
  }, 20_000)
  afterAll(() => etcd?.stop())

  async function open(): Promise<Subject> {
    const root = `/test${++count}/`
    const store = openCache({ etcd: etcd.client, root, vault: openVault })
    await store.ready()
    return {
      store,
      async compact(revision) {
        await etcd.client.compact(revision)
        store.compacted(revision)
      },
      close: () => store.close(),
    }
  }
  describeObjects(open)
  describeLists(open)
  describeWatches(open)
})
