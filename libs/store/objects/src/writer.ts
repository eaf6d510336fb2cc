// in: an object and the revision it must still have → out: what etcd then has.
// Never: reading ahead.
import type { EtcdClient, Guard, KeyValue, Operation, TxnAnswer } from '@binnacle/etcd'
import { encodeObject } from './json-object.ts'
import { keyOf } from './keys.ts'
import { Leases } from './leases.ts'
import type { Place, WriteOptions } from './object-store.ts'
import { asApiError } from './store-error.ts'
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
}

export class Writer {
  readonly #parts: StoreParts
  readonly #leases: Leases

  constructor(parts: StoreParts) {
    this.#parts = parts
    this.#leases = new Leases(parts.etcd)
  }

  /** `expected` 0: there must be none. `plain` is the object's JSON without resourceVersion. */
  async put(
    place: Place,
    expected: number,
    plain: Buffer,
    options: WriteOptions,
  ): Promise<Written | Lost> {
    const put = await this.#put(place, plain, options.ttlSeconds)
    return this.#commit(place, expected, put, options)
  }

  async remove(place: Place, expected: number, options: WriteOptions): Promise<Written | Lost> {
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
    options: WriteOptions,
  ): Promise<Written | Lost> {
    const key = this.#key(place)
    const guards: Guard[] = [{ key, modRevision: expected }]
    const then: Operation[] = [operation]
    for (const companion of options.companions ?? []) {
      guards.push({ key: this.#key(companion.place), modRevision: companion.revision })
      then.push(await this.#put(companion.place, encodeObject(companion.object), undefined))
    }
    const otherwise = [{ range: { key } }]
    const answer = await asApiError(this.#parts.etcd.txn({ guards, then, otherwise }))
    return outcome(answer)
  }
}

function outcome(answer: TxnAnswer): Written | Lost {
  const { revision } = answer
  if (answer.succeeded) return { written: true, revision }
  return { written: false, revision, current: answer.ranges[0]?.kvs[0] }
}
