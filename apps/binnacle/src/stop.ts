// in: a data folder → out: its cluster stopped. Never: a process that is not a cluster's.
import { setTimeout as sleep } from 'node:timers/promises'
import { readRunning } from './data-folder.ts'

const waitMs = 40_000

export async function stop(dataDir: string): Promise<string> {
  const cluster = readRunning(dataDir)
  if (cluster === undefined) return `no cluster runs on ${dataDir}`
  process.kill(cluster.pid, 'SIGTERM')
  const deadline = performance.now() + waitMs
  while (readRunning(dataDir) !== undefined) {
    if (performance.now() > deadline) {
      return `process ${cluster.pid} was asked to stop but still runs`
    }
    await sleep(50)
  }
  return `stopped the cluster on ${dataDir}`
}
