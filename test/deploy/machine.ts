// in: the Compose file → out: the same cluster as plain processes on free ports. Never: a changed setting.
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { request } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { findEtcd } from '../../apps/binnacle/src/etcd-binary.ts'
import { freePorts } from '../harness/free-ports.ts'
import { bundle, composeFile, deployFolder, run } from './tools.ts'

export interface Machine {
  readonly folder: string
  readonly pki: string
  /** Of HAProxy, where there is one. */
  readonly port: number
  readonly aboutPort: number
  readonly replicaPorts: readonly number[]
  readonly etcdMetricPorts: readonly number[]
  process(name: string): ChildProcess
  said(name: string): string
  stop(): Promise<void>
}

const count = 3
const numbers = Array.from({ length: count }, (_, i) => i + 1)

export async function startMachine(haproxy: string | undefined): Promise<Machine> {
  const { services } = composeFile()
  const folder = mkdtempSync(join(tmpdir(), 'binnacle-compose-'))
  const pki = join(folder, 'pki')
  const first = await freePorts(2 + count * 4)
  const port = first
  const portOf = (kind: 0 | 1 | 2 | 3, number: number) => first + 2 + kind * count + number - 1
  const running = new Map<string, { child: ChildProcess; said: string }>()

  const start = (name: string, program: string, args: readonly string[], env = {}) => {
    const child = spawn(program, [...args], { env: { PATH: process.env.PATH, ...env } })
    const record = { child, said: '' }
    running.set(name, record)
    for (const out of [child.stdout, child.stderr]) out?.on('data', (text) => (record.said += text))
  }
  const stop = async () => {
    const gone = [...running.values()].map(async ({ child }) => {
      if (child.exitCode !== null || child.signalCode !== null) return
      const ended = new Promise((resolve) => child.once('exit', resolve))
      child.kill('SIGKILL')
      await ended
    })
    await Promise.all(gone)
    rmSync(folder, { recursive: true, force: true })
  }

  // What the image holds, where the image would have it.
  run('tar', ['--extract', '--directory', folder, '--file', bundle(join(folder, 'image.tar'))])
  rmSync(join(folder, 'image.tar'))
  const inImage = (path: string) => path.replace('/opt/binnacle/', `${folder}/opt/binnacle/`)

  const { entrypoint = [], command = [] } = services.certificates ?? {}
  const [node = '', ...makeArgs] = [...entrypoint, ...command].map((arg) =>
    inImage(arg)
      .replace('--folder=/pki', `--folder=${pki}`)
      .replace(/\$\{BINNACLE_NAMES:-\}/, '')
      .replace(/\$\{BINNACLE_SERVER:-[^}]+\}/, `https://localhost:${port}`),
  )
  const made = run(node, makeArgs)
  if (made.code !== 0) throw new Error(made.err)

  const etcdBinary = await findEtcd(() => undefined)
  for (const number of numbers) {
    const env = Object.entries(services[`etcd-${number}`]?.environment ?? {}).map(
      ([name, value]) => [
        name,
        value
          .replace(/etcd-(\d):2379/g, (_, which) => `127.0.0.1:${portOf(1, Number(which))}`)
          .replace(/etcd-(\d):2380/g, (_, which) => `127.0.0.1:${portOf(2, Number(which))}`)
          .replace('0.0.0.0:2379', `127.0.0.1:${portOf(1, number)}`)
          .replace('0.0.0.0:2380', `127.0.0.1:${portOf(2, number)}`)
          .replace('0.0.0.0:2381', `127.0.0.1:${portOf(3, number)}`)
          .replace('/pki/', `${pki}/etcd/`)
          .replace('/data/', `${folder}/etcd-${number}/`),
      ],
    )
    mkdirSync(join(folder, `etcd-${number}`))
    start(`etcd-${number}`, etcdBinary, [], Object.fromEntries(env))
  }
  for (const number of numbers) {
    const args = (services[`apiserver-${number}`]?.command ?? []).map((arg) =>
      arg
        .replace('--secure-port=6443', `--secure-port=${portOf(0, number)}`)
        .replace(/etcd-(\d):2379/g, (_, which) => `127.0.0.1:${portOf(1, Number(which))}`)
        .replace('/pki/', `${pki}/apiserver/`)
        .replace('/etc/binnacle/', `${deployFolder}/compose/`),
    )
    start(`apiserver-${number}`, inImage('/opt/binnacle/apps/apiserver/bin/apiserver'), args)
  }
  if (haproxy !== undefined) {
    start('load-balancer', haproxy, ['-db', '-f', `${deployFolder}/load-balancer/haproxy.cfg`], {
      BINNACLE_LISTEN: `127.0.0.1:${port}`,
      BINNACLE_ABOUT: `127.0.0.1:${port + 1}`,
      BINNACLE_CA: `${pki}/load-balancer/ca.crt`,
      ...Object.fromEntries(
        numbers.map((number) => [`BINNACLE_REPLICA_${number}`, `127.0.0.1:${portOf(0, number)}`]),
      ),
    })
  }
  const said = (name: string) => running.get(name)?.said ?? ''
  try {
    for (const number of numbers) {
      await untilReady(portOf(0, number), pki, () => said(`apiserver-${number}`))
    }
    if (haproxy !== undefined) await untilReady(port, pki, () => said('load-balancer'))
  } catch (error) {
    await stop()
    throw error
  }
  return {
    folder,
    pki,
    port,
    aboutPort: port + 1,
    replicaPorts: numbers.map((number) => portOf(0, number)),
    etcdMetricPorts: numbers.map((number) => portOf(3, number)),
    process: (name) => running.get(name)?.child as ChildProcess,
    said,
    stop,
  }
}

async function untilReady(port: number, pki: string, said: () => string): Promise<void> {
  const deadline = performance.now() + 60_000
  while (performance.now() < deadline) {
    const answer = await ask(port, pki, { path: '/readyz' }).catch(() => undefined)
    if (answer?.status === 200) return
    await sleep(100)
  }
  throw new Error(`port ${port} is not ready: ${said()}`)
}

export interface Question {
  readonly path: string
  readonly method?: string
  readonly body?: string
  /** Whose certificate is shown: `admin`, `prometheus`. Default: nobody's. */
  readonly as?: string
  /** Default: localhost. */
  readonly host?: string
  readonly timeoutMs?: number
}

export function ask(
  port: number,
  pki: string,
  { path, method = 'GET', body, as, host = 'localhost', timeoutMs = 10_000 }: Question,
): Promise<{ readonly status: number; readonly text: string }> {
  const own = as && {
    cert: readFileSync(`${pki}/${as}/client.crt`),
    key: readFileSync(`${pki}/${as}/client.key`),
  }
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        host,
        port,
        path,
        method,
        ca: readFileSync(`${pki}/admin/ca.crt`),
        headers: body === undefined ? {} : { 'content-type': 'application/json' },
        agent: false,
        timeout: timeoutMs,
        ...own,
      },
      (got) => {
        let text = ''
        got.setEncoding('utf8')
        got.on('data', (chunk) => (text += chunk))
        got.on('error', reject)
        got.on('end', () => resolve({ status: got.statusCode ?? 0, text }))
      },
    )
    sent.on('timeout', () => sent.destroy(new Error(`no answer in ${timeoutMs} ms`)))
    sent.on('error', reject)
    sent.end(body)
  })
}
