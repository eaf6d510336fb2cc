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
  #last: Promise<Lease> | undefined

  constructor(etcd: EtcdClient) {
    this.#etcd = etcd
  }

  /** A lease that ends in `ttlSeconds` or a little later. */
  async take(ttlSeconds: number): Promise<LeaseId> {
    const share = Math.floor(limits.leaseSharePart * ttlSeconds)
    const extra = Math.min(share, limits.leaseShareSecondsMax)
    const last = await this.#last?.catch(() => undefined)
    if (last !== undefined && this.#fits(last, ttlSeconds, extra)) {
      last.objects++
      return last.id
    }
    const next = this.#grant(ttlSeconds + extra)
    this.#last = next
    return (await next).id
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
