// in: nothing → out: the path of etcd or its tool, new enough, obtained if need be. Never: an unchecked download.
import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { delimiter, join } from 'node:path'
import { UsageError } from '@binnacle/flags'
import { buildEtcd } from './etcd-build.ts'
import { downloadEtcd } from './etcd-download.ts'
import { etcdVersion, isNewEnough, oldestEtcd } from './etcd-version.ts'

export type Say = (line: string) => void

export function cacheFolder(): string {
  return join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'binnacle')
}

export type EtcdProgram = 'etcd' | 'etcdutl'

/** `ask`: what makes it tell its version. */
const programs = {
  etcd: { oldest: oldestEtcd, ask: '--version' },
  // The first that raises revisions when it restores.
  etcdutl: { oldest: '3.6.0', ask: 'version' },
} as const

/** In order: PATH, the cache, the official archive, a build from source. */
export async function findEtcd(say: Say, program: EtcdProgram = 'etcd'): Promise<string> {
  const { oldest, ask } = programs[program]
  const onPath = programOnPath(program)
  if (onPath !== undefined) {
    const version = await etcdVersion(onPath, ask)
    if (version !== undefined && isNewEnough(version, oldest)) return onPath
    say(
      `${onPath} is ${program} ${version ?? 'of an unknown version'}: too old, looking for another`,
    )
  }
  const cached = join(cacheFolder(), 'etcd', program)
  if (existsSync(cached)) return cached
  const failures: string[] = []
  for (const obtain of [downloadEtcd, buildEtcd]) {
    try {
      await obtain(program, cached, say)
      return cached
    } catch (error) {
      const why = (error as Error).message
      failures.push(why)
      say(`  ${why}`)
    }
  }
  const otherwise =
    program === 'etcd' ? ', or name a running etcd with --etcd-servers=http://HOST:2379' : ''
  throw new UsageError(
    `no ${program} ${oldest} or newer was found and none could be obtained ` +
      `(${failures.join('; ')}). Install ${program}, or install Go${otherwise}`,
  )
}

function programOnPath(program: EtcdProgram): string | undefined {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    const path = join(folder, program)
    if (folder !== '' && existsSync(path)) return path
  }
  return undefined
}
