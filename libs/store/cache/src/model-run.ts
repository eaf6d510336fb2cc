// in: a seed and a number of operations → out: what two replicas got wrong while etcd was cut off
// and compacted.
// Never: outside tests.
import { setTimeout as sleep } from 'node:timers/promises'
import { connectEtcd } from '@binnacle/etcd'
import type { RunningEtcd } from '@binnacle/etcd/testing'
import { ApiError } from '@binnacle/meta'
import { openVault, type StoredObject } from '@binnacle/objects'
import { at, listOf, thing, things } from '@binnacle/objects/contract'
import { type CachedStore, openCache } from './cached-store.ts'
import { TrueHistory } from './model-history.ts'
import { openProxy, type Proxy as EtcdProxy } from './model-proxy.ts'
import { passes, WatchedRun, withoutRevision } from './model-watch.ts'

export interface ModelOptions {
  readonly etcd: RunningEtcd
  readonly seed: number
  readonly operations: number
}

export interface ModelReport {
  readonly faults: string[]
  readonly done: number
  readonly events: number
}

/** Mulberry32: the same numbers for the same seed. */
function randomOf(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 4294967296) * below)
  }
}

const clients = 24
const keysPerSpace = 6
const spaces = ['n1', 'n2', 'n22']
const watchesMax = 24
const apps = ['x', 'y', 'z']

class Run {
  readonly faults: string[] = []
  readonly history = new TrueHistory()
  readonly watches: WatchedRun[] = []
  readonly replicas: CachedStore[]
  readonly proxies: EtcdProxy[]
  readonly #etcd: RunningEtcd
  readonly #random: (below: number) => number
  readonly #later: (() => void)[] = []
  /** The newest revision that any finished operation told of. */
  acknowledged = 0
  done = 0
  events = 0
  #text = 0

  constructor(options: ModelOptions, replicas: CachedStore[], proxies: EtcdProxy[]) {
    this.#etcd = options.etcd
    this.#random = randomOf(options.seed)
    this.replicas = replicas
    this.proxies = proxies
  }

  #pick<T>(from: readonly T[]): T {
    return from[this.#random(from.length)] as T
  }

  /** Checks that need the whole history wait for its end. */
  #check(judge: () => string | undefined): void {
    this.#later.push(() => {
      const fault = judge()
      if (fault !== undefined) this.faults.push(fault)
    })
  }

  async operate(): Promise<void> {
    const dice = this.#random(100)
    const store = this.#pick(this.replicas)
    try {
      if (dice < 40) await this.#write(store)
      else if (dice < 65) await this.#get(store)
      else if (dice < 85) await this.#list(store)
      else if (dice < 92) await this.#pages(store)
      else await this.#watch(store)
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
    }
    this.done++
    if (this.#random(400) === 0) this.#pick(this.proxies).cut()
    if (this.#random(300) === 0) await this.#compact(this.#random(40))
    if (this.#random(1_000) === 0) {
      // Who was cut off now has to begin anew.
      for (const proxy of this.proxies) proxy.cut()
      await this.#compact(0)
    }
  }

  async #compact(back: number): Promise<void> {
    const revision = this.acknowledged - back
    if (revision > 1) await this.#etcd.client.compact(revision).catch(() => {})
  }

  #place() {
    return at(`k${this.#random(keysPerSpace)}`, this.#pick(spaces))
  }

  async #write(store: CachedStore): Promise<void> {
    const place = this.#place()
    const labels = { app: this.#pick(apps) }
    const object = thing(place.name, { text: `t${++this.#text}`, labels }, place.namespace)
    const remove = this.#random(4) === 0
    for await (const attempt of store.attempts(place)) {
      if (remove && attempt.current === undefined) {
        if (attempt.fresh) return
        attempt.retry()
        continue
      }
      const stored = remove ? await attempt.remove() : await attempt.swap(object)
      if (stored === undefined) continue
      this.acknowledged = Math.max(this.acknowledged, stored.revision)
      this.#wasWritten(stored, remove ? undefined : JSON.stringify(object))
      return
    }
  }

  #wasWritten({ revision, namespace, name }: StoredObject, value: string | undefined): void {
    const key = `things/${namespace}/${name}`
    this.#check(() => {
      const step = this.history.steps.find((it) => it.revision === revision && it.key === key)
      if (step?.value === value && step !== undefined) return undefined
      return `${key} at ${revision} was acknowledged as ${value}, etcd has ${step?.value}`
    })
  }

  async #get(store: CachedStore): Promise<void> {
    const place = this.#place()
    const key = `things/${place.namespace}/${place.name}`
    const known = this.acknowledged
    const version = this.#pick(['', '', '0', String(known)])
    const least = version === '0' ? 0 : known
    const object = await store.get(place, version)
    const value = object && withoutRevision(object.bytes, object.revision)
    this.#check(() => {
      const steps = this.history.steps.filter((step) => step.key === key)
      const valid = steps.some((step, index) => {
        const until = steps[index + 1]?.revision ?? Number.POSITIVE_INFINITY
        if (until <= least || step.value !== value) return false
        return object === undefined || object.revision === step.revision
      })
      const never = object === undefined && (steps[0]?.revision ?? Infinity) > least
      if (valid || never) return undefined
      return `get ${key} with '${version}' after ${known} gave ${object?.revision} ${value}`
    })
  }

  #selection() {
    if (this.#random(2) === 0) return undefined
    const values = [this.#pick(apps)]
    return { labels: { requirements: [{ key: 'app', operator: '=' as const, values }] } }
  }

  #judgeList(items: StoredObject[], revision: number, query: ReturnType<typeof listOf>): void {
    const got = items.map((o) => `things/${o.namespace}/${o.name} ${o.revision}`)
    const values = items.map((o) => withoutRevision(o.bytes, o.revision))
    this.#check(() => {
      const state = [...this.history.at(revision).values()]
        .filter((step) => passes(query, step))
        .sort((a, b) => (a.key < b.key ? -1 : 1))
      const expected = state.map((step) => `${step.key} ${step.revision}`)
      const same =
        JSON.stringify([got, values]) ===
        JSON.stringify([expected, state.map((step) => step.value)])
      return same ? undefined : `list at ${revision}: ${got} instead of ${expected}`
    })
  }

  async #list(store: CachedStore): Promise<void> {
    const known = this.acknowledged
    const kind = this.#random(4)
    const back = Math.max(1, known - this.#random(60))
    const query = listOf({
      namespace: this.#pick(['', ...spaces]),
      selection: this.#selection(),
      resourceVersion: kind < 2 ? '' : kind === 2 ? '0' : String(back),
      match: kind === 3 ? this.#pick(['Exact', 'NotOlderThan'] as const) : undefined,
    })
    const { revision, items } = await store.list(query)
    if (kind < 2 && revision < known) {
      this.faults.push(`list after ${known} is of ${revision}`)
    }
    if (query.match === 'Exact' && revision !== back) this.faults.push(`not ${back}: ${revision}`)
    this.#judgeList([...items], revision, query)
  }

  async #pages(store: CachedStore): Promise<void> {
    const namespace = this.#pick(['', ...spaces])
    const query = listOf({ namespace, selection: this.#selection(), limit: 1 + this.#random(4) })
    const items: StoredObject[] = []
    let token = ''
    let revision = 0
    do {
      const page = await this.#pick([store, ...this.replicas]).list({ ...query, continue: token })
      if (revision !== 0 && page.revision !== revision) {
        this.faults.push(`a page of ${page.revision} after one of ${revision}`)
      }
      revision = page.revision
      items.push(...page.items)
      token = page.continue ?? ''
    } while (token !== '')
    this.#judgeList(items, revision, query)
  }

  async #watch(store: CachedStore): Promise<void> {
    const initial = this.#random(2) === 0
    const back = Math.max(1, this.acknowledged - this.#random(80))
    const watch = await WatchedRun.open(store, {
      shape: things,
      namespace: this.#pick(['', ...spaces]),
      selection: this.#selection(),
      resourceVersion: initial ? '' : String(back),
      sendInitialEvents: initial ? true : undefined,
      allowBookmarks: initial,
    })
    this.watches.push(watch)
    if (this.watches.length > watchesMax) this.#finish(this.watches.shift() as WatchedRun)
  }

  #finish(watch: WatchedRun): void {
    watch.close()
    this.events += watch.count
    this.#later.push(() => {
      this.faults.push(...watch.judge(this.history, Number.MAX_SAFE_INTEGER))
    })
  }

  async conclude(): Promise<void> {
    await this.history.upTo(this.acknowledged)
    const last = this.acknowledged
    for (let tries = 0; tries < 100; tries++) {
      if (this.replicas.every((store) => store.revision() >= last)) break
      await sleep(50)
    }
    await sleep(300)
    for (const judge of this.#later) judge()
    for (const watch of this.watches) {
      this.events += watch.count
      this.faults.push(...watch.judge(this.history, last))
      watch.close()
    }
  }
}

export async function runModel(options: ModelOptions): Promise<ModelReport> {
  const { etcd, operations, seed } = options
  const root = `/model-${seed}-${Date.now()}/`
  const proxies = [await openProxy(etcd.endpoint), await openProxy(etcd.endpoint)]
  const clientsOf = proxies.map((proxy) => connectEtcd({ endpoints: [proxy.endpoint] }))
  const replicas = clientsOf.map((client) => openCache({ etcd: client, root, vault: openVault }))
  const run = new Run(options, replicas, proxies)
  const { revision } = await etcd.client.range({ key: root })
  await run.history.follow(etcd.client, root, revision + 1)
  await Promise.all(replicas.map((store) => store.ready()))
  const worker = async (): Promise<void> => {
    while (run.done < operations && run.faults.length === 0) await run.operate()
  }
  await Promise.all(Array.from({ length: clients }, worker))
  await run.conclude()
  for (const store of replicas) await store.close()
  for (const client of clientsOf) client.close()
  for (const proxy of proxies) proxy.close()
  return { faults: run.faults.slice(0, 5), done: run.done, events: run.events }
}
