// in: bytes to keep → out: their place in large blocks outside the heap. Never: what they mean.
import { limits } from './limits.ts'

/** Anything that lies in a slab and may be moved to another. */
export interface Tenant {
  slab: Slab
  offset: number
  readonly length: number
}

export class Slab {
  readonly buffer: Buffer
  /** Bytes given out, and of these the ones still wanted. */
  used = 0
  live = 0
  tenants: Tenant[] = []

  constructor(size: number) {
    this.buffer = Buffer.allocUnsafeSlow(size)
  }
}

const nowhere = new Slab(0)

export class Slabs {
  readonly #slabBytes: number
  #current = nowhere
  #bytes = 0
  readonly #all = new Set<Slab>()

  constructor(slabBytes: number = limits.slabBytes) {
    this.#slabBytes = slabBytes
  }

  /** Bytes of all slabs that hold something wanted. */
  get bytes(): number {
    return this.#bytes
  }

  /** Where `length` bytes may be written; `settle` must follow. */
  take(length: number): { slab: Slab; offset: number } {
    const large = length > limits.sharedSlabObjectMax && this.#slabBytes > length
    if (large || length > this.#slabBytes) return { slab: this.#add(length), offset: 0 }
    if (this.#current.used + length > this.#current.buffer.length) {
      const full = this.#current
      this.#current = this.#add(Math.max(this.#slabBytes, length))
      this.#tidy(full)
    }
    return { slab: this.#current, offset: this.#current.used }
  }

  settle(tenant: Tenant): void {
    const { slab } = tenant
    slab.used = tenant.offset + tenant.length
    slab.live += tenant.length
    slab.tenants.push(tenant)
  }

  /** Nobody will ask for it by way of the index or the log; who still holds it keeps the slab. */
  release(tenant: Tenant): void {
    const { slab } = tenant
    slab.live -= tenant.length
    if (slab !== this.#current) this.#tidy(slab)
  }

  #add(size: number): Slab {
    const slab = new Slab(size)
    this.#all.add(slab)
    this.#bytes += size
    return slab
  }

  #drop(slab: Slab): void {
    if (!this.#all.delete(slab)) return
    this.#bytes -= slab.buffer.length
    slab.tenants = []
  }

  #tidy(slab: Slab): void {
    if (slab === nowhere) return
    if (slab.live === 0) {
      this.#drop(slab)
      return
    }
    if (slab.live >= slab.buffer.length * limits.slabUseMin) return
    if (slab.buffer.length > this.#slabBytes) return
    const tenants = slab.tenants
    this.#drop(slab)
    for (const tenant of tenants) {
      if (tenant.slab !== slab || (tenant as Released).released) continue
      const { slab: next, offset } = this.take(tenant.length)
      slab.buffer.copy(next.buffer, offset, tenant.offset, tenant.offset + tenant.length)
      tenant.slab = next
      tenant.offset = offset
      this.settle(tenant)
    }
  }
}

interface Released extends Tenant {
  readonly released?: boolean
}
