// in: a data folder → out: no etcd of an earlier cluster on it. Never: a process that is not this folder's.
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import type { DataFolder } from './data-folder.ts'

const waitMs = 10_000

/** A parent that was killed outright leaves its etcd behind, which holds the lock of the data. */
export async function endLeftOver(folder: DataFolder): Promise<void> {
  const pid = readPid(folder)
  if (pid !== undefined && isOurs(pid, folder)) {
    process.kill(pid, 'SIGTERM')
    const deadline = performance.now() + waitMs
    while (isOurs(pid, folder) && performance.now() < deadline) await sleep(20)
  }
  for (const name of ['etcd.sock', 'etcd-peer.sock']) rmSync(folder.at(name), { force: true })
}

export function rememberEtcd(folder: DataFolder, pid: number): void {
  writeFileSync(folder.at('etcd.pid'), String(pid), { mode: 0o600 })
}

function readPid(folder: DataFolder): number | undefined {
  try {
    return Number(readFileSync(folder.at('etcd.pid'), 'utf8')) || undefined
  } catch {
    return undefined
  }
}

/** The process number may have been given to somebody else since. */
function isOurs(pid: number, folder: DataFolder): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(`--data-dir=${folder.at('etcd')}`)
  } catch {
    return false
  }
}
