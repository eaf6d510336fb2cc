// in: a folder → out: what the Compose file describes, each part at an address of its own. Never: a changed setting
// but those named here.
import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { findEtcd } from '../../../apps/binnacle/src/etcd-binary.ts'
import { ask } from '../../deploy/machine.ts'
import { composeFile, deployFolder, run } from '../../deploy/tools.ts'
import { type Clock, clockAt } from './clock.ts'
import { createNetwork, type Network } from './network.ts'
import { Program } from './program.ts'
import { smallDisk } from './small-disk.ts'

export const etcds = ['etcd-1', 'etcd-2', 'etcd-3'] as const
export const replicas = ['apiserver-1', 'apiserver-2', 'apiserver-3'] as const
export const balancer = 'load-balancer'
const nodes = [...etcds, ...replicas, balancer]

export interface Cluster {
  readonly folder: string
  readonly pki: string
  readonly network: Network
  readonly programs: ReadonlyMap<string, Program>
  /** Where clients go: HAProxy, or one replica. */
  endpoint(node: string): { readonly host: string; readonly port: number }
  /** Has a certificate and key of etcd's clients. */
  readonly etcdTls: { readonly ca: string; readonly cert: string; readonly key: string }
  program(name: string): Program
  /** Makes all certificates of servers anew. */
  rotateCertificates(): void
  /** Moves the clock of the last replica, where there is a library for it. */
  readonly clock: Clock | undefined
  isReady(node: string): Promise<boolean>
  untilReady(withinMs: number): Promise<void>
  remove(): Promise<void>
}

export interface ClusterWishes {
  readonly folder: string
  readonly haproxy: string
  readonly namespaces: boolean
  /** More flags for the replicas. */
  readonly flags?: readonly string[]
}

const replicaMain = fileURLToPath(new URL('../../../apps/apiserver/src/main.ts', import.meta.url))
/** Replicas on one machine are told apart by their ports. */
const portOf = (node: string): number =>
  node === balancer ? 6443 : 26_100 + replicas.indexOf(node as never)

export async function startCluster(wishes: ClusterWishes): Promise<Cluster> {
  const { folder } = wishes
  const pki = join(folder, 'pki')
  mkdirSync(pki, { recursive: true })
  const network = createNetwork(nodes, wishes.namespaces)
  const atAddress = (text: string): string =>
    text.replace(/etcd-\d(?=:)/g, (node) => network.addressOf(node))
  const rotateCertificates = (): void => makeCertificates(pki, network)
  rotateCertificates()
  const programs = new Map<string, Program>()
  const disks: (() => void)[] = []
  const clock = clockAt(join(folder, 'clock'))
  const add = (node: string, command: readonly string[], env: Record<string, string> = {}) => {
    const line = [...network.at(node), ...command]
    programs.set(node, new Program(node, line, env, join(folder, `${node}.log`)))
  }
  const { services } = composeFile()
  const etcdBinary = await findEtcd(() => undefined)
  for (const node of etcds) {
    const data = join(folder, node)
    mkdirSync(data)
    if (wishes.namespaces) disks.push(smallDisk(data))
    const given = Object.entries(services[node]?.environment ?? {})
    const env = given.map(([name, value]) => {
      const here = value.replace('/pki/', `${pki}/etcd/`).replace('/data/', `${data}/`)
      return [name, atAddress(here).replace('0.0.0.0', network.addressOf(node))]
    })
    // Its gateway, by which the tests ask, shows a client's certificate to the member itself.
    const own = { ETCD_CLIENT_CERT_FILE: 'client.crt', ETCD_CLIENT_KEY_FILE: 'client.key' }
    for (const [name, file] of Object.entries(own)) env.push([name, `${pki}/etcd/${file}`])
    add(node, [etcdBinary], Object.fromEntries(env))
  }
  for (const node of replicas) {
    const args = (services[node]?.command ?? []).map((arg) =>
      atAddress(arg.replace('/pki/', `${pki}/apiserver/`))
        .replace(/--secure-port=.*/, `--secure-port=${portOf(node)}`)
        .replace('/etc/binnacle/', `${deployFolder}/compose/`),
    )
    const own = [`--bind-address=${network.addressOf(node)}`, '--etcd-compaction-interval=0']
    const env = node === replicas.at(-1) ? clock?.env : {}
    const all = [...args, ...own, ...(wishes.flags ?? [])]
    add(node, [process.execPath, replicaMain, ...all], env)
  }
  // Reloads need its master process.
  add(balancer, [wishes.haproxy, '-W', '-db', '-f', `${deployFolder}/load-balancer/haproxy.cfg`], {
    BINNACLE_LISTEN: `${network.addressOf(balancer)}:${portOf(balancer)}`,
    BINNACLE_ABOUT: `${network.addressOf(balancer)}:8404`,
    BINNACLE_CA: `${pki}/load-balancer/ca.crt`,
    ...Object.fromEntries(
      replicas.map((node, i) => [
        `BINNACLE_REPLICA_${i + 1}`,
        `${network.addressOf(node)}:${portOf(node)}`,
      ]),
    ),
  })
  const program = (name: string): Program => programs.get(name) as Program
  const endpoint = (node: string) => ({ host: network.addressOf(node), port: portOf(node) })
  const isReady = async (node: string): Promise<boolean> => {
    const { host, port } = endpoint(node)
    const answer = await ask(port, pki, { path: '/readyz', host, timeoutMs: 3_000 }).catch(
      () => undefined,
    )
    return answer?.status === 200
  }
  const read = (name: string): string => readFileSync(join(pki, 'apiserver', name), 'utf8')
  const cluster: Cluster = {
    folder,
    pki,
    network,
    programs,
    endpoint,
    etcdTls: {
      ca: read('etcd-ca.crt'),
      cert: read('etcd-client.crt'),
      key: read('etcd-client.key'),
    },
    program,
    rotateCertificates,
    clock,
    isReady,
    async untilReady(withinMs) {
      const deadline = performance.now() + withinMs
      for (const node of [...replicas, balancer]) {
        while (!(await isReady(node))) {
          if (performance.now() > deadline) throw new Error(`${node} is not ready; see ${folder}`)
          await sleep(100)
        }
      }
    },
    async remove() {
      await Promise.all([...programs.values()].map((one) => one.end('SIGKILL')))
      for (const unmount of disks) unmount()
      network.remove()
    },
  }
  try {
    for (const one of programs.values()) one.start()
    await cluster.untilReady(120_000)
  } catch (error) {
    await cluster.remove()
    throw error
  }
  return cluster
}

function makeCertificates(pki: string, network: Network): void {
  const { entrypoint = [], command = [] } = composeFile().services.certificates ?? {}
  const script = [...entrypoint, ...command].find((arg) => arg.endsWith('certificates.ts')) ?? ''
  const names = (wanted: readonly string[]): string =>
    [...wanted, ...wanted.map((node) => network.addressOf(node))].join()
  const made = run(process.execPath, [
    script.replace('/opt/binnacle', fileURLToPath(new URL('../../..', import.meta.url))),
    `--folder=${pki}`,
    `--names=${names([...replicas, balancer])},10.96.0.1`,
    `--etcd-names=${names(etcds)}`,
    `--server=https://${network.addressOf(balancer)}:${portOf(balancer)}`,
  ])
  if (made.code !== 0) throw new Error(made.err)
}
