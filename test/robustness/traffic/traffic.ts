// in: a cluster and a seed → out: clients of every kind at work, and the journal of what they saw.
import { setTimeout as sleep } from 'node:timers/promises'
import { balancer, type Cluster, replicas } from '../cluster/cluster.ts'
import { Informer } from './informer.ts'
import { Journal } from './journal.ts'
import { QuotaRacer } from './quota-racer.ts'
import type { Random } from '../../harness/random.ts'
import { RawWatcher } from './raw-watcher.ts'
import { credentialsOf, openWire, type Wire } from './wire.ts'
import { pathOf, Writer } from './writer.ts'

export const namespaces = ['robust-a', 'robust-b'] as const
export const quotaNamespace = 'robust-quota'
export const quotaHard = 12

export interface Traffic {
  readonly journal: Journal
  /** Ends the writers; every watcher must see the last write in time. Returns what is wrong. */
  settle(withinMs: number): Promise<string[]>
}

const settlePollMs = 100

export async function prepare(cluster: Cluster): Promise<void> {
  const wire = openWire(cluster.endpoint(balancer), credentialsOf(cluster.pki), 'h1')
  const post = async (path: string, body: unknown): Promise<void> => {
    const answer = await wire.ask({ method: 'POST', path, body, timeoutMs: 10_000 })
    if (answer.status !== 201) throw new Error(`${path}: ${answer.status} ${answer.text}`)
  }
  for (const name of [...namespaces, quotaNamespace]) {
    await post('/api/v1/namespaces', { metadata: { name } })
  }
  await post(`/api/v1/namespaces/${quotaNamespace}/resourcequotas`, {
    metadata: { name: 'few' },
    spec: { hard: { 'count/configmaps': `${quotaHard}` } },
  })
  wire.close()
}

export function startTraffic(cluster: Cluster, random: Random, pauseMs: number): Traffic {
  const journal = new Journal()
  const credentials = credentialsOf(cluster.pki)
  const wires: Wire[] = []
  const open = (node: string, protocol: 'h1' | 'h2'): Wire => {
    const wire = openWire(cluster.endpoint(node), credentials, protocol)
    wires.push(wire)
    return wire
  }
  const fixed = (wire: Wire) => () => wire
  // One that goes to another replica with each request: what it was told by one holds at the next.
  const each = replicas.map((node) => open(node, 'h1'))
  let turn = 0
  const hopping = () => each[turn++ % each.length] as Wire
  const base = (name: string, wire: () => Wire) => ({
    name,
    wire,
    journal,
    random: random.branch(name),
  })
  const places = { namespaces, pauseMs }
  const writers = [
    ...[1, 2, 3].map(
      (i) => new Writer({ ...base(`w${i}`, fixed(open(balancer, 'h1'))), ...places }),
    ),
    ...[4, 5].map((i) => new Writer({ ...base(`w${i}`, fixed(open(balancer, 'h2'))), ...places })),
    ...replicas.map(
      (node, i) => new Writer({ ...base(`r${i + 1}`, fixed(open(node, 'h2'))), ...places }),
    ),
    new Writer({ ...base('hop', hopping), ...places }),
  ]
  const racers = [1, 2, 3].map((i) => {
    const wire = i === 1 ? hopping : fixed(open(balancer, 'h1'))
    return new QuotaRacer({
      ...base(`q${i}`, wire),
      namespace: quotaNamespace,
      pauseMs: pauseMs * 2,
    })
  })
  const filters = [
    { namespace: namespaces[0], tier: '' },
    { namespace: namespaces[0], tier: 'a' },
    { namespace: namespaces[1], tier: 'b' },
    { namespace: namespaces[1], tier: '' },
  ]
  const watchers = filters.flatMap((filter, i) => [
    new RawWatcher({ ...base(`x${i}`, fixed(open(balancer, 'h1'))), filter, slow: i === 1 }),
    new RawWatcher({ ...base(`y${i}`, fixed(open(balancer, 'h2'))), filter, slow: false }),
    new RawWatcher({ ...base(`z${i}`, hopping), filter, slow: false }),
  ])
  const informers = namespaces.flatMap((namespace, i) => [
    new Informer({ ...base(`i${i}`, fixed(open(balancer, 'h2'))), namespace, streams: false }),
    new Informer({ ...base(`s${i}`, fixed(open(balancer, 'h1'))), namespace, streams: true }),
    new Informer({ ...base(`j${i}`, hopping), namespace, streams: i === 1 }),
  ])
  return {
    journal,
    async settle(withinMs) {
      await Promise.all([...writers, ...racers].map((one) => one.stop()))
      const last = open(balancer, 'h1')
      const ends = new Map<string, number>()
      for (const namespace of namespaces)
        ends.set(namespace, await finalWrite(last, journal, namespace))
      const wrong: string[] = []
      const deadline = performance.now() + withinMs
      const follow = async (name: string, namespace: string, reached: () => number) => {
        const wanted = ends.get(namespace) ?? 0
        while (reached() < wanted && performance.now() < deadline) await sleep(settlePollMs)
        if (reached() < wanted)
          wrong.push(`${name} is at ${reached()}, the last write was ${wanted}`)
      }
      for (const one of watchers) {
        await follow(one.record.client, one.record.filter.namespace, () => one.reached)
      }
      for (const one of informers) {
        await follow(one.record.client, one.record.namespace, () => one.reached)
      }
      await Promise.all([...watchers, ...informers].map((one) => one.stop()))
      for (const wire of wires) wire.close()
      return wrong
    },
  }
}

/** Seen by every watcher: of each tier one; the revision of the first. */
async function finalWrite(wire: Wire, journal: Journal, namespace: string): Promise<number> {
  let first = 0
  for (const tier of ['a', 'b']) {
    const mark = journal.mark('last')
    const name = `last-${tier}`
    const operation = journal.begin({
      client: 'last',
      kind: 'create',
      key: `${namespace}/${name}`,
      mark,
    })
    const metadata = { name, namespace, labels: { tier } }
    const body = { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { mark } }
    const path = pathOf(namespace)
    const answer = await wire.ask({ method: 'POST', path, body, timeoutMs: 15_000 })
    operation.status = answer.status
    operation.saidMs = operation.endMs = performance.now()
    if (answer.status !== 201) throw new Error(`the last write failed: ${answer.text}`)
    operation.outcome = 'ok'
    operation.revision = Number(JSON.parse(answer.text).metadata.resourceVersion)
    first ||= operation.revision
  }
  return first
}
