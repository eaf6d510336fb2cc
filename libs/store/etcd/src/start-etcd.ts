// in: an etcd binary → out: a one-member etcd on ports of its own, for tests.
// Never: a cluster that lasts.
import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { connectEtcd, type EtcdClient } from './etcd-client.ts'

export interface RunningEtcd {
  readonly endpoint: string
  readonly client: EtcdClient
  stop(): Promise<void>
}

/** BINNACLE_ETCD, or `etcd` on the path; undefined when there is none. */
export function findEtcd(): string | undefined {
  const named = process.env.BINNACLE_ETCD
  if (named !== undefined && named !== '') return named
  return spawnSync('etcd', ['--version']).status === 0 ? 'etcd' : undefined
}

function freePort(): Promise<number> {
  const { promise, resolve } = Promise.withResolvers<number>()
  const server = createServer().listen(0, '127.0.0.1', () => {
    const address = server.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    server.close(() => resolve(port))
  })
  return promise
}

export async function startEtcd(binary: string, flags: string[] = []): Promise<RunningEtcd> {
  const dir = mkdtempSync(join(tmpdir(), 'binnacle-etcd-'))
  const endpoint = `http://127.0.0.1:${await freePort()}`
  const peer = `http://127.0.0.1:${await freePort()}`
  const child = spawn(
    binary,
    [
      ...['--data-dir', dir, '--unsafe-no-fsync', '--log-level', 'error'],
      ...['--listen-client-urls', endpoint, '--advertise-client-urls', endpoint],
      ...['--listen-peer-urls', peer, '--initial-advertise-peer-urls', peer],
      ...['--initial-cluster', `default=${peer}`, ...flags],
    ],
    { stdio: 'ignore' },
  )
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const client = connectEtcd({ endpoints: [endpoint] })
  const stop = async (): Promise<void> => {
    client.close()
    child.kill('SIGKILL')
    await ended
    rmSync(dir, { recursive: true, force: true })
  }
  for (let tries = 0; tries < 100; tries++) {
    try {
      await client.status()
      return { endpoint, client, stop }
    } catch {
      await sleep(100)
    }
  }
  await stop()
  throw new Error('etcd did not start')
}
