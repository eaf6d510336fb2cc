// in: nothing → out: full disks, alarms, compaction, defragmentation and elections.
import { statfsSync, unlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { etcds } from '../cluster/cluster.ts'
import {
  callAnyEtcd,
  callEtcd,
  type Header,
  leaderOf,
  type MemberStatus,
} from '../cluster/etcd-gateway.ts'
import type { Fault } from './fault.ts'

const fullDisk: Fault = {
  name: 'fill the disk of an etcd member',
  needs: 'namespaces',
  async inject(cluster, random) {
    const node = random.pick(etcds)
    const folder = join(cluster.folder, node)
    const ballast = join(folder, 'ballast')
    const { bavail, bsize } = statfsSync(folder)
    // It may end by itself.
    cluster.program(node).expectEnd()
    try {
      writeFileSync(ballast, Buffer.alloc(bavail * bsize))
    } catch {
      // It grew meanwhile: full all the same.
    }
    await sleep(2_000 + random.whole(4_000))
    unlinkSync(ballast)
  },
}

const noSpace: Fault = {
  name: 'raise the alarm NOSPACE',
  async inject(cluster, random) {
    const node = random.pick(etcds)
    const { header } = await callEtcd<MemberStatus>(cluster, node, 'maintenance/status', {})
    const alarm = { memberID: header.member_id, alarm: 'NOSPACE' }
    await callAnyEtcd(cluster, 'maintenance/alarm', { ...alarm, action: 'ACTIVATE' })
    await sleep(1_000 + random.whole(3_000))
    await callAnyEtcd(cluster, 'maintenance/alarm', { ...alarm, action: 'DEACTIVATE' })
  },
}

const moveLeader: Fault = {
  name: 'move the leader',
  async inject(cluster, random) {
    const leader = await leaderOf(cluster)
    const target = random.pick(etcds.filter((node) => node !== leader))
    const { header } = await callEtcd<MemberStatus>(cluster, target, 'maintenance/status', {})
    const body = { targetID: header.member_id }
    await callEtcd(cluster, leader ?? etcds[0], 'maintenance/transfer-leadership', body)
    await sleep(500)
  },
}

const defragment: Fault = {
  name: 'defragment every member',
  async inject(cluster) {
    for (const node of etcds) await callEtcd(cluster, node, 'maintenance/defragment', {}, 20_000)
  },
}

/** Up to what the newest is; the one who compacts while the record is behind would break it. */
export async function compactTo(
  cluster: Parameters<Fault['inject']>[0],
  revision: number,
): Promise<void> {
  await callAnyEtcd<{ header: Header }>(cluster, 'kv/compaction', { revision: `${revision}` })
}

export const storeFaults: readonly Fault[] = [fullDisk, noSpace, moveLeader, defragment]
