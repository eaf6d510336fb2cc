// in: how long an object may live → out: a lease that many such objects share. Never: one each.
import type { EtcdClient, LeaseId } from '@binnacle/etcd'
import { limits } from './limits.ts'

interface Lease {
  readonly id: LeaseId
  readonly expiresMs: number
  objects: number
}

export class Leases {
  readonly #etcd: EtcdClient
  readonly #shareSecondsMax: number
  #last: Lease | undefined
  /** One after another, so that a burst shares the lease its first one gets. */
  #queue: Promise<unknown> = Promise.resolve()

  constructor(etcd: EtcdClient, shareSecondsMax: number = limits.leaseShareSecondsMax) {
    this.#etcd = etcd
    this.#shareSecondsMax = shareSecondsMax
  }

  /** A lease that ends in `ttlSeconds` or a little later. */
  take(ttlSeconds: number): Promise<LeaseId> {
    const taken = this.#queue.then(() => this.#pick(ttlSeconds))
    this.#queue = taken.catch(() => {})
    return taken
  }

  async #pick(ttlSeconds: number): Promise<LeaseId> {
    const share = Math.floor(limits.leaseSharePart * ttlSeconds)
    const extra = Math.min(share, this.#shareSecondsMax)
    const last = this.#last
    if (last !== undefined && this.#fits(last, ttlSeconds, extra)) {
      last.objects++
      return last.id
    }
    this.#last = await this.#grant(ttlSeconds + extra)
    return this.#last.id
  }

  #fits(lease: Lease, ttlSeconds: number, extra: number): boolean {
    const left = lease.expiresMs - performance.now()
    const enough = left > ttlSeconds * 1000
    const notTooMuch = left < (ttlSeconds + extra) * 1000
    return enough && notTooMuch && lease.objects < limits.leaseObjectsMax
  }

  async #grant(ttlSeconds: number): Promise<Lease> {
    const expiresMs = performance.now() + ttlSeconds * 1000
    return { id: await this.#etcd.grantLease(ttlSeconds), expiresMs, objects: 1 }
  }
}
