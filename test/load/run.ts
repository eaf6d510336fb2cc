// in: arguments → out: figures of one server, a line each. Never: a pass or a fail.
import { writeFileSync } from 'node:fs'
import { Client } from './client.ts'
import { fanOut } from './fan-out.ts'
import { type Figure, heading, line } from './figures.ts'
import { repeat } from './load.ts'
import { cpuMs, memoryMiB } from './process-use.ts'
import { openTarget, readWishes, type Target, usage, type Wishes } from './target.ts'
import { namespace, type Workload, workloads } from './workloads.ts'

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(1))

/** CPU time since then, for each of `count` operations. */
function meter(target: Target): (count: number) => Partial<Figure> {
  const [server, etcd] = [cpuMs(target.pids), cpuMs(target.etcdPids)]
  return (count) => ({
    ...(target.pids.length > 0 && {
      serverCpuUs: ((cpuMs(target.pids) - server) * 1000) / count,
      memoryMiB: memoryMiB(target.pids),
    }),
    ...(target.etcdPids.length > 0 && {
      etcdCpuUs: ((cpuMs(target.etcdPids) - etcd) * 1000) / count,
    }),
  })
}

async function measure(target: Target, work: Workload, seconds: number): Promise<Figure> {
  const client = new Client(target, work.protocol)
  const { concurrency, count = Number.POSITIVE_INFINITY } = work
  const bounds = { concurrency, count, seconds: work.count ? Number.POSITIVE_INFINITY : seconds }
  try {
    const used = meter(target)
    const taken = await repeat(bounds, async (i) => {
      const { status } = await client.send(work.ask(i))
      if (status !== work.status) throw new Error(`${work.name}: the server answered ${status}`)
    })
    return {
      name: work.name,
      count: taken.count,
      perSecond: taken.count / taken.seconds,
      p50Ms: taken.p50,
      p99Ms: taken.p99,
      ...used(taken.count),
    }
  } finally {
    client.close()
  }
}

async function measureFanOut(target: Target, watchers: number, one: boolean): Promise<Figure> {
  const writes = 50
  const events = one ? 0 : watchers * writes
  // Each watches an object of its own that nobody writes.
  const query = (i: number) => (one ? `&fieldSelector=metadata.name%3Dnobody-${i}` : '')
  let used = meter(target)
  let beganMs = 0
  const came = await fanOut(target, { watchers, writes, query, events }, () => {
    used = meter(target)
    beganMs = performance.now()
  })
  const count = one ? writes : came
  return {
    name: one ? `write past ${watchers} watchers` : `event to ${watchers} watchers`,
    count,
    perSecond: (count * 1000) / (performance.now() - beganMs),
    ...used(count),
  }
}

async function prepare(target: Target): Promise<void> {
  const client = new Client(target, 2)
  const post = (path: string, name: string) =>
    client.send({ method: 'POST', path, body: JSON.stringify({ metadata: { name } }) })
  await post('/api/v1/namespaces', namespace)
  await post(`/api/v1/namespaces/${namespace}/serviceaccounts`, 'default')
  client.close()
}

async function run(target: Target, wishes: Wishes): Promise<Figure[]> {
  const figures: Figure[] = []
  const say = (figure: Figure) => {
    figures.push(figure)
    console.log(line(figure))
  }
  const wanted = (name: string) => name.includes(wishes.only)
  if (target.startedInMs !== undefined) console.log(`ready in ${Math.round(target.startedInMs)} ms`)
  if (target.pids.length > 0) console.log(`${memoryMiB(target.pids).toFixed(0)} MiB at the start`)
  console.log(heading())
  await prepare(target)
  for (const work of workloads(wishes.scale)) {
    if (wanted(work.name)) say(await measure(target, work, wishes.seconds))
  }
  const watchers = Math.ceil(1_000 * wishes.scale)
  if (wanted('watchers')) {
    say(await measureFanOut(target, watchers, false))
    say(await measureFanOut(target, 1, true))
    say(await measureFanOut(target, watchers, true))
  }
  return figures
}

try {
  const wishes = readWishes(process.argv.slice(2))
  const target = await openTarget(wishes)
  try {
    const figures = await run(target, wishes)
    if (wishes.json !== undefined) {
      writeFileSync(wishes.json, `${JSON.stringify({ server: target.server, figures }, null, 2)}\n`)
    }
  } finally {
    await target.release()
  }
  process.exit(0)
} catch (error) {
  console.error(`bench: ${(error as Error).message}\n\n${usage}`)
  process.exit(1)
}
