// in: how hard → out: what a fresh cluster makes of it, its replicas killed meanwhile. Never: a verdict.
import { Agent } from 'node:https'
import { setTimeout as sleep } from 'node:timers/promises'
import { findEtcd, startEtcd } from '../../../libs/store/etcd/src/start-etcd.ts'
import { startCluster, token } from '../../harness/cluster.ts'
import { replicaPid } from '../../harness/replica-pid.ts'
import { type FireReport, fire, send } from './fire.ts'
import { type Fault, History } from './history.ts'

export interface Hardness {
  readonly replicas: number
  readonly clients: number
  readonly operations: number
  /** What the quota of each namespace allows. */
  readonly hard: readonly number[]
  /** A replica is killed each time so many operations are done; 0: never. */
  readonly killEvery: number
}

export interface UnderFire {
  readonly report: FireReport
  readonly faults: readonly Fault[]
  readonly revisions: number
  readonly kills: number
  /** Refused though there was room all the time. */
  readonly falseRefusals: number
  /** Of each namespace, once it is quiet; `made`: how many more could be made. */
  readonly settled: readonly { used: number; real: number; hard: number; made: number }[]
}

const quotaName = 'limit'
const limited = 'count/configmaps'
/** The history comes a little later than what it tells. */
const lagMs = 400
const settleMs = 10_000

export async function underFire(hardness: Hardness): Promise<UnderFire> {
  const binary = findEtcd()
  if (binary === undefined) throw new Error('there is no etcd')
  const etcd = await startEtcd(binary)
  const flags = [`--etcd-servers=${etcd.endpoint}`, '--etcd-compaction-interval=0']
  const cluster = await startCluster({ replicas: hardness.replicas, flags })
  const history = new History(etcd.endpoint, { [limited]: 'configmaps' }, false)
  const agent = new Agent({ keepAlive: true })
  const post = (path: string, body: unknown) =>
    send(agent, token, 'POST', cluster.server + path, body)
  const namespaces = hardness.hard.map((_, number) => `fire-${number}`)
  let kills = 0
  try {
    await history.follow()
    for (const [number, namespace] of namespaces.entries()) {
      await post('/api/v1/namespaces', { metadata: { name: namespace } })
      await untilThere(
        agent,
        `${cluster.server}/api/v1/namespaces/${namespace}/configmaps/kube-root-ca.crt`,
      )
      const spec = { hard: { [limited]: String(hardness.hard[number]) } }
      const body = { metadata: { name: quotaName }, spec }
      await post(`/api/v1/namespaces/${namespace}/resourcequotas`, body)
    }
    const kill = (operations: number) => {
      if (hardness.killEvery === 0 || operations / hardness.killEvery < kills + 1) return
      const pid = replicaPid(cluster.port + 1 + (kills++ % hardness.replicas))
      if (pid !== undefined) process.kill(pid, 'SIGKILL')
    }
    const { clients, operations } = hardness
    const plan = {
      servers: cluster.replicas,
      token,
      namespaces,
      clients,
      operations,
      deletes: true,
    }
    const report = await fire(plan, kill)
    const settled = []
    for (const [number, namespace] of namespaces.entries()) {
      await settle(history, namespace)
      const used = history.used(namespace, quotaName, limited)
      const real = history.real(namespace, limited)
      const hard = hardness.hard[number] as number
      let made = 0
      const path = `/api/v1/namespaces/${namespace}/configmaps`
      while ((await post(path, { metadata: { name: `more-${made}` } })).status === 201) made++
      settled.push({ used, real, hard, made })
    }
    await history.caughtUp()
    const falseRefusals = report.refusals.filter(
      ({ namespace, fromMs, toMs }) => !history.wasFull(namespace, limited, fromMs, toMs + lagMs),
    ).length
    const { faults, revisions } = history
    return { report, faults, revisions, kills, falseRefusals, settled }
  } finally {
    history.close()
    agent.destroy()
    await cluster.remove()
    await etcd.stop()
  }
}

async function settle(history: History, namespace: string): Promise<void> {
  await history.caughtUp()
  const untilMs = performance.now() + settleMs
  const isTrue = () =>
    history.used(namespace, quotaName, limited) === history.real(namespace, limited)
  while (!isTrue() && performance.now() < untilMs) await sleep(50)
}

async function untilThere(agent: Agent, url: string): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    if ((await send(agent, token, 'GET', url)).status === 200) return
    await sleep(50)
  }
}
