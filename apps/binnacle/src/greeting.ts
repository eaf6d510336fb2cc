// in: what runs → out: the lines a person wants to read now.
import type { Wishes } from './command-line.ts'
import type { DataFolder, RunningCluster } from './data-folder.ts'
import { reachable } from './up.ts'

export function greeting(wishes: Wishes, folder: DataFolder, facts: RunningCluster): string {
  const host = reachable(wishes.bindAddress)
  const seconds = (performance.now() / 1000).toFixed(1)
  const replicas = facts.replicaPorts.map((port) => `https://${host}:${port}`).join('  ')
  const insecure = wishes.handedOn.find((flag) => flag.startsWith('--insecure-port='))
  const lines = [
    `binnacle is ready (${seconds} s)`,
    `  API       https://${host}:${facts.port}  (all replicas)`,
    `  replicas  ${replicas}`,
    `  etcd      ${facts.etcd}`,
    `  data      ${folder.path}`,
  ]
  if (insecure !== undefined) {
    lines.push(`  insecure  http://127.0.0.1:${insecure.split('=')[1]}  (asks nobody who they are)`)
  }
  lines.push('', 'Paste this to use it:', '', `  export KUBECONFIG=${folder.at('kubeconfig')}`, '')
  return lines.join('\n')
}
