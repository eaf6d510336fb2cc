import { findEtcd, type RunningEtcd, startEtcd } from '@binnacle/etcd/testing'
import { afterAll, beforeAll, describe } from 'vitest'
import { describeLists, describeObjects, describeWatches, type Subject } from './contract/index.ts'
import { createObjectStore } from './etcd-store.ts'
import { openVault } from './vault.ts'

const binary = findEtcd()

describe.skipIf(binary === undefined)('etcd store', () => {
  let etcd: RunningEtcd
  let count = 0
  beforeAll(async () => {
    etcd = await startEtcd(binary as string)
  }, 20_000)
  afterAll(() => etcd?.stop())

  async function open(): Promise<Subject> {
    const root = `/test${++count}/`
    const store = createObjectStore({ etcd: etcd.client, root, vault: openVault })
    await store.ready()
    return {
      store,
      compact: async (revision) => void (await etcd.client.compact(revision)),
      close: () => store.close(),
    }
  }
  describeObjects(open)
  describeLists(open)
  describeWatches(open)
})
