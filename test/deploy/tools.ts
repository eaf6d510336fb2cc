// in: the name of a program → out: its path, or a word aloud that tests go without. Never: an installation.
import { execFile, execFileSync, spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parse } from 'yaml'

export const deployFolder = fileURLToPath(new URL('../../deploy', import.meta.url))

export function toolOrSkip(name: string, what: string): string | undefined {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin']
  const path = folders.map((folder) => join(folder, name)).find((one) => existsSync(one))
  if (path === undefined) process.stderr.write(`SKIPPED: ${what}: there is no ${name} here\n`)
  return path
}

export function engineOrSkip(what: string): boolean {
  const docker = toolOrSkip('docker', what)
  if (docker === undefined) return false
  const answers = spawnSync(docker, ['version'], { timeout: 10_000 }).status === 0
  if (!answers) process.stderr.write(`SKIPPED: ${what}: no Docker engine answers\n`)
  return answers
}

/** Output of both kinds; what fails says so in its code. */
export interface Said {
  readonly code: number
  readonly out: string
  readonly err: string
}

type Environment = Readonly<Record<string, string | undefined>>

/** The same as `run`, while the test goes on. */
export function runBeside(
  program: string,
  args: readonly string[],
  env: Environment = {},
): Promise<Said> {
  return new Promise((resolve) => {
    const settings = { env: { ...process.env, ...env }, maxBuffer: 64 * 1024 * 1024 }
    execFile(program, [...args], settings, (error, out, err) => {
      resolve({ code: error === null ? 0 : Number(error.code) || 1, out, err })
    })
  })
}

export function run(
  program: string,
  args: readonly string[],
  env: Environment = {},
  input?: string,
): Said {
  const done = spawnSync(program, [...args], {
    encoding: 'utf8',
    input,
    env: { ...process.env, ...env },
    maxBuffer: 64 * 1024 * 1024,
  })
  return { code: done.status ?? 1, out: done.stdout, err: done.stderr }
}

export interface ComposeService {
  readonly image: string
  readonly command?: readonly string[]
  readonly entrypoint?: readonly string[]
  readonly environment?: Readonly<Record<string, string>>
  readonly healthcheck?: { readonly test?: readonly string[] }
  readonly user?: string
  readonly read_only?: boolean
  readonly cap_drop?: readonly string[]
  readonly volumes?: readonly (string | { readonly source: string; readonly target: string })[]
  readonly depends_on?: unknown
  readonly ports?: readonly string[]
}

export interface ComposeFile {
  readonly services: Readonly<Record<string, ComposeService>>
  readonly volumes: Readonly<Record<string, unknown>>
}

export function composeFile(): ComposeFile {
  return parse(readFileSync(`${deployFolder}/compose/compose.yaml`, 'utf8'), { merge: true })
}

/** An archive of the checkout as it would go into the image. */
export function bundle(path: string): string {
  execFileSync(`${deployFolder}/image/bundle.sh`, [path])
  return path
}
