// in: nothing → out: figures of a fresh cluster on this machine, a line each. Never: a pass or a fail.
import { startCluster } from '../harness/cluster.ts'
import { replicaPid } from '../harness/replica-pid.ts'
import { cpuMs } from './cpu-time.ts'
import { Load } from './load.ts'

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(1))

const seconds = Number(process.argv[2] ?? 5)
const concurrency = 16
const configMaps = '/api/v1/namespaces/default/configmaps'

const cluster = await startCluster({ flags: ['--no-controllers'] })
const load = new Load(cluster, concurrency)
const pids = cluster.replicas
  .map((_, i) => replicaPid(cluster.port + 1 + i))
  .filter((pid) => pid !== undefined)

async function measure(name: string, one: (i: number) => Promise<void>): Promise<void> {
  const before = cpuMs(pids)
  const { count, p50, p99 } = await load.run(seconds * 1000, one)
  const cpu = ((cpuMs(pids) - before) * 1000) / count
  const rate = String(Math.round(count / seconds)).padStart(7)
  console.log(
    `${name.padEnd(24)} ${rate}/s  p50 ${p50.toFixed(1)} ms  p99 ${p99.toFixed(1)} ms  ` +
      `server CPU ${cpu.toFixed(0)} us`,
  )
}

console.log(`start to ready           ${Math.round(cluster.startedInMs)} ms`)
try {
  await measure('create a config map', async (i) => {
    const body = JSON.stringify({ metadata: { name: `load-${i}` }, data: { k: 'x'.repeat(500) } })
    await load.send('POST', configMaps, 201, body)
  })
  await measure('get a config map', () => load.send('GET', `${configMaps}/load-0`, 200))
  await measure('get from any version', () => {
    return load.send('GET', `${configMaps}/load-0?resourceVersion=0`, 200)
  })
  await measure('list 500 of them', () => load.send('GET', `${configMaps}?limit=500`, 200))
  await measure('readyz', () => load.send('GET', '/readyz', 200))
} finally {
  load.close()
  await cluster.remove()
}
