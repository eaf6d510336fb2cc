// in: etcd servers that somebody named → out: nothing, or why they cannot hold this cluster.
import { readFileSync } from 'node:fs'
import { within } from '@binnacle/async'
import { connectEtcd, type EtcdClient } from '@binnacle/etcd'
import { UsageError } from '@binnacle/flags'
import type { DataFolder } from './data-folder.ts'

const answerWithinMs = 5_000
/** Beside the objects, not among them: says whose etcd it is. */
const ownerKey = '/binnacle/cluster-id'

export async function checkNamedEtcd(
  servers: readonly string[],
  folder: DataFolder,
  handedOn: readonly string[],
): Promise<void> {
  const etcd = connectEtcd({ endpoints: servers, ...etcdCredentials(handedOn) })
  try {
    await reach(etcd, servers)
    await claimEtcd(etcd, servers, folder)
  } finally {
    etcd.close()
  }
}

/** What the flags of the replicas say about how to come in. */
export function etcdCredentials(handedOn: readonly string[]) {
  const file = (flag: string) => {
    const given = handedOn.find((text) => text.startsWith(`--${flag}=`))
    return given === undefined ? undefined : readFileSync(given.slice(flag.length + 3))
  }
  return { ca: file('etcd-cafile'), cert: file('etcd-certfile'), key: file('etcd-keyfile') }
}

async function reach(etcd: EtcdClient, servers: readonly string[]): Promise<void> {
  try {
    await within(etcd.status(), answerWithinMs, () => new Error('it did not answer'))
  } catch (error) {
    const why = (error as Error).message
    if (why.includes('too old')) throw new UsageError(why)
    throw new UsageError(`etcd at ${servers.join(', ')} cannot be reached: ${why}`)
  }
}

/** An etcd that another folder's cluster lives in has other keys than ours: nothing would fit. */
async function claimEtcd(
  etcd: EtcdClient,
  servers: readonly string[],
  folder: DataFolder,
): Promise<void> {
  const answer = await etcd.txn({
    guards: [{ key: ownerKey, version: 0 }],
    then: [{ put: { key: ownerKey, value: Buffer.from(folder.clusterId) } }],
    otherwise: [{ range: { key: ownerKey } }],
  })
  if (answer.succeeded) return
  const owner = answer.ranges[0]?.kvs[0]?.value.toString() ?? ''
  if (owner === folder.clusterId) return
  if (folder.isNew) {
    folder.join(owner)
    return
  }
  throw new UsageError(
    `the data folder ${folder.path} belongs to another cluster than the etcd at ` +
      `${servers.join(', ')}: name its own etcd, or another --data-dir`,
  )
}
