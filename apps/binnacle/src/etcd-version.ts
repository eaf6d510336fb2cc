// in: a binary → out: the version of etcd that it is.
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** Below this, etcd loses watch events in ways that no client can mend. */
export const oldestEtcd = '3.5.13'

/** `ask`: how the program is asked, `--version` or `version`. */
export async function etcdVersion(binary: string, ask = '--version'): Promise<string | undefined> {
  try {
    const { stdout } = await run(binary, [ask], { timeout: 10_000 })
    return /(?:etcd|etcdutl) [Vv]ersion: (\d+\.\d+\.\d+)/.exec(stdout)?.[1]
  } catch {
    return undefined
  }
}

export function isNewEnough(version: string, oldest = oldestEtcd): boolean {
  const wanted = oldest.split('.').map(Number)
  const has = version.split('.').map(Number)
  for (let i = 0; i < 3; i++) {
    if (has[i] !== wanted[i]) return (has[i] as number) > (wanted[i] as number)
  }
  return true
}
