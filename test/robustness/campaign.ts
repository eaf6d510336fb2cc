// in: a cluster and wishes → out: faults under traffic, and the verdict on what everybody saw.
import { setTimeout as sleep } from 'node:timers/promises'
import { balancer, type Cluster, etcds, replicas } from './cluster/cluster.ts'
import { callEtcd } from './cluster/etcd-gateway.ts'
import { Recorder } from './cluster/recorder.ts'
import type { Fault } from './failpoint/fault.ts'
import { compactTo } from './failpoint/store-faults.ts'
import { randomOf } from '../harness/random.ts'
import { prepare, quotaHard, quotaNamespace, startTraffic } from './traffic/traffic.ts'
import { checkEverything, type Verdict } from './validate/everything.ts'
import type { FaultTime } from './validate/refusals.ts'

export interface CampaignWishes {
  readonly seed: number
  readonly faults: number
  readonly kinds: readonly Fault[]
  /** Of each writer, between two requests. */
  readonly pauseMs: number
  readonly say: (text: string) => void
}

export interface Outcome extends Verdict {
  readonly seed: number
  readonly operations: number
  readonly acknowledged: number
  readonly unknown: number
  readonly facts: number
  readonly expired: number
  readonly relists: number
  readonly seconds: number
  readonly faultTimes: readonly (FaultTime & { readonly recoveryMs: number })[]
}

const warmUpMs = 2_000
const calmMs = 700
const recoveryMaxMs = 45_000
const compactEveryMs = 200
/** HAProxy takes a second replica's word two checks late; connections are noticed as dead by then. */
const aftermathMs = 1_500

export async function campaign(cluster: Cluster, wishes: CampaignWishes): Promise<Outcome> {
  const { seed, say } = wishes
  const began = performance.now()
  const random = randomOf(seed)
  const recorder = new Recorder(cluster, 1)
  await prepare(cluster)
  const traffic = startTraffic(cluster, random.branch('traffic'), wishes.pauseMs)
  const forget = compacting(cluster, recorder)
  await sleep(warmUpMs)
  const times: (FaultTime & { recoveryMs: number })[] = []
  const broken: string[] = []
  const choice = random.branch('faults')
  let bag: Fault[] = []
  for (let i = 0; i < wishes.faults; i++) {
    // Every kind once before any comes again.
    if (bag.length === 0) bag = shuffled(wishes.kinds, choice)
    const fault = bag.pop() as Fault
    const time = { name: fault.name, startMs: performance.now(), endMs: Infinity, recoveryMs: 0 }
    times.push(time)
    try {
      await fault.inject(cluster, choice)
    } catch (error) {
      broken.push(`${i} ${fault.name}: ${(error as Error).message}`)
    }
    cluster.network.heal()
    const healedMs = performance.now()
    broken.push(...(await recover(cluster, fault.name)))
    time.recoveryMs = performance.now() - healedMs
    await sleep(aftermathMs)
    time.endMs = performance.now()
    say(
      `${i + 1}/${wishes.faults} ${fault.name}: ${(time.recoveryMs / 1000).toFixed(1)} s to recover`,
    )
    await sleep(calmMs)
  }
  forget()
  const late = await traffic.settle(60_000)
  while (recorder.reached < lastRevision(traffic.journal.operations)) await sleep(50)
  recorder.close()
  if (recorder.broken !== undefined) broken.push(`etcd's history: ${recorder.broken}`)
  const { journal } = traffic
  const quota = { namespace: quotaNamespace, hard: quotaHard }
  const verdict = checkEverything({ journal, facts: recorder.facts, faults: times, quota })
  const { operations, watches, informers } = journal
  return {
    ...verdict,
    violations: { ...verdict.violations, settled: late, broken: [...broken, ...unwanted(cluster)] },
    seed,
    operations: operations.length,
    acknowledged: operations.filter(({ outcome }) => outcome === 'ok').length,
    unknown: operations.filter(({ outcome }) => outcome === 'unknown').length,
    facts: recorder.facts.length,
    expired: watches.reduce((sum, one) => sum + one.expired, 0),
    relists: informers.reduce((sum, one) => sum + one.lists, 0),
    seconds: (performance.now() - began) / 1000,
    faultTimes: times,
  }
}

function shuffled(kinds: readonly Fault[], random: ReturnType<typeof randomOf>): Fault[] {
  const bag = [...kinds]
  for (let i = bag.length - 1; i > 0; i--) {
    const other = random.whole(i + 1)
    ;[bag[i], bag[other]] = [bag[other] as Fault, bag[i] as Fault]
  }
  return bag
}

/** Starts what was ended, and waits until everything is well, as seen from outside. */
async function recover(cluster: Cluster, after: string): Promise<string[]> {
  const programs = [...cluster.programs.values()]
  const deadline = performance.now() + recoveryMaxMs
  for (;;) {
    for (const one of programs) if (!one.running) one.start()
    const well = await Promise.all([
      ...[...replicas, balancer].map((node) => cluster.isReady(node)),
      ...etcds.map((node) => answers(cluster, node)),
    ])
    if (well.every(Boolean)) return []
    if (performance.now() > deadline) {
      const nodes = [...replicas, balancer, ...etcds].filter((_, i) => !well[i])
      return [`${nodes.join()} not well ${recoveryMaxMs / 1000} s after: ${after}`]
    }
    await sleep(100)
  }
}

function answers(cluster: Cluster, node: string): Promise<boolean> {
  const body = { key: Buffer.from('x').toString('base64') }
  return callEtcd(cluster, node, 'kv/range', body, 1_000).then(
    () => true,
    () => false,
  )
}

/** Forgets all but the newest all the time, never what the record does not have yet. */
function compacting(cluster: Cluster, recorder: Recorder): () => void {
  let busy = false
  let done = 0
  const timer = setInterval(async () => {
    const to = recorder.reached
    if (busy || to <= done) return
    busy = true
    await compactTo(cluster, to).then(
      () => (done = to),
      () => {},
    )
    busy = false
  }, compactEveryMs)
  return () => clearInterval(timer)
}

function lastRevision(operations: readonly { revision?: number; outcome: string; kind: string }[]) {
  let last = 0
  for (const { revision = 0, outcome, kind } of operations) {
    if (outcome === 'ok' && kind !== 'list' && kind !== 'get') last = Math.max(last, revision)
  }
  return last
}

/** Programs that ended though nobody asked them to. */
function unwanted(cluster: Cluster): string[] {
  return [...cluster.programs.values()].flatMap(({ name, endings }) =>
    endings
      .filter(({ wanted }) => !wanted)
      .map((ending) => `${name} ended: ${JSON.stringify(ending)}`),
  )
}
