// in: a cluster → out: all replicas restarted, one after another, under load, and what clients noticed of it.
import { setTimeout as sleep } from 'node:timers/promises'
import { balancer, type Cluster, replicas } from './cluster/cluster.ts'
import { ProcessorUse } from './cluster/processor-use.ts'
import { Recorder } from './cluster/recorder.ts'
import { stopGently } from './failpoint/process-faults.ts'
import { Journal } from './traffic/journal.ts'
import { randomOf } from '../harness/random.ts'
import { RawWatcher } from './traffic/raw-watcher.ts'
import { type RetryingWire, retrying } from './traffic/retrying-wire.ts'
import { credentialsOf, openWire } from './traffic/wire.ts'
import { Writer } from './traffic/writer.ts'
import { checkEverything, type Verdict } from './validate/everything.ts'

export interface RollingWishes {
  readonly seed: number
  readonly requestsPerSecond: number
  readonly watches: number
  readonly say: (text: string) => void
}

export interface RollingOutcome extends Verdict {
  /** Each page of a list is one. */
  readonly requests: number
  readonly perSecond: number
  /** Operations, by what they are: the mix. */
  readonly kinds: Readonly<Record<string, number>>
  readonly watchesOpened: number
  readonly p50Ms: number
  readonly p99Ms: number
  /** Program → processor seconds each second. */
  readonly processors: Readonly<Record<string, number>>
  readonly failed: number
  readonly retried: number
  readonly facts: number
  /** From SIGTERM to the end, of each. */
  readonly stopSeconds: readonly number[]
}

const namespaces = Array.from({ length: 20 }, (_, i) => `roll-${i}`)
/** Each client asks five times a second; so many of them that a slow answer slows few. */
const pauseMs = 200
/** As controllers and kubelets do: most requests read. Of these, a fifth are lists. */
const readPart = 0.9
/** The rate is the rate: what is due while a replica is away is asked all the same. */
const catchUpMs = 30_000
/** Until HAProxy trusts a new replica, and then some. */
const betweenMs = 4_000
const lastMs = 20_000

export async function rollingRestart(
  cluster: Cluster,
  wishes: RollingWishes,
): Promise<RollingOutcome> {
  const { seed, say } = wishes
  const random = randomOf(seed)
  const journal = new Journal()
  const credentials = credentialsOf(cluster.pki)
  const recorder = new Recorder(cluster, 1)
  const wires: RetryingWire[] = []
  const open = (protocol: 'h1' | 'h2'): RetryingWire => {
    const wire = retrying(openWire(cluster.endpoint(balancer), credentials, protocol))
    wires.push(wire)
    return wire
  }
  const first = open('h1')
  for (const name of namespaces) {
    const body = { metadata: { name } }
    await first.ask({ method: 'POST', path: '/api/v1/namespaces', body, timeoutMs: 10_000 })
  }
  const base = (name: string, wire: RetryingWire) => ({
    name,
    wire: () => wire,
    journal,
    random: random.branch(name),
  })
  // Half of the clients speak HTTP/1.1; streams of HTTP/2 share connections.
  const watchers = namespaces.flatMap((namespace) =>
    Array.from({ length: wishes.watches / namespaces.length / 25 }, (_, group) => {
      const wire = open(group % 2 === 0 ? 'h2' : 'h1')
      return Array.from({ length: 25 }, (_, i) => {
        const filter = { namespace, tier: '' }
        return new RawWatcher({ ...base(`${namespace}-${group}-${i}`, wire), filter, slow: false })
      })
    }).flat(),
  )
  while (watchers.some(({ record }) => record.segments.length === 0)) await sleep(100)
  say(`${watchers.length} watches are open`)
  const writers = Array.from({ length: (wishes.requestsPerSecond * pauseMs) / 1000 }, (_, i) => {
    const wire = open(i % 2 === 0 ? 'h2' : 'h1')
    return new Writer({ ...base(`w${i}`, wire), namespaces, pauseMs, readPart, catchUpMs })
  })
  const use = new ProcessorUse(cluster)
  const askedBefore = askedOn(wires)
  const beganMs = performance.now()
  await sleep(betweenMs)
  const stopSeconds: number[] = []
  const broken: string[] = []
  for (const node of replicas) {
    const stoppedMs = performance.now()
    await stopGently(cluster, node).catch((error: Error) => broken.push(error.message))
    stopSeconds.push((performance.now() - stoppedMs) / 1000)
    cluster.program(node).start()
    await cluster.untilReady(60_000)
    say(`${node} is back; it took ${stopSeconds.at(-1)?.toFixed(1)} s to end`)
    await sleep(betweenMs)
  }
  await Promise.all(writers.map((one) => one.stop()))
  const seconds = (performance.now() - beganMs) / 1000
  const requests = askedOn(wires) - askedBefore
  const used = [...use.stop()].map(([name, ms]) => [name, ms / 1000 / seconds] as const)
  const last = Math.max(...journal.operations.map(({ revision = 0 }) => revision))
  const deadline = performance.now() + lastMs
  while (recorder.reached < last && performance.now() < deadline) await sleep(50)
  // Watchers of a quiet namespace stay behind; their last events must have come all the same.
  for (const watcher of watchers) {
    const { record } = watcher
    const mine = recorder.facts.findLast(({ key }) => key.startsWith(`${record.filter.namespace}/`))
    const seen = () => watcher.reached >= (mine?.revision ?? 0)
    while (!seen() && performance.now() < deadline) await sleep(50)
    if (!seen()) broken.push(`${record.client} is at ${watcher.reached}, not at ${mine?.revision}`)
  }
  await Promise.all(watchers.map((one) => one.stop()))
  for (const wire of wires) wire.close()
  recorder.close()
  const quota = { namespace: 'none', hard: 0 }
  const verdict = checkEverything({ journal, facts: recorder.facts, faults: [], quota })
  return {
    ...verdict,
    ...mixOf(journal),
    violations: { ...verdict.violations, broken },
    requests,
    perSecond: requests / seconds,
    processors: Object.fromEntries(used),
    failed: verdict.violations.refusals?.length ?? 0,
    retried: wires.reduce((sum, { retried }) => sum + retried, 0),
    facts: recorder.facts.length,
    stopSeconds,
  }
}

function askedOn(wires: readonly RetryingWire[]): number {
  return wires.reduce((sum, { asked }) => sum + asked, 0)
}

function mixOf({ operations, watches }: Journal) {
  const kinds: Record<string, number> = {}
  for (const { kind } of operations) kinds[kind] = (kinds[kind] ?? 0) + 1
  const took = operations.flatMap(({ startMs, saidMs }) =>
    saidMs === undefined ? [] : [saidMs - startMs],
  )
  took.sort((a, b) => a - b)
  const at = (part: number) => took[Math.floor((took.length - 1) * part)] ?? 0
  const watchesOpened = watches.reduce((sum, { segments }) => sum + segments.length, 0)
  return { kinds, watchesOpened, p50Ms: at(0.5), p99Ms: at(0.99) }
}
