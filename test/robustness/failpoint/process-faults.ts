// in: nothing → out: processes killed, stopped and paused.
import { setTimeout as sleep } from 'node:timers/promises'
import { type Cluster, etcds, replicas } from '../cluster/cluster.ts'
import { leaderOf } from '../cluster/etcd-gateway.ts'
import type { Random } from '../../harness/random.ts'
import type { Fault } from './fault.ts'

type Choice = (cluster: Cluster, random: Random) => Promise<readonly string[]> | readonly string[]

const oneReplica: Choice = (_, random) => [random.pick(replicas)]
const oneEtcd: Choice = (_, random) => [random.pick(etcds)]
const theLeader: Choice = async (cluster) => [(await leaderOf(cluster)) ?? etcds[0]]
const twoOf =
  (all: readonly string[]): Choice =>
  (_, random) => {
    const spared = random.pick(all)
    return all.filter((node) => node !== spared)
  }

const kill = (name: string, choose: Choice): Fault => ({
  name,
  async inject(cluster, random) {
    const nodes = await choose(cluster, random)
    await Promise.all(nodes.map((node) => cluster.program(node).end('SIGKILL')))
    await sleep(random.whole(3_000))
  },
})

const stop = (name: string, choose: Choice): Fault => ({
  name,
  async inject(cluster, random) {
    for (const node of await choose(cluster, random)) await stopGently(cluster, node)
  },
})

/** A program that is asked to stop says that all is well when it does. */
export async function stopGently(cluster: Cluster, node: string): Promise<void> {
  const ending = await cluster.program(node).end('SIGTERM')
  // etcd ends by the signal itself.
  if (ending?.code !== 0 && ending?.signal !== 'SIGTERM') {
    throw new Error(`${node} ended with ${JSON.stringify(ending)} after SIGTERM`)
  }
}

const pause = (name: string, choose: Choice, mostMs: number): Fault => ({
  name,
  async inject(cluster, random) {
    const nodes = await choose(cluster, random)
    for (const node of nodes) cluster.program(node).signal('SIGSTOP')
    await sleep(500 + random.whole(mostMs))
    for (const node of nodes) cluster.program(node).signal('SIGCONT')
  },
})

const rollingRestart: Fault = {
  name: 'rolling restart of everything',
  async inject(cluster) {
    for (const node of [...replicas, ...etcds]) {
      await stopGently(cluster, node)
      cluster.program(node).start()
      await cluster.untilReady(60_000)
    }
  },
}

export const processFaults: readonly Fault[] = [
  kill('kill a replica', oneReplica),
  kill('kill two replicas', twoOf(replicas)),
  kill('kill an etcd member', oneEtcd),
  kill('kill the leader', theLeader),
  kill('kill two etcd members', twoOf(etcds)),
  stop('stop a replica', oneReplica),
  stop('stop an etcd member', oneEtcd),
  stop('stop the leader', theLeader),
  pause('pause a replica', oneReplica, 6_000),
  pause('pause two replicas', twoOf(replicas), 3_000),
  pause('pause an etcd member', oneEtcd, 6_000),
  pause('pause the leader', theLeader, 6_000),
  pause('pause two etcd members', twoOf(etcds), 4_000),
  rollingRestart,
]
