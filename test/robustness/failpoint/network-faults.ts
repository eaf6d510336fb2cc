// in: nothing → out: cuts, losses and delays between any two, both ways or one.
import { setTimeout as sleep } from 'node:timers/promises'
import { balancer, type Cluster, etcds, replicas } from '../cluster/cluster.ts'
import { leaderOf } from '../cluster/etcd-gateway.ts'
import type { Network } from '../cluster/network.ts'
import type { Random } from '../../harness/random.ts'
import type { Fault } from './fault.ts'

type Harm = (network: Network, cluster: Cluster, random: Random) => Promise<void> | void

const fault = (name: string, harm: Harm, mostMs = 8_000): Fault => ({
  name,
  needs: 'namespaces',
  async inject(cluster, random) {
    await harm(cluster.network, cluster, random)
    await sleep(1_000 + random.whole(mostMs))
    cluster.network.heal()
  },
})

function part(network: Network, ones: readonly string[], others: readonly string[]): void {
  for (const one of ones) {
    for (const other of others) {
      network.lose(one, other, 1)
      network.lose(other, one, 1)
    }
  }
}

const others = (all: readonly string[], one: string): string[] => all.filter((node) => node !== one)

export const networkFaults: readonly Fault[] = [
  fault('cut a replica from one etcd member', (network, _, random) =>
    part(network, [random.pick(replicas)], [random.pick(etcds)]),
  ),
  fault('cut a replica from etcd', (network, _, random) =>
    part(network, [random.pick(replicas)], etcds),
  ),
  fault('cut all replicas from the leader', async (network, cluster) =>
    part(network, replicas, [(await leaderOf(cluster)) ?? etcds[0]]),
  ),
  fault('lose what a replica sends to etcd', (network, _, random) => {
    const replica = random.pick(replicas)
    for (const etcd of etcds) network.lose(replica, etcd, 1)
  }),
  fault('lose what etcd sends to a replica', (network, _, random) => {
    const replica = random.pick(replicas)
    for (const etcd of etcds) network.lose(etcd, replica, 1)
  }),
  fault('cut an etcd member from its peers', (network, _, random) => {
    const one = random.pick(etcds)
    part(network, [one], others(etcds, one))
  }),
  fault('cut the leader from its peers', async (network, cluster) => {
    const one = (await leaderOf(cluster)) ?? etcds[0]
    part(network, [one], others(etcds, one))
  }),
  fault('lose what the leader sends to its peers', async (network, cluster) => {
    const one = (await leaderOf(cluster)) ?? etcds[0]
    for (const other of others(etcds, one)) network.lose(one, other, 1)
  }),
  fault('cut a replica from the balancer', (network, _, random) =>
    part(network, [random.pick(replicas)], [balancer]),
  ),
  fault('lose what a replica sends to the balancer', (network, _, random) =>
    network.lose(random.pick(replicas), balancer, 1),
  ),
  fault('lose a third between a replica and etcd', (network, _, random) => {
    const replica = random.pick(replicas)
    for (const etcd of etcds) {
      network.lose(replica, etcd, 0.33)
      network.lose(etcd, replica, 0.33)
    }
  }),
  fault('lose a third between etcd members', (network) => {
    for (const one of etcds) for (const other of others(etcds, one)) network.lose(one, other, 0.33)
  }),
  fault('lose a tenth between balancer and replicas', (network) => {
    for (const replica of replicas) {
      network.lose(balancer, replica, 0.1)
      network.lose(replica, balancer, 0.1)
    }
  }),
  fault('delay what a node sends', (network, _, random) =>
    network.narrow(random.pick([...replicas, ...etcds]), 400),
  ),
  {
    name: 'cut and heal every second',
    needs: 'namespaces',
    async inject(cluster, random) {
      const replica = random.pick(replicas)
      for (let i = 0; i < 5; i++) {
        part(cluster.network, [replica], etcds)
        await sleep(1_000)
        cluster.network.heal()
        await sleep(1_000)
      }
    },
  },
]
