// in: wishes for ports of nodes → out: ports that nobody else has. One record in the store holds all of them and changes
// by compare-and-swap; wishes that wait together are granted by one write, so replicas rarely collide.
import { serverTimeout } from '@binnacle/meta'
import type { Attempt, ObjectStore, Place } from '@binnacle/objects'
import { PortBits } from './port-bits.ts'

export interface PortSpan {
  readonly from: number
  readonly to: number
}

/** One port by number, or any (0). */
export interface PortWish {
  readonly port: number
}

export type PortFault = { readonly index: number; readonly reason: 'range' | 'taken' | 'full' }
export type PortGrant = { readonly ports: number[] } | { readonly fault: PortFault }

interface Waiting {
  readonly wishes: readonly PortWish[]
  readonly giveBack: readonly number[]
  resolve(grant: PortGrant): void
  reject(error: unknown): void
}

const resource = { group: '', resource: 'rangeallocations' }

/** Where upstream keeps it too. */
const place: Place = {
  shape: { prefix: 'ranges', resource, namespaced: false, selectable: () => ({}) },
  namespace: '',
  name: 'servicenodeports',
}

/** Ports below are given out last, so that clients may ask for them by number. */
function reservedOf({ from, to }: PortSpan): number {
  const size = to - from + 1
  if (size <= 16) return 0
  return Math.min(128, Math.max(16, Math.floor(size / 32)))
}

export function isInSpan({ from, to }: PortSpan, port: number): boolean {
  return port >= from && port <= to
}

export class NodePorts {
  readonly #store: ObjectStore
  readonly #span: PortSpan
  #waiting: Waiting[] = []
  #busy = false

  constructor(store: ObjectStore, span: PortSpan) {
    this.#store = store
    this.#span = span
  }

  /** All or nothing, in order; the fault names the first wish that cannot be granted. */
  take(wishes: readonly PortWish[]): Promise<PortGrant> {
    if (wishes.length === 0) return Promise.resolve({ ports: [] })
    return this.#enqueue(wishes, [])
  }

  async give(ports: readonly number[]): Promise<void> {
    const own = ports.filter((port) => isInSpan(this.#span, port))
    if (own.length > 0) await this.#enqueue([], own)
  }

  /** What the record says now, read from the store itself. */
  async taken(): Promise<number[]> {
    const stored = await this.#store.get(place)
    const bits = PortBits.fromBase64(stored?.view().data ?? '')
    return [...bits].map((offset) => offset + this.#span.from)
  }

  #enqueue(wishes: readonly PortWish[], giveBack: readonly number[]): Promise<PortGrant> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ wishes, giveBack, resolve, reject })
      if (!this.#busy) void this.#work()
    })
  }

  async #work(): Promise<void> {
    this.#busy = true
    // Wishes of the same tick go together.
    await Promise.resolve()
    while (this.#waiting.length > 0) {
      const batch = this.#waiting
      this.#waiting = []
      try {
        const grants = await this.#write(batch)
        batch.forEach((one, index) => one.resolve(grants[index] as PortGrant))
      } catch (error) {
        for (const one of batch) one.reject(error)
      }
    }
    this.#busy = false
  }

  async #write(batch: readonly Waiting[]): Promise<PortGrant[]> {
    for await (const attempt of this.#store.attempts(place)) {
      const grants = await this.#tryOnce(batch, attempt)
      if (grants !== undefined) return grants
    }
    throw serverTimeout(resource, 'update')
  }

  async #tryOnce(batch: readonly Waiting[], attempt: Attempt): Promise<PortGrant[] | undefined> {
    const bits = PortBits.fromBase64(attempt.current?.view().data ?? '')
    const before = bits.toBase64()
    for (const { giveBack } of batch) for (const port of giveBack) bits.delete(this.#offset(port))
    const grants = batch.map(({ wishes }) => this.#grant(bits, wishes))
    const data = bits.toBase64()
    const refused = grants.some((grant) => 'fault' in grant)
    if (data === before && attempt.current !== undefined) {
      if (attempt.fresh || !refused) return grants
      attempt.retry()
      return undefined
    }
    const range = `${this.#span.from}-${this.#span.to}`
    // A record that was read from a cache cannot refuse for good, but its swap proves it fresh.
    const next = { kind: 'RangeAllocation', apiVersion: 'v1', metadata: {}, range, data }
    return (await attempt.swap(next)) ? grants : undefined
  }

  #offset(port: number): number {
    return port - this.#span.from
  }

  #grant(bits: PortBits, wishes: readonly PortWish[]): PortGrant {
    const ports: number[] = []
    const fail = (index: number, reason: PortFault['reason']): PortGrant => {
      for (const port of ports) bits.delete(this.#offset(port))
      return { fault: { index, reason } }
    }
    for (const [index, { port }] of wishes.entries()) {
      const offset = port === 0 ? this.#anyFree(bits) : this.#offset(port)
      if (offset === undefined) return fail(index, 'full')
      if (port !== 0 && !isInSpan(this.#span, port)) return fail(index, 'range')
      if (bits.has(offset)) return fail(index, 'taken')
      bits.add(offset)
      ports.push(offset + this.#span.from)
    }
    return { ports }
  }

  #anyFree(bits: PortBits): number | undefined {
    const reserved = reservedOf(this.#span)
    const end = this.#span.to - this.#span.from + 1
    return bits.anyFree(reserved, end) ?? bits.anyFree(0, reserved)
  }
}

const byStore = new WeakMap<ObjectStore, NodePorts>()

/** One for all requests of a replica, so that their wishes meet. */
export function nodePortsIn(store: ObjectStore, span: PortSpan): NodePorts {
  let ports = byStore.get(store)
  if (ports === undefined) {
    ports = new NodePorts(store, span)
    byStore.set(store, ports)
  }
  return ports
}
