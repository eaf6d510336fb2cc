// in: nothing → out: one API server with its objects in memory, on a port that asks nobody who they are.
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ensurePki } from '../../apps/binnacle/src/pki.ts'
import { freePorts } from '../harness/free-ports.ts'

const command = fileURLToPath(new URL('../../apps/apiserver/bin/apiserver', import.meta.url))
const startMs = 60_000

export interface FuzzedServer {
  readonly port: number
  readonly pid: number
  /** undefined while it runs. */
  exitCode(): number | null
  /** The end of what it has said. */
  said(): string
  stop(): Promise<void>
}

export async function startServer(): Promise<FuzzedServer> {
  const folder = mkdtempSync(join(tmpdir(), 'binnacle-fuzz-'))
  const port = await freePorts(2)
  const { folder: pki } = await ensurePki(folder, { dns: ['localhost'], ips: ['127.0.0.1'] })
  const key = (name: string) => join(pki, name)
  const args = [
    '--bind-address=127.0.0.1',
    `--secure-port=${port + 1}`,
    `--insecure-port=${port}`,
    '--storage-backend=memory',
    '--service-cluster-ip-range=10.96.0.0/16',
    `--tls-cert-file=${key('serving.crt')}`,
    `--tls-private-key-file=${key('serving.key')}`,
    `--service-account-key-file=${key('sa.pub')}`,
    `--service-account-signing-key-file=${key('sa.key')}`,
    '--no-controllers',
  ]
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  const hear = (chunk: Buffer) => {
    said = `${said}${chunk}`.slice(-20_000)
  }
  child.stdout.on('data', hear)
  child.stderr.on('data', hear)
  const leave = () => child.kill('SIGKILL')
  process.once('exit', leave)
  await ready(child, port, () => said)
  return {
    port,
    pid: child.pid as number,
    exitCode: () => child.exitCode,
    said: () => said,
    async stop() {
      process.removeListener('exit', leave)
      const gone = new Promise((resolve) => child.once('exit', resolve))
      if (child.exitCode === null && child.kill('SIGTERM')) await gone
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function ready(child: ChildProcess, port: number, said: () => string): Promise<void> {
  const until = performance.now() + startMs
  while (performance.now() < until && child.exitCode === null) {
    const answer = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => undefined)
    if (answer?.ok) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error(`the server is not ready: ${said()}`)
}
