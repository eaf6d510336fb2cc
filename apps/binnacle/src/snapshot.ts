// in: an action and a file → out: etcd's data saved, restored or looked at, as lines. Never: an unchecked file.
import { execFile } from 'node:child_process'
import { existsSync, statSync } from 'node:fs'
import { promisify } from 'node:util'
import { UsageError } from '@binnacle/flags'
import type { Wishes } from './command-line.ts'
import { DataFolder } from './data-folder.ts'
import { findEtcd, type Say } from './etcd-binary.ts'
import { etcdMember } from './plans.ts'
import { saveSnapshot } from './save-snapshot.ts'
import { isWholeSnapshot } from './whole-snapshot.ts'

const run = promisify(execFile)

/**
 * Revisions go on so far above those of the snapshot: nobody can have seen a later one, so every
 * client that holds an old one is told that it is too old, and reads anew.
 */
const raiseRevisionsBy = 1_000_000_000

export async function snapshot(
  wishes: Wishes,
  { action, file }: NonNullable<Wishes['snapshot']>,
  say: Say,
): Promise<string[]> {
  if (action === 'save') {
    await saveSnapshot(wishes, file)
    return [`saved ${file} (${statSync(file).size} bytes, checksum good)`]
  }
  if (!existsSync(file)) throw new UsageError(`there is no file ${file}`)
  if (!(await isWholeSnapshot(file))) {
    throw new UsageError(`${file} is no snapshot, or not whole: its checksum is another`)
  }
  if (action === 'restore') return restore(wishes, file, say)
  return [file, ...(await facts(file, say))]
}

async function facts(file: string, say: Say): Promise<string[]> {
  const etcdutl = await findEtcd(say, 'etcdutl')
  const { stdout } = await run(etcdutl, ['snapshot', 'status', file, '--write-out=json'])
  const { revision, totalKey, totalSize, version } = JSON.parse(stdout)
  return [
    `  revision  ${revision}`,
    `  keys      ${totalKey} (every version that is kept counts)`,
    `  size      ${totalSize} bytes`,
    `  etcd      ${version || 'older than 3.6'}`,
    '  checksum  good',
  ]
}

/** The file system's tool does it: etcd itself opens nothing but what it wrote. */
async function restore(wishes: Wishes, file: string, say: Say): Promise<string[]> {
  const etcdutl = await findEtcd(say, 'etcdutl')
  const folder = DataFolder.open(wishes.dataDir)
  if (folder.running() !== undefined) {
    throw new UsageError(`a cluster runs on ${folder.path}: stop it with npm stop`)
  }
  if (existsSync(folder.at('etcd'))) {
    throw new UsageError(`${folder.at('etcd')} holds data: move it away, or name a new --data-dir`)
  }
  const { name, dataDir, peer, cluster } = etcdMember(folder)
  await run(etcdutl, [
    'snapshot',
    'restore',
    file,
    `--data-dir=${dataDir}`,
    `--name=${name}`,
    `--initial-cluster=${cluster}`,
    `--initial-advertise-peer-urls=${peer}`,
    `--bump-revision=${raiseRevisionsBy}`,
    '--mark-compacted',
  ])
  return [`restored ${file} to ${folder.path}`, '', `  npm start -- --data-dir=${folder.path}`]
}
