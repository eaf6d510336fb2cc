// in: a file of definitions → out: figures of a server with a thousand like them. Never: a pass or a fail.
// node test/load/definitions.ts [--from ../shared/manifests/gateway-api.yaml]
//   [--shape grpcroutes] [--count 1000]
//   [--server https://HOST:PORT --token TOKEN --pids N]
import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { parseAllDocuments } from 'yaml'
import { startCluster, type TestCluster, token as ownToken } from '../harness/cluster.ts'
import { replicaPid } from '../harness/replica-pid.ts'
import { type Ask, Client } from './client.ts'
import { cpuMs, memoryMiB } from './process-use.ts'

// biome-ignore lint/suspicious/noExplicitAny: a definition as YAML has it
type Json = any

const text = { type: 'string' } as const
const { values } = parseArgs({
  options: { from: text, shape: text, count: text, server: text, token: text, pids: text },
})
const from = values.from ?? '../shared/manifests/gateway-api.yaml'
const shape = values.shape ?? 'grpcroutes'
const count = Number(values.count ?? 1000)
const concurrency = 4
const crds = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions'

/** Where to write, where to look, and whose memory counts. */
interface Side {
  readonly client: Client
  readonly pid: number | undefined
}

function shapes(): Json[] {
  const all = parseAllDocuments(readFileSync(from, 'utf8')).map((each) => each.toJS())
  const found = all.filter((each) => each?.kind === 'CustomResourceDefinition')
  const wanted = shape === 'all' ? found : found.filter((each) => each.spec.names.plural === shape)
  if (wanted.length === 0) throw new Error(`${from} defines no ${shape}`)
  return wanted
}

const templates = shapes()

function groupOf(i: number): string {
  return `g${i}.${templates[i % templates.length].spec.group}`
}

function definition(i: number): string {
  const crd = structuredClone(templates[i % templates.length])
  crd.spec.group = groupOf(i)
  crd.metadata = {
    name: `${crd.spec.names.plural}.${crd.spec.group}`,
    annotations: crd.metadata.annotations,
  }
  delete crd.status
  return JSON.stringify(crd)
}

function instance(i: number): { readonly path: string; readonly body: string } {
  const { names, versions, scope } = templates[i % templates.length].spec
  const version = versions.find((each: Json) => each.served).name
  const space = scope === 'Namespaced' ? '/namespaces/default' : ''
  const path = `/apis/${groupOf(i)}/${version}${space}/${names.plural}`
  const head = { apiVersion: `${groupOf(i)}/${version}`, kind: names.kind }
  return { path, body: JSON.stringify({ ...head, metadata: { name: 'first' }, spec: {} }) }
}

function percentile(times: number[], part: number): string {
  times.sort((a, b) => a - b)
  return `${(times[Math.min(times.length - 1, Math.floor(times.length * part))] ?? 0).toFixed(1)} ms`
}

function spread(times: number[]): string {
  return `p50 ${percentile(times, 0.5)}, p99 ${percentile(times, 0.99)}, most ${percentile(times, 1)}`
}

async function each(work: (i: number) => Promise<void>): Promise<void> {
  let next = 0
  const one = async () => {
    while (next < count) await work(next++)
  }
  await Promise.all(Array.from({ length: concurrency }, one))
}

function use(sides: readonly Side[]): { cpu: number; mib: readonly number[] } {
  const pids = sides.flatMap(({ pid }) => pid ?? [])
  return { cpu: cpuMs(pids), mib: pids.map((pid) => memoryMiB([pid])) }
}

/** Each is used through the other replica as soon as it is answered. */
async function create(sides: readonly Side[]): Promise<void> {
  const [writer, reader] = [sides[0], sides.at(-1)] as [Side, Side]
  const before = use(sides)
  const began = performance.now()
  const created: number[] = []
  const used: number[] = []
  const refused = new Map<number, number>()
  await each(async (i) => {
    const sent = performance.now()
    const { status } = await writer.client.send({ method: 'POST', path: crds, body: definition(i) })
    if (status !== 201) throw new Error(`definition ${i} was answered ${status}`)
    const answered = performance.now()
    created.push(answered - sent)
    const first = await reader.client.send({ method: 'POST', ...instance(i) })
    used.push(performance.now() - answered)
    if (first.status !== 201) refused.set(first.status, (refused.get(first.status) ?? 0) + 1)
  })
  const seconds = (performance.now() - began) / 1000
  await new Promise((resolve) => setTimeout(resolve, 5_000))
  const after = use(sides)
  const each1 = after.mib.map((mib, at) => ((mib - (before.mib[at] ?? 0)) / count).toFixed(3))
  console.log(`created ${count} in ${seconds.toFixed(1)} s, CPU ${after.cpu - before.cpu} ms`)
  console.log(`  a definition: ${spread(created)}`)
  console.log(`  then its first object elsewhere: ${spread(used)}`)
  console.log(`  first objects refused: ${JSON.stringify([...refused])}`)
  console.log(`  memory for each: ${each1.join(', ')} MiB; now ${after.mib.map(Math.round)} MiB`)
}

const proto = 'application/com.github.proto-openapi.spec.v2@v1.0+protobuf'
const whole: readonly Ask[] = [
  { path: '/openapi/v2', gzip: true },
  { path: '/openapi/v2', accept: proto, gzip: true },
  { path: '/openapi/v2', accept: proto },
  { path: '/openapi/v2' },
]

function title({ path, accept, gzip }: Ask): string {
  return [path, accept && 'protobuf', gzip && 'gzip'].filter(Boolean).join(' ')
}

async function timed(side: Side, ask: Ask): Promise<string> {
  const before = use([side])
  const began = performance.now()
  const { status, bytes } = await side.client.send(ask)
  const ms = (performance.now() - began).toFixed(1)
  return `${ms} ms (${status}, ${bytes} bytes, CPU ${use([side]).cpu - before.cpu} ms)`
}

async function look(side: Side): Promise<void> {
  const one = `/openapi/v3${instance(0).path.split('/namespaces')[0]}`
  for (const ask of [{ path: '/apis' }, ...whole, { path: '/openapi/v3' }, { path: one }]) {
    const times: string[] = []
    for (let turn = 0; turn < 3; turn++) times.push(await timed(side, ask))
    console.log(`${title(ask)}: ${times.join(', ')}`)
  }
}

/** The first answers behind a change of one definition. */
async function lookAfterChange(side: Side): Promise<void> {
  const [first] = templates
  const path = `${crds}/${first.spec.names.plural}.${groupOf(0)}`
  for (const [turn, ask] of whole.entries()) {
    const shortNames = [`changed${turn}`]
    const versions = first.spec.versions.map((each: Json) => ({ ...each, deprecated: true }))
    const spec = {
      versions: turn % 2 === 0 ? versions : first.spec.versions,
      names: { shortNames },
    }
    const body = JSON.stringify({ spec })
    const { status } = await side.client.send({ method: 'PATCH', path, body })
    console.log(`${title(ask)} after a change (${status}): ${await timed(side, ask)}`)
  }
}

async function firstRequests({ client }: Side): Promise<void> {
  const times: number[] = []
  for (let i = 0; i < count; i++) {
    const began = performance.now()
    await client.send({ path: instance(i).path })
    times.push(performance.now() - began)
  }
  console.log(`first list of each after the start: ${spread(times)}`)
}

async function sidesOf(cluster: TestCluster | undefined): Promise<Side[]> {
  const side = (server: string, token: string, pid: number | undefined): Side => {
    const target = {
      server,
      token,
      pids: [],
      etcdPids: [],
      startedInMs: 0,
      release: async () => {},
    }
    return { client: new Client(target, 2), pid }
  }
  if (cluster === undefined) {
    const pid = values.pids === undefined ? undefined : Number(values.pids)
    return [side(values.server as string, values.token ?? '', pid)]
  }
  const ports = cluster.replicas.map((_, i) => cluster.port + 1 + i)
  return cluster.replicas.map((server, i) => side(server, ownToken, replicaPid(ports[i] as number)))
}

const flags = ['--no-controllers']
const cluster = values.server === undefined ? await startCluster({ flags }) : undefined
try {
  const sides = await sidesOf(cluster)
  await create(sides)
  await look(sides.at(-1) as Side)
  await lookAfterChange(sides.at(-1) as Side)
  console.log(`memory after the pages: ${use(sides).mib.map(Math.round)} MiB`)
  for (const { client } of sides) client.close()
  if (cluster !== undefined) {
    await cluster.stop()
    await cluster.start()
    console.log(`started with all of them in ${Math.round(cluster.startedInMs)} ms`)
    const again = await sidesOf(cluster)
    console.log(`memory after the start: ${use(again).mib.map(Math.round)} MiB`)
    await firstRequests(again[0] as Side)
    await look(again[0] as Side)
    console.log(`memory after all: ${use(again).mib.map(Math.round)} MiB`)
    for (const { client } of again) client.close()
  }
} finally {
  await cluster?.remove()
}
