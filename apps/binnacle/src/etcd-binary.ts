// in: nothing → out: the path of an etcd that is new enough, obtained if need be. Never: an unchecked download.
import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { delimiter, join } from 'node:path'
import { UsageError } from '@binnacle/flags'
import { buildEtcd } from './etcd-build.ts'
import { downloadEtcd } from './etcd-download.ts'
import { etcdVersion, isNewEnough } from './etcd-version.ts'

export type Say = (line: string) => void

export function cacheFolder(): string {
  return join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'binnacle')
}

/** In order: PATH, the cache, the official archive, a build from source. */
export async function findEtcd(say: Say): Promise<string> {
  const onPath = etcdOnPath()
  if (onPath !== undefined) {
    const version = await etcdVersion(onPath)
    if (version !== undefined && isNewEnough(version)) return onPath
    say(`${onPath} is etcd ${version ?? 'of an unknown version'}: too old, looking for another`)
  }
  const cached = join(cacheFolder(), 'etcd', 'etcd')
  if (existsSync(cached)) return cached
  const failures: string[] = []
  for (const obtain of [downloadEtcd, buildEtcd]) {
    try {
      await obtain(cached, say)
      return cached
    } catch (error) {
      const why = (error as Error).message
      failures.push(why)
      say(`  ${why}`)
    }
  }
  throw new UsageError(
    `no etcd 3.5.13 or newer was found and none could be obtained (${failures.join('; ')}). ` +
      'Install etcd, or install Go, or name a running etcd with --etcd-servers=http://HOST:2379',
  )
}

function etcdOnPath(): string | undefined {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    const path = join(folder, 'etcd')
    if (folder !== '' && existsSync(path)) return path
  }
  return undefined
}
