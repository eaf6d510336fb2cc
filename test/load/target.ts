// in: arguments → out: the server to measure: a fresh cluster of ours, or any other by its URL.
import { readdirSync, readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { startCluster, token as ownToken } from '../harness/cluster.ts'
import { replicaPid } from '../harness/replica-pid.ts'

export const usage = `npm run bench -- [--seconds 3] [--scale 1] [--only TEXT] [--json FILE]
  [--server https://HOST:PORT --token TOKEN [--pids N,N] [--etcd-pids N]]`

export interface Target {
  readonly server: string
  readonly token: string
  /** Without them no CPU time and no memory is told. */
  readonly pids: readonly number[]
  readonly etcdPids: readonly number[]
  readonly startedInMs: number | undefined
  release(): Promise<void>
}

export interface Wishes {
  readonly seconds: number
  /** 1: 5,000 pods and 3,000 config maps. */
  readonly scale: number
  readonly only: string
  readonly json: string | undefined
  readonly server: string | undefined
  readonly token: string
  readonly pids: readonly number[]
  readonly etcdPids: readonly number[]
}

export function readWishes(args: readonly string[]): Wishes {
  const text = { type: 'string' } as const
  const { values } = parseArgs({
    args: [...args],
    options: {
      seconds: text,
      scale: text,
      only: text,
      json: text,
      server: text,
      token: text,
      pids: text,
      'etcd-pids': text,
    },
  })
  const numbers = (list = '') => list.split(',').filter(Boolean).map(Number)
  return {
    seconds: Number(values.seconds ?? 3),
    scale: Number(values.scale ?? 1),
    only: values.only ?? '',
    json: values.json,
    server: values.server,
    token: values.token ?? '',
    pids: numbers(values.pids),
    etcdPids: numbers(values['etcd-pids']),
  }
}

export async function openTarget(wishes: Wishes, count = 2): Promise<Target> {
  const { server, token, pids, etcdPids } = wishes
  if (server !== undefined) {
    return { server, token, pids, etcdPids, startedInMs: undefined, release: async () => {} }
  }
  const cluster = await startCluster({ replicas: count, flags: ['--no-controllers'] })
  const replicas = cluster.replicas.map((_, i) => replicaPid(cluster.port + 1 + i))
  return {
    server: cluster.server,
    token: ownToken,
    pids: replicas.filter((pid) => pid !== undefined),
    etcdPids: pidsNaming(`--data-dir=${cluster.folder}/etcd`),
    startedInMs: cluster.startedInMs,
    release: () => cluster.remove(),
  }
}

function pidsNaming(word: string): number[] {
  return readdirSync('/proc')
    .filter((entry) => {
      if (!/^\d+$/.test(entry)) return false
      try {
        return readFileSync(`/proc/${entry}/cmdline`, 'utf8').split('\0').includes(word)
      } catch {
        return false
      }
    })
    .map(Number)
}
