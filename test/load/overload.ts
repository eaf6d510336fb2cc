// in: arguments → out: what is left of a server's capacity under many times its load. Never: a pass or a fail.
// node test/load/overload.ts [--seconds 60] [--times 10] [--capacity-seconds 10]
//   [--connections 50] [--changed 0]
import { type ChildProcess, fork } from 'node:child_process'
import { loadavg } from 'node:os'
import { parseArgs } from 'node:util'
import { call } from '../harness/call.ts'
import { startCluster, token } from '../harness/cluster.ts'
import { replicaPid } from '../harness/replica-pid.ts'
import type { FloodOutcome } from './flood/flood.ts'
import type { ProbeOutcome } from './flood/prober.ts'
import type { Order, Outcome } from './flood/program.ts'
import { cpuMs, memoryMiB } from './process-use.ts'

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(1))

const text = { type: 'string' } as const
const { values } = parseArgs({
  options: {
    seconds: text,
    times: text,
    'capacity-seconds': text,
    'warm-seconds': text,
    connections: text,
    changed: text,
  },
})
const seconds = Number(values.seconds ?? 60)
const times = Number(values.times ?? 10)
const capacitySeconds = Number(values['capacity-seconds'] ?? 10)
const warmSeconds = Number(values['warm-seconds'] ?? 15)
const connections = Number(values.connections ?? 50)
const changed = Number(values.changed ?? 0)
const concurrency = 64
/** Whoever floods is on another machine: what it computes is not taken from the replica. */
const nice = 19

const users = [...Array(10)].map((_, index) => `flow-${index}`)
const cluster = await startCluster({ replicas: 1 })
const pid = replicaPid(cluster.port + 1) as number
const flooder = fork(new URL('flood/program.ts', import.meta.url))
const prober = fork(new URL('flood/program.ts', import.meta.url))

await call(cluster, {
  method: 'POST',
  path: '/apis/rbac.authorization.k8s.io/v1/clusterrolebindings',
  body: {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRoleBinding',
    metadata: { name: 'overload' },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'cluster-admin' },
    subjects: [...users, 'system:kube-scheduler'].map((name) => ({
      apiGroup: 'rbac.authorization.k8s.io',
      kind: 'User',
      name,
    })),
  },
})

for (let n = 0; n < changed; n++) {
  const body = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: `o-${n}` } }
  await call(cluster, { method: 'POST', path: '/api/v1/namespaces/default/configmaps', body })
}

function order(program: ChildProcess, what: Order): Promise<Outcome> {
  program.send(what)
  return new Promise((resolve) => program.once('message', (outcome) => resolve(outcome as Outcome)))
}

interface Stretch {
  readonly flood: FloodOutcome
  readonly livez: ProbeOutcome
  readonly system: ProbeOutcome
  readonly usedMs: number
  readonly memoryMiB: number
}

const lease = '/apis/coordination.k8s.io/v1/namespaces/kube-system/leases/kube-scheduler'

/** `perSecond` undefined: as much as it answers. */
async function stretch(lasting: number, perSecond: number | undefined): Promise<Stretch> {
  const at = { server: cluster.server, token }
  const livez = { ...at, path: '/livez', user: undefined, anew: true }
  const system = { ...at, path: lease, user: 'system:kube-scheduler', anew: false }
  prober.send({ probe: [livez, system] } satisfies Order)
  let memory = 0
  const look = setInterval(() => (memory = Math.max(memory, memoryMiB([pid]))), 200)
  const before = cpuMs([pid])
  const load = { token, users, connections, changed, perSecond }
  const plan = { ...load, port: cluster.port, seconds: lasting }
  const open = perSecond === undefined ? concurrency : Number.MAX_SAFE_INTEGER
  const done = await order(flooder, { flood: { ...plan, concurrency: open }, nice })
  const usedMs = cpuMs([pid]) - before
  clearInterval(look)
  const seen = await order(prober, { stop: true })
  if (!('flood' in done && 'probes' in seen)) throw new TypeError('an answer to something else')
  const [probed, asked] = seen.probes as [ProbeOutcome, ProbeOutcome]
  return { flood: done.flood, livez: probed, system: asked, usedMs, memoryMiB: memory }
}

function say(name: string, { flood, livez, system, usedMs, memoryMiB }: Stretch): void {
  const n = (value: number) => value.toFixed(0)
  const { due, sent, good, refused, odd } = flood
  const probe = (what: string, { asked, p50Ms, p99Ms, maxMs, lateMs, odd }: ProbeOutcome) =>
    `  ${what}: ${asked} asked, p50 ${n(p50Ms)}, p99 ${n(p99Ms)}, longest ${n(maxMs)} ms ` +
    `(the asking program was late by ${n(lateMs)} ms at most), odd ${JSON.stringify(odd)}`
  console.info(
    `${name}: ${n(flood.seconds)} s; ${n(good / flood.seconds)}/s good, ` +
      `p50 ${n(flood.goodP50Ms)} ms, p99 ${n(flood.goodP99Ms)} ms; load average ${loadavg()[0]?.toFixed(1)}`,
  )
  console.info(
    `  due ${due}, sent ${sent}, at most ${flood.openMax} open; refused ${refused} with 429 and ` +
      `Retry-After; other answers ${JSON.stringify(odd)}`,
  )
  console.info(probe('/livez', livez))
  console.info(probe('system', system))
  console.info(
    `  the replica had ${n(usedMs / flood.seconds / 10)} % of a processor; ` +
      `${n((good * 1000) / usedMs)} good a second of it; memory ${n(memoryMiB)} MiB at most`,
  )
}

say('warm-up', await stretch(warmSeconds, undefined))
const calm = await stretch(capacitySeconds, undefined)
say('capacity', calm)
const c = calm.flood.good / calm.flood.seconds
console.info(
  `offering ${(c * times).toFixed(0)}/s for ${seconds} s over ${connections} connections`,
)
const full = await stretch(seconds, c * times)
say('overload', full)
// The flood fills the store, and a full one carries less than an empty one: only the capacity
// behind it is that of the same store.
const behind = await stretch(capacitySeconds, undefined)
say('capacity behind it', behind)
const goodput = full.flood.good / full.flood.seconds
const part = (whole: number) => `${((goodput / whole) * 100).toFixed(0)} %`
const after = behind.flood.good / behind.flood.seconds
console.info(`goodput ${part(c)} of the capacity before, ${part(after)} of that behind it`)
/** Of use where others share the machine: what a second of the replica's own time brings. */
const efficiency = (one: Stretch) => one.flood.good / one.usedMs
const ofTime = (one: Stretch) => `${((efficiency(full) / efficiency(one)) * 100).toFixed(0)} %`
console.info(`by the replica's processor time ${ofTime(calm)} and ${ofTime(behind)}`)
for (const program of [flooder, prober]) program.disconnect()
await cluster.remove()
process.exit(0)
