// in: flags → out: a cluster of real processes on free ports, in a folder of its own. Only here are processes.
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { freePorts } from './free-ports.ts'

const command = fileURLToPath(new URL('../../apps/binnacle/bin/binnacle', import.meta.url))
const startMs = 300_000

/** Recorded conversations name it in one place. */
export const token = 'admintoken'

export interface TestCluster {
  readonly folder: string
  /** https://127.0.0.1:PORT, shared by all replicas. */
  readonly server: string
  readonly replicas: readonly string[]
  readonly kubeconfig: string
  readonly ca: string
  readonly port: number
  /** Milliseconds from the start of the command to its word that all is ready. */
  readonly startedInMs: number
  /** Everything that the command has said. */
  said(): string
  /** The same folder and flags again, after `stop`. */
  start(): Promise<void>
  stop(): Promise<void>
  /** Ends the processes and removes the folder. */
  remove(): Promise<void>
}

export interface ClusterWishes {
  readonly replicas?: number
  readonly flags?: readonly string[]
}

export async function startCluster(wishes: ClusterWishes = {}): Promise<TestCluster> {
  const { replicas = 2, flags = [] } = wishes
  const folder = mkdtempSync(join(tmpdir(), 'binnacle-test-'))
  const port = await freePorts(replicas + 1)
  const tokens = join(folder, 'tokens.csv')
  writeFileSync(tokens, `${token},admin,admin-uid,"system:masters"\n`, { mode: 0o600 })
  const data = join(folder, 'data')
  const args = [
    'up',
    `--data-dir=${data}`,
    `--port=${port}`,
    `--replicas=${replicas}`,
    `--token-auth-file=${tokens}`,
    ...flags,
  ]
  let child: ChildProcess | undefined
  let said = ''
  let startedInMs = 0
  const start = async () => {
    const began = performance.now()
    const started = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] })
    child = started
    // Whoever leaves without a word does not leave a cluster behind.
    const leave = () => started.kill('SIGTERM')
    process.once('exit', leave)
    started.once('exit', () => process.removeListener('exit', leave))
    said = ''
    await new Promise<void>((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(`not ready in time: ${said}`)), startMs)
      const hear = (chunk: Buffer) => {
        said += chunk
        if (!said.includes('binnacle is ready')) return
        clearTimeout(late)
        resolve()
      }
      started.stdout.on('data', hear)
      started.stderr.on('data', hear)
      started.on('exit', (code) => {
        clearTimeout(late)
        reject(new Error(`the cluster ended with ${code}: ${said}`))
      })
    })
    startedInMs = performance.now() - began
  }
  const stop = async () => {
    const running = child
    child = undefined
    if (running === undefined || running.exitCode !== null) return
    const gone = new Promise((resolve) => running.once('exit', resolve))
    running.kill('SIGTERM')
    await gone
  }
  await start()
  const ports = Array.from({ length: replicas }, (_, i) => port + 1 + i)
  return {
    folder: data,
    server: `https://127.0.0.1:${port}`,
    replicas: ports.map((own) => `https://127.0.0.1:${own}`),
    kubeconfig: join(data, 'kubeconfig'),
    ca: readFileSync(join(data, 'pki', 'ca.crt'), 'utf8'),
    port,
    get startedInMs() {
      return startedInMs
    },
    said: () => said,
    start,
    stop,
    async remove() {
      await stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
