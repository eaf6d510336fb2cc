// in: a program of etcd's → out: it from the official release, checked against the published checksum.
import { createHash } from 'node:crypto'
import { mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { gunzipSync } from 'node:zlib'
import type { EtcdProgram, Say } from './etcd-binary.ts'
import { fileInTar } from './tar.ts'

export const etcdRelease = 'v3.7.3'

const connectTimeoutMs = 5_000
const downloadTimeoutMs = 300_000

export async function downloadEtcd(program: EtcdProgram, target: string, say: Say): Promise<void> {
  const arch = { x64: 'amd64', arm64: 'arm64', ppc64: 'ppc64le', s390x: 's390x' }[
    process.arch as 'x64'
  ]
  if (process.platform !== 'linux' || arch === undefined) {
    throw new Error(
      `etcd publishes no archive for ${process.platform}/${process.arch} that we read`,
    )
  }
  const name = `etcd-${etcdRelease}-linux-${arch}`
  const base = `https://github.com/etcd-io/etcd/releases/download/${etcdRelease}`
  const sums = new TextDecoder().decode(await get(`${base}/SHA256SUMS`, connectTimeoutMs))
  const line = sums.split('\n').find((text) => text.endsWith(` ${name}.tar.gz`))
  const wanted = line?.split(/\s+/)[0]
  if (wanted === undefined) throw new Error(`the release names no checksum of ${name}.tar.gz`)
  say(`obtaining etcd ${etcdRelease} (about 20 MB)`)
  const archive = await get(`${base}/${name}.tar.gz`, downloadTimeoutMs, say)
  const sum = createHash('sha256').update(archive).digest('hex')
  if (sum !== wanted) throw new Error('the archive of etcd does not have its published checksum')
  const binary = fileInTar(gunzipSync(archive), `${name}/${program}`)
  if (binary === undefined) throw new Error(`the archive holds no ${program}`)
  install(target, binary)
}

/** Whole or not at all: another process may look at the same time. */
function install(target: string, binary: Uint8Array): void {
  mkdirSync(dirname(target), { recursive: true })
  const half = `${target}.${process.pid}`
  writeFileSync(half, binary, { mode: 0o755 })
  renameSync(half, target)
}

async function get(url: string, timeoutMs: number, say?: Say): Promise<Uint8Array> {
  let answer: Response
  try {
    answer = await fetch(url, { signal: AbortSignal.timeout(timeoutMs) })
  } catch {
    throw new Error('github.com cannot be reached')
  }
  if (!answer.ok || answer.body === null) throw new Error(`${url} answered ${answer.status}`)
  const total = Number(answer.headers.get('content-length') ?? 0)
  const chunks: Uint8Array[] = []
  let size = 0
  let told = 0
  for await (const chunk of answer.body) {
    chunks.push(chunk)
    size += chunk.byteLength
    const percent = total === 0 ? 0 : Math.floor((size / total) * 4) * 25
    if (percent > told) say?.(`  ${percent} %`)
    told = Math.max(told, percent)
  }
  return Buffer.concat(chunks)
}
