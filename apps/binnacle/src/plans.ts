// in: wishes, folder and PKI → out: which processes run with which arguments. Never: a process.
import { fileURLToPath } from 'node:url'
import type { ChildPlan } from './child.ts'
import type { Wishes } from './command-line.ts'
import type { DataFolder } from './data-folder.ts'
import type { Pki } from './pki.ts'

const apiserver = fileURLToPath(new URL('../../apiserver/src/main.ts', import.meta.url))

/**
 * As in apiserver/bin/apiserver: objects lie outside the heap, so it need not grow far ahead; what
 * is young has its room at once, as a start makes much that is soon forgotten.
 */
const memoryFlags = [
  '--min-semi-space-size=8',
  '--max-semi-space-size=8',
  '--heap-growing-percent=50',
]

/** A socket in a folder that only its owner may enter: no port, no password, no TLS to pay for. */
export function etcdEndpoint(folder: DataFolder): string {
  return `unix://${folder.at('etcd.sock')}`
}

/** As whom etcd knows itself: restored data must name the same. */
export function etcdMember(folder: DataFolder) {
  const name = 'binnacle'
  const peer = `unix://${folder.at('etcd-peer.sock')}`
  return { name, peer, dataDir: folder.at('etcd'), cluster: `${name}=${peer}` }
}

/**
 * A member that is alone elects itself after up to so long, at each start, and has nobody to wait
 * for: etcd's own 1,000 ms were half of a second on average.
 */
const alone = ['--heartbeat-interval=20', '--election-timeout=100']

export function etcdPlan(binary: string, folder: DataFolder): ChildPlan {
  const { name, peer, dataDir, cluster } = etcdMember(folder)
  const client = etcdEndpoint(folder)
  return {
    name: 'etcd',
    command: binary,
    args: [
      `--name=${name}`,
      `--data-dir=${dataDir}`,
      `--listen-client-urls=${client}`,
      `--advertise-client-urls=${client}`,
      `--listen-peer-urls=${peer}`,
      `--initial-advertise-peer-urls=${peer}`,
      `--initial-cluster=${cluster}`,
      ...alone,
      '--quota-backend-bytes=8589934592',
      '--max-request-bytes=4194304',
      '--log-level=warn',
    ],
    logFile: folder.at('logs', 'etcd.log'),
    channel: false,
  }
}

export function replicaPorts(wishes: Wishes): number[] {
  return Array.from({ length: wishes.replicas }, (_, i) => wishes.port + 1 + i)
}

export function replicaPlans(
  wishes: Wishes,
  folder: DataFolder,
  pki: Pki,
  codeCache: string,
): ChildPlan[] {
  const key = (name: string) => `${pki.folder}/${name}`
  const servers = wishes.etcdServers.length > 0 ? wishes.etcdServers : [etcdEndpoint(folder)]
  const shared = [
    `--bind-address=${wishes.bindAddress}`,
    `--secure-port=${wishes.port}`,
    '--permit-port-sharing',
    `--etcd-servers=${servers.join(',')}`,
    `--service-cluster-ip-range=${wishes.serviceRange}`,
    `--tls-cert-file=${key('serving.crt')}`,
    `--tls-private-key-file=${key('serving.key')}`,
    `--client-ca-file=${key('ca.crt')}`,
    `--service-account-key-file=${key('sa.pub')}`,
    `--service-account-signing-key-file=${key('sa.key')}`,
    `--requestheader-client-ca-file=${key('front-proxy-ca.crt')}`,
    '--requestheader-allowed-names=front-proxy-client',
    '--requestheader-username-headers=X-Remote-User',
    '--requestheader-group-headers=X-Remote-Group',
    '--requestheader-extra-headers-prefix=X-Remote-Extra-',
    `--proxy-client-cert-file=${key('front-proxy-client.crt')}`,
    `--proxy-client-key-file=${key('front-proxy-client.key')}`,
  ]
  return replicaPorts(wishes).map((port) => ({
    name: `apiserver-${port}`,
    command: process.execPath,
    args: [
      '--disable-sigusr1',
      ...memoryFlags,
      apiserver,
      ...shared,
      `--replica-port=${port}`,
      ...wishes.handedOn,
    ],
    env: { NODE_COMPILE_CACHE: codeCache, MALLOC_ARENA_MAX: '1' },
    logFile: folder.at('logs', `apiserver-${port}.log`),
    channel: true,
  }))
}
