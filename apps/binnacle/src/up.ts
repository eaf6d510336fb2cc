// in: wishes → out: a cluster that runs until it is told to stop.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Cluster } from './cluster.ts'
import type { Wishes } from './command-line.ts'
import { DataFolder, type RunningCluster } from './data-folder.ts'
import { cacheFolder, findEtcd, type Say } from './etcd-binary.ts'
import { forgetOldCode } from './forget-old-code.ts'
import { greeting } from './greeting.ts'
import { kubeconfigText } from './kubeconfig.ts'
import { endLeftOver, rememberEtcd } from './left-over.ts'
import { ensurePki } from './pki.ts'
import { etcdEndpoint, etcdPlan, replicaPlans, replicaPorts } from './plans.ts'
import { refuseTakenPorts } from './ports.ts'
import { servingNames } from './serving-names.ts'

export interface RunningUp {
  readonly cluster: Cluster
  stop(): Promise<void>
}

export async function up(wishes: Wishes, say: Say): Promise<RunningUp> {
  const folder = DataFolder.open(wishes.dataDir)
  const facts = runningFacts(wishes, folder)
  folder.claim(facts)
  try {
    return await start(wishes, folder, facts, say)
  } catch (error) {
    folder.release()
    throw error
  }
}

async function start(
  wishes: Wishes,
  folder: DataFolder,
  facts: RunningCluster,
  say: Say,
): Promise<RunningUp> {
  mkdirSync(folder.at('logs'), { recursive: true, mode: 0o700 })
  const own = wishes.etcdServers.length === 0
  const [binary, pki] = await Promise.all([
    own ? findEtcd(say) : undefined,
    ensurePki(folder.path, servingNames(wishes.serviceRange, wishes.bindAddress)),
    refuseTakenPorts(wishes.bindAddress, [wishes.port, ...facts.replicaPorts]),
    own ? endLeftOver(folder) : undefined,
  ])
  const codeCache = join(cacheFolder(), 'code')
  const plans = replicaPlans(wishes, folder, pki, codeCache)
  const cluster = new Cluster(plans, {
    etcdStarted: (pid) => rememberEtcd(folder, pid),
    died: (name, how, inMs) => say(`${name} ended (${how}); starting it again in ${inMs} ms`),
    back: (name) => say(`${name} is back`),
  })
  try {
    if (binary !== undefined) {
      cluster.startEtcd(etcdPlan(binary, folder))
    } else {
      const { checkNamedEtcd } = await import('./named-etcd.ts')
      await checkNamedEtcd(wishes.etcdServers, folder, wishes.handedOn)
    }
    cluster.startReplicas()
    const server = `https://${reachable(wishes.bindAddress)}:${wishes.port}`
    writeFileSync(folder.at('kubeconfig'), kubeconfigText({ server, ca: pki.ca, ...pki.admin }), {
      mode: 0o600,
    })
    await cluster.ready()
  } catch (error) {
    await cluster.stop()
    throw error
  }
  say(greeting(wishes, folder, facts))
  void forgetOldCode(codeCache)
  return {
    cluster,
    async stop() {
      await cluster.stop()
      folder.release()
    },
  }
}

/** An address that means all addresses is none that a client can call. */
export function reachable(bindAddress: string): string {
  if (bindAddress === '0.0.0.0') return '127.0.0.1'
  if (bindAddress === '::') return '[::1]'
  return bindAddress.includes(':') ? `[${bindAddress}]` : bindAddress
}

function runningFacts(wishes: Wishes, folder: DataFolder): RunningCluster {
  const etcd = wishes.etcdServers.length > 0 ? wishes.etcdServers.join(',') : etcdEndpoint(folder)
  return {
    pid: process.pid,
    port: wishes.port,
    bindAddress: wishes.bindAddress,
    replicaPorts: replicaPorts(wishes),
    etcd,
    startedAt: new Date().toISOString(),
  }
}
