// in: arguments → out: how long large objects hold up a replica: its loop, its probes, its CPU. Never: a pass or a fail.
// npm run stalls -- [--server https://HOST:PORT --token TOKEN --pids N]
import { Client } from './client.ts'
import { bigConfigMap, bigDeployment, repeatedMembers } from './objects.ts'
import { cpuMs } from './process-use.ts'
import { openTarget, readWishes, type Target } from './target.ts'
import { namespace } from './workloads.ts'

const entries = 10_000
const listed = 100
const probeEveryMs = 5
const base = `/api/v1/namespaces/${namespace}`
const deployments = `/apis/apps/v1/namespaces/${namespace}/deployments`
const apply = 'application/apply-patch+yaml'

interface Seen {
  readonly cpu: number
  /** Longest time that the loop did nothing else, as the replica's own metrics say; 0: not told. */
  readonly lagMs: number
  readonly probes: readonly number[]
}

/** prom-client starts to measure with the first scrape and begins anew with each. */
async function longestLagMs(target: Target): Promise<number> {
  const headers = { authorization: `Bearer ${target.token}` }
  const response = await fetch(`${target.server}/metrics`, { headers }).catch(() => undefined)
  const text = (await response?.text()) ?? ''
  return Number(/^nodejs_eventloop_lag_max_seconds (\S+)$/m.exec(text)?.[1] ?? 0) * 1000
}

async function during(target: Target, work: () => Promise<void>): Promise<Seen> {
  const prober = new Client(target, 1)
  const probes: number[] = []
  let over = false
  const probing = (async () => {
    while (!over) {
      const began = performance.now()
      await prober.send({ path: '/livez' })
      probes.push(performance.now() - began)
      await new Promise((resolve) => setTimeout(resolve, probeEveryMs))
    }
  })()
  await new Promise((resolve) => setTimeout(resolve, 50))
  await longestLagMs(target)
  const before = cpuMs(target.pids)
  await work()
  const cpu = cpuMs(target.pids) - before
  const lagMs = await longestLagMs(target)
  over = true
  await probing
  prober.close()
  return { cpu, lagMs, probes: probes.sort((a, b) => a - b) }
}

function say(name: string, { cpu, lagMs, probes }: Seen, times: number): void {
  const at = (share: number) => probes[Math.floor((probes.length - 1) * share)] ?? 0
  const cells = [cpu / times, lagMs, at(0.5), at(0.99), at(1)].map((n) => n.toFixed(1).padStart(11))
  console.log(name.padEnd(32) + cells.join(''))
}

async function run(target: Target): Promise<void> {
  const client = new Client(target, 2)
  const send = async (method: string, path: string, body?: string, type?: string) => {
    const { status } = await client.send({ method, path, body, type })
    return status
  }
  const turns = [1, 2, 3]
  const measure = async (name: string, one: (turn: number) => Promise<number>) => {
    const statuses = new Set<number>()
    const seen = await during(target, async () => {
      for (const turn of turns) statuses.add(await one(turn))
    })
    say(`${name} (${[...statuses].join(' ')})`, seen, turns.length)
  }
  await send('POST', '/api/v1/namespaces', JSON.stringify({ metadata: { name: namespace } }))
  const columns = ['CPU ms', 'loop ms', 'livez p50', 'livez p99', 'livez max']
  console.log(''.padEnd(32) + columns.map((name) => name.padStart(11)).join(''))
  const bench = `${deployments}/big?fieldManager=bench`
  await measure('nothing', () => new Promise((resolve) => setTimeout(() => resolve(200), 500)))
  await measure('apply, anew', async (turn) => {
    const path = `${deployments}/big-${turn}?fieldManager=bench`
    return send('PATCH', path, bigDeployment(`big-${turn}`, entries, 0), apply)
  })
  await send('PATCH', bench, bigDeployment('big', entries, 0), apply)
  await measure('apply, changed', (turn) =>
    send('PATCH', bench, bigDeployment('big', entries, turn), apply),
  )
  // Each time another object: one with many owners is soon too large for etcd.
  await measure('apply, by somebody else', (turn) => {
    const path = `${deployments}/big-${turn}?fieldManager=other&force=true`
    return send('PATCH', path, bigDeployment(`big-${turn}`, entries, turn), apply)
  })
  await measure('replace', (turn) =>
    send('PUT', `${deployments}/big`, bigDeployment('big', entries, -turn)),
  )
  await measure('merge patch', (turn) =>
    send('PATCH', `${deployments}/big`, `{"metadata":{"labels":{"turn":"${turn}"}}}`),
  )
  const patches = 'application/json-patch+json'
  await measure('JSON patch of 2 MB', () =>
    send('PATCH', `${deployments}/big`, repeatedMembers(250_000), patches),
  )
  // Config maps end at 1 MiB; a client of etcd sends 2 MiB, which an etcd with other than its
  // usual flags takes. What is larger is looked at whole before it is refused (500).
  await measure('create, 2 MB', (turn) =>
    send('POST', deployments, bigDeployment(`large-${turn}`, 1_000, 0, 1_950_000)),
  )
  await measure('create, 3 MB', (turn) =>
    send('POST', deployments, bigDeployment(`huge-${turn}`, 1_000, 0, 2_990_000)),
  )
  for (let i = 0; i < listed; i++) {
    await send('POST', `${base}/configmaps`, bigConfigMap(`large-${i}`, 1_000_000))
  }
  await measure('list of 100 MB', () => send('GET', `${base}/configmaps`))
  client.close()
}

process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0'
const wishes = readWishes(process.argv.slice(2))
const target = await openTarget(wishes, 1)
try {
  await run(target)
} finally {
  await target.release()
}
process.exit(0)
