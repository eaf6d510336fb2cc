// in: the store's settings → out: where objects live, and whether it is well. Never: an object.
import { setTimeout as sleep } from 'node:timers/promises'
import { within } from '@binnacle/async'
import { openCache, type WatchSum } from '@binnacle/cache'
import { connectEtcd, type EtcdClient, type MemberHealth, Members } from '@binnacle/etcd'
import { UsageError } from '@binnacle/flags'
import {
  adoptingVault,
  createMemoryStore,
  type KnownNow,
  type ObjectStore,
  type ResourceShape,
  rootOf,
  startCompaction,
} from '@binnacle/objects'
import type { AdoptStored } from '@binnacle/verbs'
import type { StoreConfig } from './config.ts'
import { encryptionOf } from './encryption.ts'
import { pacedCheck } from './paced-check.ts'

export interface OpenedStore {
  readonly store: ObjectStore & KnownNow
  /** Waits for etcd to answer the first time; says plainly why it does not. */
  reach(withinMs: number): Promise<void>
  /** Throws when etcd did not answer within the time for livez: asked twice in it at most. */
  check(): Promise<void>
  /** Throws when etcd did not answer within the time for readyz: asked twice in it at most. */
  checkReadiness(): Promise<void>
  /** Objects of a resource known here. */
  count(shape: ResourceShape): number
  watches(): WatchSum[]
  /** How each etcd member is, as far as this replica can see; none without etcd. */
  members(): Promise<MemberHealth[]>
  close(): Promise<void>
}

/** `adopt` reads what another server has left in etcd. */
export function openStore(
  config: StoreConfig,
  adopt: AdoptStored,
  log: (text: string) => void,
): OpenedStore {
  if (config.kind === 'memory') {
    const store = createMemoryStore()
    const well = async () => undefined
    return {
      store,
      reach: well,
      check: well,
      checkReadiness: well,
      count: (shape) => Array.from(store.peekAll(shape, '')).length,
      watches: () => [],
      members: async () => [],
      close: () => store.close(),
    }
  }
  const { servers: endpoints, ca, cert, key } = config
  const etcd = connectEtcd({ endpoints, ca, cert, key, onConnection: log })
  const members = new Members({ endpoints, ca, cert, key })
  const encryption = encryptionOf(config, log)
  const vault = adoptingVault(encryption.vault, adopt)
  const store = openCache({
    etcd,
    root: rootOf(config.prefix),
    vault,
    log,
    leaseShareSecondsMax: config.leaseReuseSeconds,
  })
  const compaction = startCompaction(etcd, config.compactionIntervalMs, (step) => {
    if (step instanceof Error) log(`compaction failed: ${step.message}`)
    else store.compacted(step.compacted)
  })
  return {
    store,
    reach: (withinMs) => reach(etcd, config.servers, withinMs),
    check: checkOf(etcd, config.healthMs),
    checkReadiness: checkOf(etcd, config.readinessMs),
    count: (shape) => store.countAll(shape, ''),
    watches: () => store.watches(),
    members: () => members.look(),
    async close() {
      encryption.stop()
      members.close()
      compaction.stop()
      await store.close()
      etcd.close()
    },
  }
}

const retryMs = 50

/** Both start at the same moment, so the first tries may well find nobody. */
async function reach(
  etcd: EtcdClient,
  servers: readonly string[],
  withinMs: number,
): Promise<void> {
  const deadline = performance.now() + withinMs
  for (;;) {
    try {
      await etcd.status()
      return
    } catch (error) {
      const why = (error as Error).message
      if (why.includes('too old')) throw new UsageError(why)
      if (performance.now() > deadline) {
        throw new UsageError(`etcd at ${servers.join(', ')} cannot be reached: ${why}`)
      }
    }
    await sleep(retryMs)
  }
}

const checkOf = (etcd: EtcdClient, withinMs: number) =>
  pacedCheck(() => ask(etcd, withinMs), withinMs / 2)

async function ask(etcd: EtcdClient, withinMs: number): Promise<void> {
  const late = () => new Error('etcd did not answer in time')
  await within(etcd.range({ key: 'health', limit: 1 }), withinMs, late)
}
