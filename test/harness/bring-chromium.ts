// in: nothing → out: the path of a Chromium, installed where apt works and root allows; else a word aloud.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

const names = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome']
const updateMs = 60_000
const installMs = 200_000

function find(): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter)
  return names
    .flatMap((name) => folders.map((folder) => join(folder, name)))
    .find((path) => existsSync(path))
}

/** undefined: there is none, and it was said so. */
export function bringChromium(what: string): string | undefined {
  const found = find()
  if (found !== undefined) return found
  const why = install()
  const installed = why === undefined ? find() : undefined
  if (installed === undefined) {
    process.stderr.write(`SKIPPED: ${what}: there is no Chromium here: ${why ?? 'not found'}\n`)
  }
  return installed
}

/** undefined: it went well. */
function install(): string | undefined {
  if (process.getuid?.() !== 0) return 'only root may install one'
  const apt = (timeout: number, ...args: string[]) =>
    spawnSync('apt-get', ['-qq', ...args], {
      encoding: 'utf8',
      timeout,
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    })
  if (apt(updateMs, 'update').status !== 0) return 'apt-get does not work here'
  const done = apt(installMs, 'install', '--yes', '--no-install-recommends', 'chromium')
  return done.status === 0 ? undefined : `apt-get: ${done.error?.message ?? done.stderr.trim()}`
}
