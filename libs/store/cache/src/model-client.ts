// in: a seed → out: operations on two replicas, each written down with what it answered.
// Never: outside tests.
import { ApiError } from '@binnacle/meta'
import type { Attempt, Companion, ListQuery, StoredObject, WriteOptions } from '@binnacle/objects'
import { at, listOf, thing, things } from '@binnacle/objects/contract'
import type { CachedStore } from './cached-store.ts'
import { type Random, randomOf } from './model-random.ts'
import type { Sink, Span } from './model-records.ts'
import { resumed, Watcher, withoutRevision } from './model-watcher.ts'

/** What all clients of a run share. */
export interface World {
  readonly replicas: readonly CachedStore[]
  readonly watchers: Watcher[]
  readonly sink: Sink
  /** Ticks at each beginning and each end of an operation. */
  tick: number
  /** The newest revision that any finished operation told of. */
  known: number
  texts: number
}

const keysPerSpace = 8
const spaces = ['n1', 'n2', 'n22']
const watchersMax = 24
const apps = ['x', 'y', 'z']

type Begun = Pick<Span, 'began' | 'known'>

export class Client {
  readonly #world: World
  readonly #random: Random

  constructor(world: World, seed: number) {
    this.#world = world
    this.#random = randomOf(seed)
  }

  /** One operation. A refusal is an answer too, and so is an error of unknown end. */
  async operate(): Promise<void> {
    const dice = this.#random.below(100)
    const store = this.#random.pick(this.#world.replicas)
    try {
      if (dice < 40) await this.#write(store)
      else if (dice < 65) await this.#get(store)
      else if (dice < 85) await this.#list(store)
      else if (dice < 92) await this.#pages(store)
      else await this.#watch(store)
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
    }
  }

  #begin(): Begun {
    return { began: ++this.#world.tick, known: this.#world.known }
  }

  #end(begun: Begun, revision: number): Span {
    const span = { ...begun, ended: ++this.#world.tick }
    this.#world.known = Math.max(this.#world.known, revision)
    return span
  }

  #place() {
    return at(`k${this.#random.below(keysPerSpace)}`, this.#random.pick(spaces))
  }

  #thing({ name, namespace }: { readonly name: string; readonly namespace: string }) {
    const labels = { app: this.#random.pick(apps) }
    return thing(name, { text: `t${++this.#world.texts}`, labels }, namespace)
  }

  async #write(store: CachedStore): Promise<void> {
    const place = this.#place()
    const object = this.#thing(place)
    const remove = this.#random.below(4) === 0
    let along = this.#random.below(8) === 0 ? this.#along(store, keyOf(place)) : undefined
    const begun = this.#begin()
    for await (const attempt of store.attempts(place)) {
      if (remove && attempt.current === undefined) {
        if (!attempt.fresh) attempt.retry()
        else return this.#sawNothing(begun, keyOf(place))
        continue
      }
      const stored = await change(attempt, remove ? undefined : object, along)
      if (stored === undefined) {
        // What is written along was read from an image that may be behind.
        along = undefined
        continue
      }
      const { revision } = stored
      const span = this.#end(begun, revision)
      const { sink } = this.#world
      const value = remove ? undefined : JSON.stringify(object)
      sink.write({ span, key: keyOf(place), revision, value })
      if (along === undefined) return
      const companion = JSON.stringify(along.object)
      sink.write({ span, key: keyOf(along.place), revision, value: companion })
      return
    }
  }

  /** Another object for the same transaction. */
  #along(store: CachedStore, besides: string): Companion | undefined {
    const place = this.#place()
    if (keyOf(place) === besides) return undefined
    return { place, revision: store.peek(place)?.revision ?? 0, object: this.#thing(place) }
  }

  #sawNothing(begun: Begun, key: string): void {
    const span = this.#end(begun, 0)
    this.#world.sink.read({ span, key, least: begun.known, found: undefined })
  }

  async #get(store: CachedStore): Promise<void> {
    const place = this.#place()
    const begun = this.#begin()
    const version = this.#random.pick(['', '', '0', String(begun.known)])
    const object = await store.get(place, version)
    const found = object && {
      revision: object.revision,
      value: withoutRevision(object.bytes, object.revision),
    }
    const span = this.#end(begun, object?.revision ?? 0)
    const least = version === '0' ? 0 : begun.known
    this.#world.sink.read({ span, key: keyOf(place), least, found })
  }

  #selection() {
    if (this.#random.below(2) === 0) return undefined
    const values = [this.#random.pick(apps)]
    return { labels: { requirements: [{ key: 'app', operator: '=' as const, values }] } }
  }

  async #list(store: CachedStore): Promise<void> {
    const kind = this.#random.below(4)
    const begun = this.#begin()
    const back = Math.max(1, begun.known - this.#random.below(60))
    const match = kind === 3 ? this.#random.pick(['Exact', 'NotOlderThan'] as const) : undefined
    const query = listOf({
      namespace: this.#random.pick(['', ...spaces]),
      selection: this.#selection(),
      resourceVersion: kind < 2 ? '' : kind === 2 ? '0' : String(back),
      match,
    })
    const { revision, items } = await store.list(query)
    const least = kind < 2 ? begun.known : kind === 2 ? 0 : back
    const exact = match === 'Exact' ? back : undefined
    this.#wasListed(begun, query, { least, exact, revisions: [revision], items: [...items] })
  }

  async #pages(store: CachedStore): Promise<void> {
    const namespace = this.#random.pick(['', ...spaces])
    const limit = 1 + this.#random.below(4)
    const query = listOf({ namespace, selection: this.#selection(), limit })
    const begun = this.#begin()
    const items: StoredObject[] = []
    const revisions: number[] = []
    let token = ''
    do {
      const from = this.#random.pick([store, ...this.#world.replicas])
      const page = await from.list({ ...query, continue: token })
      revisions.push(page.revision)
      items.push(...page.items)
      token = page.continue ?? ''
    } while (token !== '')
    this.#wasListed(begun, query, { least: begun.known, exact: undefined, revisions, items })
  }

  #wasListed(begun: Begun, { namespace, selection }: ListQuery, answer: ListAnswer): void {
    const items = answer.items.map((object) => {
      return `${keyOf(object)} ${object.revision} ${withoutRevision(object.bytes, object.revision)}`
    })
    const span = this.#end(begun, answer.revisions[0] as number)
    this.#world.sink.list({ ...answer, span, query: { namespace, selection }, items })
  }

  async #watch(store: CachedStore): Promise<void> {
    const { watchers, known } = this.#world
    const initial = this.#random.below(2) === 0
    const back = Math.max(1, known - this.#random.below(80))
    const watcher = await Watcher.open(store, {
      shape: things,
      namespace: this.#random.pick(['', ...spaces]),
      selection: this.#selection(),
      resourceVersion: initial ? '' : String(back),
      sendInitialEvents: initial ? true : undefined,
      allowBookmarks: initial || this.#random.below(2) === 0,
      endsAtMs: this.#soon(),
    })
    watchers.push(watcher)
    if (watchers.length > watchersMax) await this.#goOn(watchers.shift() as Watcher)
  }

  /** Half of the clients whose watch ends go on where it ended, at any replica. */
  async #goOn(watcher: Watcher): Promise<void> {
    const { watchers, replicas, sink } = this.#world
    const record = watcher.finish()
    sink.watch(record)
    const next = resumed(record)
    if (next === undefined || this.#random.below(2) === 0) return
    const endsAtMs = this.#soon()
    watchers.push(await Watcher.open(this.#random.pick(replicas), { ...next, endsAtMs }))
    if (watchers.length > watchersMax) sink.watch((watchers.shift() as Watcher).finish())
  }

  /** A bookmark comes two seconds before the end: here at any moment. */
  #soon(): number {
    return Date.now() + 2_000 + this.#random.below(500)
  }
}

interface ListAnswer {
  readonly least: number
  readonly exact: number | undefined
  readonly revisions: number[]
  readonly items: StoredObject[]
}

function keyOf({ namespace, name }: { readonly namespace: string; readonly name: string }): string {
  return `things/${namespace}/${name}`
}

/** Undefined instead of an object: it goes. */
function change(
  attempt: Attempt,
  object: ReturnType<typeof thing> | undefined,
  along: Companion | undefined,
): Promise<StoredObject | undefined> {
  const options: WriteOptions = along ? { companions: [along] } : {}
  return object ? attempt.swap(object, options) : attempt.remove(options)
}
