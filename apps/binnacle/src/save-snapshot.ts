// in: a running cluster or named etcd → out: its data in a file. Never: half a file under that name.
import { createWriteStream, existsSync, renameSync, rmSync } from 'node:fs'
import { finished } from 'node:stream/promises'
import { connectEtcd, EtcdError } from '@binnacle/etcd'
import { UsageError } from '@binnacle/flags'
import type { Wishes } from './command-line.ts'
import { readRunning } from './data-folder.ts'
import { etcdCredentials } from './named-etcd.ts'
import { isWholeSnapshot } from './whole-snapshot.ts'

export async function saveSnapshot(wishes: Wishes, file: string): Promise<void> {
  if (existsSync(file)) throw new UsageError(`${file} is there already`)
  const servers = wishes.etcdServers.length > 0 ? wishes.etcdServers : ownEtcd(wishes.dataDir)
  const half = `${file}.half`
  const etcd = connectEtcd({ endpoints: servers, ...etcdCredentials(wishes.handedOn) })
  try {
    // Objects hold secrets: nobody else reads them. Flushed, so that the name stands for a whole file.
    const out = createWriteStream(half, { mode: 0o600, flush: true })
    const written = finished(out)
    await Promise.race([written, etcd.snapshot(out)])
    out.end()
    await written
    if (!(await isWholeSnapshot(half)))
      throw new UsageError('the snapshot came without its checksum')
    renameSync(half, file)
  } catch (error) {
    rmSync(half, { force: true })
    const plain = error instanceof EtcdError || (error as NodeJS.ErrnoException).code !== undefined
    throw plain ? new UsageError(`nothing was saved: ${(error as Error).message}`) : error
  } finally {
    etcd.close()
  }
}

function ownEtcd(dataDir: string): string[] {
  const cluster = readRunning(dataDir)
  if (cluster === undefined) {
    throw new UsageError(
      `no cluster runs on ${dataDir}: name one with --data-dir or --etcd-servers`,
    )
  }
  return cluster.etcd.split(',')
}
