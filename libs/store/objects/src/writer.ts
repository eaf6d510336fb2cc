// in: an object and the revision it must still have → out: what etcd then has.
// Never: reading ahead.
import type { EtcdClient, Guard, KeyValue, Operation, Txn, TxnAnswer } from '@binnacle/etcd'
import type { KubeObject } from '@binnacle/meta'
import { encodeObject } from './json-object.ts'
import { keyOf } from './keys.ts'
import { Leases } from './leases.ts'
import { limits } from './limits.ts'
import type {
  Charge,
  Place,
  Step,
  StoredObject,
  Way,
  WayOutcome,
  WriteOptions,
} from './object-store.ts'
import { PlainObject } from './plain-object.ts'
import { asApiError, asWriteError } from './store-error.ts'
import type { Vault } from './vault.ts'

export interface Written {
  readonly written: true
  readonly revision: number
}

/** Somebody was faster. */
export interface Lost {
  readonly written: false
  /** The store's revision at which `current` was seen. */
  readonly revision: number
  readonly current: KeyValue | undefined
}

export interface StoreParts {
  readonly etcd: EtcdClient
  /** `/registry/` */
  readonly root: string
  readonly vault: Vault
  /** How long objects that end by themselves may share a lease; default: a minute. */
  readonly leaseShareSecondsMax?: number
}

export interface SendOptions extends WriteOptions {
  /** Called before the write goes to etcd: from then on nobody can tell whether it was done. */
  sending?(): void
}

export class Writer {
  readonly #parts: StoreParts
  readonly #leases: Leases

  constructor(parts: StoreParts) {
    this.#parts = parts
    this.#leases = new Leases(parts.etcd, parts.leaseShareSecondsMax)
  }

  /** `expected` 0: there must be none. `plain` is the object's JSON without resourceVersion. */
  async put(
    place: Place,
    expected: number,
    plain: Buffer,
    options: SendOptions,
  ): Promise<Written | Lost> {
    const put = await this.#put(place, plain, options.ttlSeconds)
    return this.#commit(place, expected, put, options)
  }

  async remove(place: Place, expected: number, options: SendOptions): Promise<Written | Lost> {
    const remove = { remove: { key: this.#key(place) } }
    return this.#commit(place, expected, remove, options)
  }

  #key(place: Place): string {
    return this.#parts.root + keyOf(place)
  }

  async #put(place: Place, plain: Buffer, ttlSeconds: number | undefined): Promise<Operation> {
    const key = this.#key(place)
    const value = this.#parts.vault.seal(place.shape.resource, key, plain)
    if (ttlSeconds === undefined || ttlSeconds <= 0) return { put: { key, value } }
    const lease = await asApiError(this.#leases.take(ttlSeconds))
    return { put: { key, value, lease } }
  }

  async #commit(
    place: Place,
    expected: number,
    operation: Operation,
    options: SendOptions,
  ): Promise<Written | Lost> {
    const key = this.#key(place)
    const guards: Guard[] = [{ key, modRevision: expected }]
    const then: Operation[] = [operation]
    for (const companion of options.companions ?? []) {
      guards.push({ key: this.#key(companion.place), modRevision: companion.revision })
      then.push(await this.#put(companion.place, encodeObject(companion.object), undefined))
    }
    const { charge, sending } = options
    if (charge) return this.#commitCharged({ key, expected, guards, then }, charge, sending)
    const otherwise = [{ range: { key } }]
    sending?.()
    const answer = await asWriteError(this.#parts.etcd.txn({ guards, then, otherwise }))
    return outcome(answer)
  }

  async #commitCharged(
    draft: Draft,
    charge: Charge,
    sending?: () => void,
  ): Promise<Written | Lost> {
    for (;;) {
      const ways = await charge.ways()
      let settled: WayOutcome
      try {
        const { txn, sent } = await this.#chain(draft, ways)
        sending?.()
        const answer = await asWriteError(this.#parts.etcd.txn(txn))
        const { revision } = answer
        const { taken, ranges } = readChain(answer)
        if (taken !== undefined) {
          settled = { revision, taken: sent[taken] as number }
          return { written: true, revision }
        }
        const [own, ...others] = ranges.map((range) => range?.kvs[0])
        settled = { revision, found: this.#found(ways[0] ?? [], others) }
        const lost = (own?.modRevision ?? 0) !== draft.expected
        if (lost) return { written: false, revision, current: own }
      } finally {
        charge.settle(settled)
      }
    }
  }

  /** Each way in the else of the one before: exactly one is taken, or all is read. */
  async #chain(draft: Draft, ways: readonly Way[]): Promise<{ txn: Txn; sent: number[] }> {
    const places = [draft.key, ...(ways[0] ?? []).map(({ place }) => this.#key(place))]
    let otherwise: Operation[] = places.map((key) => ({ range: { key } }))
    let txn: Txn = { guards: draft.guards, then: draft.then, otherwise }
    const sent: number[] = []
    for (let index = Math.min(ways.length, this.#waysMax(draft, ways)) - 1; index >= 0; index--) {
      const way = ways[index] as Way
      const guards = way.map((step) => this.#guardOf(step))
      // Sealed anew each time, a state cannot be told by its bytes.
      if (guards.includes(undefined)) continue
      const then = [...draft.then]
      for (const { place, object } of way) {
        then.push(await this.#put(place, stepBytes(object), undefined))
      }
      txn = { guards: [...draft.guards, ...(guards as Guard[])], then, otherwise }
      otherwise = [{ txn }]
      sent.unshift(index)
    }
    return { txn, sent }
  }

  /** Each way carries the object again. */
  #waysMax({ then }: Draft, ways: readonly Way[]): number {
    let bytes = 0
    for (const operation of then) if ('put' in operation) bytes += operation.put.value.length
    for (const { object } of ways[0] ?? []) bytes += 2 * stepBytes(object).length
    return Math.max(1, Math.floor(limits.chainBytesMax / bytes))
  }

  #guardOf({ place, from }: Step): Guard | undefined {
    const key = this.#key(place)
    if ('revision' in from) return { key, modRevision: from.revision }
    const plain = stepBytes(from.object)
    const value = this.#parts.vault.seal(place.shape.resource, key, plain)
    return value === plain ? { key, value } : undefined
  }

  #found(way: Way, kvs: readonly (KeyValue | undefined)[]): (StoredObject | undefined)[] {
    return way.map(({ place }, index) => {
      const kv = kvs[index]
      if (kv === undefined) return undefined
      const { plain, stale } = this.#parts.vault.open(place.shape.resource, kv.key, kv.value)
      return new PlainObject(place, kv.modRevision, Buffer.from(plain), stale)
    })
  }
}

const bytesOfSteps = new WeakMap<KubeObject, Buffer>()

/** Writers that charge the same pass through the same states. */
function stepBytes(object: KubeObject): Buffer {
  let bytes = bytesOfSteps.get(object)
  if (bytes === undefined) {
    bytes = encodeObject(object)
    bytesOfSteps.set(object, bytes)
  }
  return bytes
}

interface Draft {
  readonly key: string
  readonly expected: number
  readonly guards: readonly Guard[]
  readonly then: readonly Operation[]
}

interface ChainAnswer {
  /** Among those that were sent. */
  readonly taken: number | undefined
  readonly ranges: TxnAnswer['ranges']
}

function readChain(answer: TxnAnswer): ChainAnswer {
  let taken = 0
  for (let at: TxnAnswer | undefined = answer; at !== undefined; at = at.inner) {
    if (at.succeeded) return { taken, ranges: [] }
    if (at.inner === undefined) return { taken: undefined, ranges: at.ranges }
    taken++
  }
  return { taken: undefined, ranges: [] }
}

function outcome(answer: TxnAnswer): Written | Lost {
  const { revision } = answer
  if (answer.succeeded) return { written: true, revision }
  return { written: false, revision, current: answer.ranges[0]?.kvs[0] }
}
