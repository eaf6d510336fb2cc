// in: a seed and a number of operations → out: what clients saw of two replicas while etcd was
// compacted and their connections were cut.
// Never: outside tests.
import { setTimeout as sleep } from 'node:timers/promises'
import { connectEtcd } from '@binnacle/etcd'
import { type EtcdProxy, openProxy, type RunningEtcd } from '@binnacle/etcd/testing'
import { openVault } from '@binnacle/objects'
import { type CachedStore, openCache } from './cached-store.ts'
import { Client, type World } from './model-client.ts'
import { TrueHistory } from './model-history.ts'
import { Judge } from './model-judge.ts'
import { type Random, randomOf } from './model-random.ts'
import { noRecords, type Records, type Sink } from './model-records.ts'

export interface ModelOptions {
  readonly etcd: RunningEtcd
  readonly seed: number
  readonly operations: number
}

export interface ModelReport {
  readonly faults: string[]
  readonly done: number
  readonly events: number
  readonly cuts: number
  readonly compactions: number
}

const clients = 64
/** Revisions of a store that is empty: what is known before the first operation. */
const firstRevision = 1

/** Cuts the replicas off and compacts etcd, as often as operations go by. */
class Trouble {
  readonly #options: ModelOptions
  readonly #world: World
  readonly #proxies: readonly EtcdProxy[]
  readonly #history: TrueHistory
  readonly #random: Random
  cuts = 0
  compactions = 0

  constructor(
    options: ModelOptions,
    world: World,
    proxies: readonly EtcdProxy[],
    history: TrueHistory,
  ) {
    this.#options = options
    this.#world = world
    this.#proxies = proxies
    this.#history = history
    this.#random = randomOf(options.seed)
  }

  async afterOperation(): Promise<void> {
    if (this.#random.below(400) === 0) this.#cut(this.#random.pick(this.#proxies))
    if (this.#random.below(300) === 0) await this.#compact(this.#random.below(40))
    if (this.#random.below(1_000) === 0) {
      // Who was cut off now has to begin anew.
      for (const proxy of this.#proxies) this.#cut(proxy)
      await this.#compact(0)
    }
  }

  #cut(proxy: EtcdProxy): void {
    this.cuts++
    proxy.cut()
  }

  async #compact(back: number): Promise<void> {
    const revision = this.#world.known - back
    if (revision <= firstRevision) return
    await this.#history.upTo(revision)
    await this.#options.etcd.client.compact(revision).catch(() => {})
    this.compactions++
    // Replicas hear of it sooner or later; each from the one that did it.
    if (this.#random.below(2) === 0) this.#random.pick(this.#world.replicas).compacted(revision)
  }
}

/** Brings up two replicas, lets the clients loose and waits until both know everything. */
async function runClients(
  options: ModelOptions,
  history: TrueHistory,
  sink: Sink,
  goesOn: () => boolean,
): Promise<Omit<ModelReport, 'faults' | 'events'>> {
  const { etcd, operations, seed } = options
  const root = `/model-${seed}-${Date.now()}/`
  const proxies = [await openProxy(etcd.endpoint), await openProxy(etcd.endpoint)]
  const etcds = proxies.map((proxy) => connectEtcd({ endpoints: [proxy.endpoint] }))
  const replicas = etcds.map((client) => openCache({ etcd: client, root, vault: openVault }))
  const { revision } = await etcd.client.range({ key: root })
  const world: World = { replicas, watchers: [], sink, tick: 0, known: revision, texts: 0 }
  await history.follow(etcd.client, root, revision + 1)
  await Promise.all(replicas.map((store) => store.ready()))
  const trouble = new Trouble(options, world, proxies, history)
  let done = 0
  const work = async (client: Client): Promise<void> => {
    while (done < operations && goesOn()) {
      await client.operate()
      done++
      await trouble.afterOperation()
    }
  }
  const seeds = Array.from({ length: clients }, (_, at) => seed + 1 + at)
  await Promise.all(seeds.map((own) => work(new Client(world, own))))
  await settle(world, history)
  for (const watcher of world.watchers) sink.watch(watcher.finish())
  for (const store of replicas) await store.close()
  for (const client of etcds) client.close()
  for (const proxy of proxies) proxy.close()
  const { cuts, compactions } = trouble
  return { done, cuts, compactions }
}

/** Both replicas have seen what was acknowledged last, and their watchers were woken. */
async function settle({ replicas, known }: World, history: TrueHistory): Promise<void> {
  await history.upTo(known)
  const behind = (store: CachedStore) => store.revision() < known
  for (let tries = 0; tries < 200 && replicas.some(behind); tries++) await sleep(50)
  if (replicas.some(behind)) throw new Error(`a replica never came to revision ${known}`)
}

export async function runModel(options: ModelOptions): Promise<ModelReport> {
  const history = new TrueHistory()
  const judge = new Judge(history)
  let events = 0
  const sink: Sink = {
    write: (record) => judge.write(record),
    read: (record) => judge.read(record),
    list: (record) => judge.list(record),
    watch(record) {
      events += record.told.length
      judge.watch(record)
    },
  }
  const ran = await runClients(options, history, sink, () => judge.faults.length === 0)
  return { ...ran, faults: judge.finish().slice(0, 5), events }
}

/** The same, but nothing is judged: for who wants to know whether the judge would notice. */
export async function recordModel(
  options: ModelOptions,
): Promise<{ readonly history: TrueHistory; readonly records: Records }> {
  const history = new TrueHistory()
  const records = noRecords()
  const sink: Sink = {
    write: (record) => void records.writes.push(record),
    read: (record) => void records.reads.push(record),
    list: (record) => void records.lists.push(record),
    watch: (record) => void records.watches.push(record),
  }
  await runClients(options, history, sink, () => true)
  return { history, records }
}
