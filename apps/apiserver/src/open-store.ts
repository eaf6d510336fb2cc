// in: the store's settings → out: where objects live, and whether it is well. Never: an object.
import { within } from '@binnacle/async'
import { openCache } from '@binnacle/cache'
import { connectEtcd, type EtcdClient } from '@binnacle/etcd'
import {
  createMemoryStore,
  type KnownNow,
  type ObjectStore,
  openVault,
  rootOf,
  startCompaction,
} from '@binnacle/objects'
import type { StoreConfig } from './config.ts'

export interface OpenedStore {
  readonly store: ObjectStore & KnownNow
  /** Throws when etcd does not answer within the time. */
  check(withinMs: number): Promise<void>
  close(): Promise<void>
}

export function openStore(config: StoreConfig, log: (text: string) => void): OpenedStore {
  if (config.kind === 'memory') {
    const store = createMemoryStore()
    return { store, check: async () => undefined, close: () => store.close() }
  }
  const etcd = connectEtcd({
    endpoints: config.servers,
    ca: config.ca,
    cert: config.cert,
    key: config.key,
    onConnection: log,
  })
  const store = openCache({ etcd, root: rootOf(config.prefix), vault: openVault, log })
  const compaction = startCompaction(etcd, config.compactionIntervalMs, (step) => {
    if (step instanceof Error) log(`compaction failed: ${step.message}`)
    else store.compacted(step.compacted)
  })
  return {
    store,
    check: (withinMs) => ask(etcd, withinMs),
    async close() {
      compaction.stop()
      await store.close()
      etcd.close()
    },
  }
}

async function ask(etcd: EtcdClient, withinMs: number): Promise<void> {
  const late = () => new Error('etcd did not answer in time')
  await within(etcd.range({ key: 'health', limit: 1 }), withinMs, late)
}
