// in: arguments → out: what is left of a server's capacity under many times its load. Never: a pass or a fail.
// node test/load/overload.ts [--seconds 60] [--times 10] [--capacity-seconds 5]
import { type ClientHttp2Session, connect } from 'node:http2'
import { parseArgs } from 'node:util'
import { call } from '../harness/call.ts'
import { startCluster, token } from '../harness/cluster.ts'
import { replicaPid } from '../harness/replica-pid.ts'
import { cpuMs, memoryMiB } from './process-use.ts'

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(1))

const text = { type: 'string' } as const
const { values } = parseArgs({ options: { seconds: text, times: text, 'capacity-seconds': text } })
const seconds = Number(values.seconds ?? 60)
const times = Number(values.times ?? 10)
const capacitySeconds = Number(values['capacity-seconds'] ?? 5)
const concurrency = 64
/** Requests that this program itself keeps open at most: beyond it, it offers no more. */
const openMax = 4_000
const sessionCount = 50
const stepMs = 10

const users = [...Array(10)].map((_, index) => `flow-${index}`)
const cluster = await startCluster({ replicas: 1 })
const pid = replicaPid(cluster.port + 1) as number

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

interface Counts {
  good: number
  refused: number
  odd: number
}

const sessions: ClientHttp2Session[] = [...Array(sessionCount)].map(() => {
  const session = connect(cluster.server, { rejectUnauthorized: false })
  session.on('error', () => undefined)
  return session
})

/** Creates a config map as somebody: it costs the processor and waits for etcd. */
function create(number: number, counts: Counts): Promise<void> {
  const session = sessions[number % sessionCount] as ClientHttp2Session
  const stream = session.request({
    ':method': 'POST',
    ':path': '/api/v1/namespaces/default/configmaps',
    authorization: `Bearer ${token}`,
    'impersonate-user': users[number % users.length],
    'content-type': 'application/json',
  })
  stream.end('{"apiVersion":"v1","kind":"ConfigMap","metadata":{"generateName":"a-"}}')
  return new Promise((resolve) => {
    stream.on('response', ({ ':status': status, 'retry-after': after }) => {
      if (status === 201) counts.good++
      else if (status === 429 && Number(after) >= 1) counts.refused++
      else counts.odd++
    })
    stream.on('error', () => counts.odd++)
    stream.on('close', resolve)
    stream.resume()
  })
}

async function capacity(): Promise<number> {
  const counts = { good: 0, refused: 0, odd: 0 }
  const began = performance.now()
  let number = 0
  const work = async () => {
    while (performance.now() - began < capacitySeconds * 1000) await create(number++, counts)
  }
  await Promise.all([...Array(concurrency)].map(work))
  return (counts.good * 1000) / (performance.now() - began)
}

/** Asks again and again, and tells the longest answer and how many were not as wished. */
function ask(
  path: string,
  user: string | undefined,
): { maxMs: number; asked: number; odd: number; stop(): void } {
  let isOver = false
  const stop = () => {
    isOver = true
  }
  const seen = { maxMs: 0, asked: 0, odd: 0, stop }
  const again = async () => {
    const began = performance.now()
    const headers = user === undefined ? undefined : { 'impersonate-user': user }
    const status = await call(cluster, { path, headers }).then(
      (answer) => answer.status,
      () => 0,
    )
    seen.asked++
    if (status !== 200 && status !== 404) seen.odd++
    seen.maxMs = Math.max(seen.maxMs, performance.now() - began)
    if (!isOver) setTimeout(again, 200).unref()
  }
  void again()
  return seen
}

const calm = ask('/livez', undefined)
const calmCpuMs = cpuMs([pid])
const c = await capacity()
const goodPerCpu = (c * capacitySeconds * 1000) / (cpuMs([pid]) - calmCpuMs)
calm.stop()
console.info(`/livez: longest ${calm.maxMs.toFixed(0)} ms meanwhile`)
console.info(`capacity ${c.toFixed(0)}/s; offering ${(c * times).toFixed(0)}/s for ${seconds} s`)
const livez = ask('/livez', undefined)
const lease = '/apis/coordination.k8s.io/v1/namespaces/kube-system/leases/kube-scheduler'
const system = ask(lease, 'system:kube-scheduler')
const counts = { good: 0, refused: 0, odd: 0 }
const beganCpuMs = cpuMs([pid])
const began = performance.now()
let [offered, unoffered, open, memory] = [0, 0, 0, 0]
while (performance.now() - began < seconds * 1000) {
  const due = ((performance.now() - began) * c * times) / 1000
  while (offered + unoffered < due) {
    if (open >= openMax) {
      unoffered++
      continue
    }
    open++
    void create(offered++, counts).then(() => open--)
  }
  memory = Math.max(memory, memoryMiB([pid]))
  await new Promise((resolve) => setTimeout(resolve, stepMs))
}
const lastedMs = performance.now() - began
const goodput = (counts.good * 1000) / lastedMs
const usedMs = cpuMs([pid]) - beganCpuMs
/** Of use where others share the machine: what a second of the replica's own time brings. */
const efficiency = (counts.good * 1000) / usedMs / goodPerCpu
console.info(`offered ${offered}, held back by this program ${unoffered}`)
console.info(`goodput ${goodput.toFixed(0)}/s, ${((goodput / c) * 100).toFixed(0)} % of capacity`)
console.info(
  `by its processor time ${(efficiency * 100).toFixed(0)} %: ` +
    `${((counts.good * 1000) / usedMs).toFixed(0)} against ${goodPerCpu.toFixed(0)} a second; ` +
    `it had ${((usedMs / lastedMs) * 100).toFixed(0)} % of one`,
)
console.info(`refused ${counts.refused} with 429 and Retry-After; other answers ${counts.odd}`)
console.info(`/livez: ${livez.asked} asked, longest ${livez.maxMs.toFixed(0)} ms, odd ${livez.odd}`)
console.info(
  `system: ${system.asked} asked, longest ${system.maxMs.toFixed(0)} ms, odd ${system.odd}`,
)
console.info(`memory ${memory.toFixed(0)} MiB at most`)
for (const session of sessions) session.destroy()
await cluster.remove()
process.exit(0)
