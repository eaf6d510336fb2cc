// in: a path → out: a data folder that is ours alone. Never: a foreign folder touched.
import { randomUUID } from 'node:crypto'
import {
  accessSync,
  chmodSync,
  constants,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { UsageError } from '@binnacle/flags'

/** What a running cluster leaves in its folder for `status` and `stop`. */
export interface RunningCluster {
  readonly pid: number
  readonly port: number
  readonly bindAddress: string
  readonly replicaPorts: readonly number[]
  readonly etcd: string
  readonly startedAt: string
}

export class DataFolder {
  readonly path: string
  /** Made in this very moment. */
  readonly isNew: boolean
  #clusterId: string

  private constructor(path: string, clusterId: string, isNew: boolean) {
    this.path = path
    this.isNew = isNew
    this.#clusterId = clusterId
  }

  get clusterId(): string {
    return this.#clusterId
  }

  /** A new folder becomes part of a cluster that was there before. */
  join(clusterId: string): void {
    this.#clusterId = clusterId
    writeMarker(join(this.path, markerName), clusterId)
  }

  /** Makes or opens the folder; refuses what belongs to somebody or something else. */
  static open(path: string): DataFolder {
    try {
      mkdirSync(path, { recursive: true, mode: 0o700 })
      accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK)
    } catch (error) {
      throw new UsageError(`the data folder ${path} cannot be used: ${reason(error)}`)
    }
    const marker = join(path, markerName)
    const isNew = !existsSync(marker)
    if (isNew) {
      if (readdirSync(path).length > 0) {
        throw new UsageError(
          `${path} is not a data folder of binnacle: choose an empty or new one with --data-dir`,
        )
      }
      writeMarker(marker, randomUUID())
    }
    if (statSync(path).mode & 0o077) chmodSync(path, 0o700)
    let id: unknown
    try {
      id = JSON.parse(readFileSync(marker, 'utf8')).clusterId
    } catch (error) {
      throw new UsageError(`${marker} cannot be read: ${reason(error)}`)
    }
    if (typeof id !== 'string') throw new UsageError(`${marker} names no cluster`)
    return new DataFolder(path, id, isNew)
  }

  at(...names: string[]): string {
    return join(this.path, ...names)
  }

  /** The cluster that runs on this folder, if its process is alive. */
  running(): RunningCluster | undefined {
    return readRunning(this.path)
  }

  /** Two clusters on one folder would be two opinions about one etcd. */
  claim(cluster: RunningCluster): void {
    const other = this.running()
    if (other !== undefined && other.pid !== process.pid) {
      throw new UsageError(
        `a cluster already runs on ${this.path} (process ${other.pid}): stop it with npm stop`,
      )
    }
    writeFileSync(this.at(runningName), JSON.stringify(cluster), { mode: 0o600 })
  }

  release(): void {
    rmSync(this.at(runningName), { force: true })
  }
}

const markerName = 'cluster.json'
const runningName = 'running.json'

function writeMarker(path: string, clusterId: string): void {
  const facts = { clusterId, madeAt: new Date().toISOString() }
  writeFileSync(path, `${JSON.stringify(facts, undefined, 2)}\n`, { mode: 0o600 })
}

export function readRunning(path: string): RunningCluster | undefined {
  let cluster: RunningCluster
  try {
    cluster = JSON.parse(readFileSync(join(path, runningName), 'utf8'))
    process.kill(cluster.pid, 0)
    if (!isBinnacle(cluster.pid)) return undefined
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return undefined
    throw new UsageError(`the cluster on ${path} runs as another user`)
  }
  return cluster
}

/** After a crash the number may belong to any other program. Where /proc is missing: believe it. */
function isBinnacle(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('binnacle')
  } catch {
    return true
  }
}

function reason(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException
  if (code === 'EACCES' || code === 'EPERM') return 'permission is missing'
  if (code === 'ENOTDIR' || code === 'EEXIST') return 'it is a file'
  if (code === 'EROFS') return 'the file system is read-only'
  if (code === 'ENOSPC') return 'the disk is full'
  return code ?? message
}
