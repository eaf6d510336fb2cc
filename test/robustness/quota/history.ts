// in: an etcd whose whole history is kept → out: what each quota said and what there really was, revision by revision.
// Never: the API.
import {
  connectEtcd,
  type EtcdClient,
  type KeyEvent,
  prefixEnd,
} from '../../../libs/store/etcd/src/index.ts'

const root = '/registry/'

export interface Fault {
  readonly revision: number
  readonly quota: string
  readonly what: string
}

/** A name that a quota limits, and the registry's folder of the objects that it counts. */
export type Counted = Readonly<Record<string, string>>

interface QuotaState {
  hard: Record<string, number>
  used: Record<string, number>
}

export interface Seen {
  readonly atMs: number
  /** By `NAMESPACE/NAME of what is limited`: how much room there really was. */
  readonly room: number
}

/** Follows everything from the first revision on. */
export class History {
  readonly faults: Fault[] = []
  revisions = 0
  /** When there was how much room, of each namespace and name: for refusals to be judged by. */
  readonly rooms = new Map<string, Seen[]>()
  readonly #etcd: EtcdClient
  readonly #counted: Counted
  readonly #exactly: boolean
  readonly #quotas = new Map<string, QuotaState>()
  readonly #objects = new Map<string, Set<string>>()
  #revision = 0

  /** `exactly`: what is used is what there is at every revision; else it is never less. */
  constructor(endpoint: string, counted: Counted, exactly: boolean) {
    this.#etcd = connectEtcd({ endpoints: [endpoint] })
    this.#counted = counted
    this.#exactly = exactly
  }

  async follow(): Promise<void> {
    const start = { key: root, rangeEnd: prefixEnd(root), startRevision: 1 }
    let pending: KeyEvent[] = []
    await this.#etcd.watch(start, {
      answer: ({ events, fragment, compactRevision }) => {
        if (compactRevision > 0) throw new Error('the history is not whole')
        pending.push(...events)
        if (fragment) return
        this.#take(pending)
        pending = []
      },
      end: (error) => {
        if (this.#revision >= 0) this.faults.push({ revision: -1, quota: '', what: error.message })
      },
    })
  }

  /** Resolves once everything that etcd has now was looked at. */
  async caughtUp(): Promise<void> {
    const { kvs } = await this.#etcd.range({ key: root, rangeEnd: prefixEnd(root) })
    const last = Math.max(0, ...kvs.map(({ modRevision }) => modRevision))
    const untilMs = performance.now() + 30_000
    while (this.#revision < last) {
      if (performance.now() > untilMs) throw new Error('the history does not come')
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }

  close(): void {
    this.#revision = -1
    this.#etcd.close()
  }

  real(namespace: string, name: string): number {
    return this.#objects.get(`${this.#counted[name]}/${namespace}`)?.size ?? 0
  }

  used(namespace: string, quota: string, name: string): number {
    return this.#quotas.get(`${namespace}/${quota}`)?.used[name] ?? Number.NaN
  }

  /** Whether there was no room at some moment of this time. */
  wasFull(namespace: string, name: string, fromMs: number, toMs: number): boolean {
    const seen = this.rooms.get(`${namespace}/${name}`) ?? []
    let before = Number.POSITIVE_INFINITY
    for (const { atMs, room } of seen) {
      if (atMs > toMs) break
      if (atMs >= fromMs && room <= 0) return true
      if (atMs < fromMs) before = room
    }
    return before <= 0
  }

  #take(events: readonly KeyEvent[]): void {
    for (let at = 0; at < events.length; ) {
      const revision = (events[at] as KeyEvent).kv.modRevision
      const touched = new Set<string>()
      for (; at < events.length && (events[at] as KeyEvent).kv.modRevision === revision; at++) {
        const namespace = this.#apply(events[at] as KeyEvent)
        if (namespace !== undefined) touched.add(namespace)
      }
      this.#revision = revision
      this.revisions++
      for (const namespace of touched) this.#judge(namespace, revision)
    }
  }

  #apply({ deleted, kv }: KeyEvent): string | undefined {
    const [folder = '', namespace = '', name = ''] = kv.key.slice(root.length).split('/')
    if (name === '') return undefined
    if (folder === 'resourcequotas') {
      if (deleted) this.#quotas.delete(`${namespace}/${name}`)
      else this.#quotas.set(`${namespace}/${name}`, readQuota(kv.value))
      return namespace
    }
    if (!Object.values(this.#counted).includes(folder)) return undefined
    const objects = this.#objects.get(`${folder}/${namespace}`) ?? new Set()
    this.#objects.set(`${folder}/${namespace}`, objects)
    if (deleted) objects.delete(name)
    else objects.add(name)
    return namespace
  }

  #judge(namespace: string, revision: number): void {
    const atMs = performance.now()
    for (const [key, { hard, used }] of this.#quotas) {
      if (!key.startsWith(`${namespace}/`)) continue
      for (const name of Object.keys(this.#counted)) {
        const limit = hard[name]
        const told = used[name]
        if (limit === undefined || told === undefined) continue
        const real = this.real(namespace, name)
        const fault = (what: string) => this.faults.push({ revision, quota: key, what })
        if (real > limit) fault(`${name}: there are ${real}, ${limit} are allowed`)
        if (told < real) fault(`${name}: ${told} are told, there are ${real}`)
        if (this.#exactly && told > real) fault(`${name}: ${told} are told, there are ${real}`)
        const rooms = this.rooms.get(`${namespace}/${name}`) ?? []
        this.rooms.set(`${namespace}/${name}`, rooms)
        rooms.push({ atMs, room: limit - told })
      }
    }
  }
}

/** Counts are whole numbers here. The reference stores protobuf: run it with JSON storage. */
function readQuota(value: Buffer): QuotaState {
  const { status = {} } = JSON.parse(value.toString())
  const numbers = (list: Record<string, string> = {}) =>
    Object.fromEntries(Object.entries(list).map(([name, text]) => [name, Number(text)]))
  return { hard: numbers(status.hard), used: numbers(status.used) }
}
