// in: a program of etcd's → out: it, built from its Go module, whose sums are in deploy/etcd/go.sum.
import { spawn } from 'node:child_process'
import { mkdirSync, renameSync } from 'node:fs'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { EtcdProgram, Say } from './etcd-binary.ts'

const moduleFolder = fileURLToPath(new URL('../../../deploy/etcd', import.meta.url))
const tellEveryMs = 10_000
const packages = { etcd: 'server', etcdutl: 'etcdutl' } as const

export async function buildEtcd(program: EtcdProgram, target: string, say: Say): Promise<void> {
  mkdirSync(dirname(target), { recursive: true })
  const half = `${target}.${process.pid}`
  say(`building ${program} from its Go module (once; a few minutes)`)
  const source = `go.etcd.io/etcd/${packages[program]}/v3`
  const args = ['build', '-trimpath', '-ldflags=-s -w', '-o', half, source]
  const began = performance.now()
  const timer = setInterval(() => {
    say(`  still building, ${Math.round((performance.now() - began) / 1000)} s`)
  }, tellEveryMs)
  try {
    await run('go', args)
  } finally {
    clearInterval(timer)
  }
  renameSync(half, target)
}

function run(command: string, args: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: moduleFolder,
      env: { ...process.env, CGO_ENABLED: '0', GOFLAGS: '-mod=readonly' },
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    let words = ''
    child.stderr.on('data', (chunk) => {
      words = `${words}${chunk}`.slice(-500)
    })
    child.on('error', () => reject(new Error('Go is not installed')))
    child.on('exit', (code) => {
      if (code === 0) resolve()
      else reject(new Error(`building etcd failed: ${words.trim().split('\n').at(-1)}`))
    })
  })
}
