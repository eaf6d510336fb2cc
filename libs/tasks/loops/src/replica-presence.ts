// in: a replica → out: its lease renewed and the endpoints of the kubernetes service true. Never: an election.
import { randomUUID } from 'node:crypto'
import type { KubeObject } from '@binnacle/meta'
import type { Place } from '@binnacle/objects'
import { type BootstrapTools, drafted } from './create-missing.ts'
import { kubernetesEndpoints, kubernetesSlices } from './replica-endpoints.ts'
import {
  addressAnnotation,
  aliveMs,
  isOver,
  isReplicaLease,
  type ReplicaFacts,
  renewedMs,
  replicaLease,
} from './replica-lease.ts'

const everyMs = 5_000

export interface Presence {
  /** Resolves when this replica is among the endpoints. */
  start(): Promise<void>
  /** It is the first of all replicas alive at its last renewal: for work of one for all. */
  isFirst(): boolean
  /** Takes it out of the endpoints, and then its lease away. */
  stop(): Promise<void>
}

export function createPresence(
  facts: ReplicaFacts,
  tools: BootstrapTools,
  onTrouble: (error: unknown) => void,
): Presence {
  return new ReplicaPresence(facts, tools, onTrouble)
}

class ReplicaPresence implements Presence {
  readonly #facts: ReplicaFacts
  readonly #tools: BootstrapTools
  readonly #onTrouble: (error: unknown) => void
  readonly #holder: string
  #timer: NodeJS.Timeout | undefined
  #stopped = false
  #first = false

  constructor(facts: ReplicaFacts, tools: BootstrapTools, onTrouble: (error: unknown) => void) {
    this.#facts = facts
    this.#tools = tools
    this.#onTrouble = onTrouble
    this.#holder = `${facts.id}_${randomUUID()}`
  }

  async start(): Promise<void> {
    await this.#turn()
    this.#wait()
  }

  isFirst(): boolean {
    return this.#first
  }

  async stop(): Promise<void> {
    this.#stopped = true
    this.#first = false
    clearTimeout(this.#timer)
    await settle(this.#facts, false, this.#tools)
    await drop(this.#lease(), this.#tools)
  }

  #wait(): void {
    if (this.#stopped) return
    this.#timer = setTimeout(async () => {
      await this.#turn().catch(this.#onTrouble)
      this.#wait()
    }, everyMs).unref()
  }

  #lease(): KubeObject {
    return replicaLease(this.#facts, this.#holder, this.#tools.now())
  }

  async #turn(): Promise<void> {
    const lease = this.#lease()
    const { labels, annotations } = lease.metadata
    await put(lease, this.#tools, (current) => {
      const { metadata } = current
      metadata.labels = { ...metadata.labels, ...labels }
      metadata.annotations = { ...metadata.annotations, ...annotations }
      current.spec = lease.spec
    })
    this.#first = await settle(this.#facts, true, this.#tools)
  }
}

/**
 * Makes the endpoints name all live replicas: `self` as told, the others as their leases say.
 * True: by name `self` is the first of them. A replica without an address leaves them alone.
 */
async function settle(
  { id: self, address: ownAddress }: ReplicaFacts,
  present: boolean,
  tools: BootstrapTools,
): Promise<boolean> {
  const nowMs = tools.now().getTime()
  const addresses: string[] = []
  let first = present
  for (const lease of await leases(tools)) {
    const own = lease.metadata.name === self
    const alive = own ? present : nowMs - renewedMs(lease) < aliveMs
    const address = lease.metadata.annotations?.[addressAnnotation]
    if (alive && address) addresses.push(address)
    if (alive && (lease.metadata.name ?? '') < self) first = false
    if (!own && isOver(lease, nowMs)) await drop(lease, tools)
  }
  if (ownAddress !== '') await putEndpoints(addresses, tools)
  return first
}

async function putEndpoints(addresses: readonly string[], tools: BootstrapTools): Promise<void> {
  const endpoints = kubernetesEndpoints(addresses)
  await put(endpoints, tools, (current) => {
    current.subsets = endpoints.subsets
    current.metadata.labels = { ...current.metadata.labels, ...endpoints.metadata.labels }
  })
  for (const slice of kubernetesSlices(addresses)) {
    await put(slice, tools, (current) => {
      const same = JSON.stringify(current.endpoints) === JSON.stringify(slice.endpoints)
      if (same && JSON.stringify(current.ports) === JSON.stringify(slice.ports)) return
      current.endpoints = slice.endpoints
      current.ports = slice.ports
      current.metadata.generation = (current.metadata.generation ?? 0) + 1
    })
  }
}

async function leases(tools: BootstrapTools): Promise<KubeObject[]> {
  const any = { kind: 'Lease', apiVersion: 'coordination.k8s.io/v1', metadata: { name: '' } }
  const place = tools.placeOf(any)
  if (!place) return []
  const { items } = await tools.store.list({
    shape: place.shape,
    namespace: 'kube-system',
    resourceVersion: '',
    limit: 0,
    continue: '',
  })
  return Array.from(items, (item) => item.view()).filter(isReplicaLease)
}

/** Creates, or changes what is there; an object that stays the same is not written. */
async function put(
  object: KubeObject,
  tools: BootstrapTools,
  change: (current: KubeObject) => void,
): Promise<void> {
  const place = tools.placeOf(object)
  if (!place) return
  for await (const attempt of tools.store.attempts(place)) {
    const next = attempt.current ? attempt.current.parse() : drafted({ object }, tools)
    if (attempt.current) {
      change(next)
      tools.track?.(next, 'kube-apiserver')
    }
    if (await attempt.swap(next)) return
  }
}

async function drop(object: KubeObject, tools: BootstrapTools): Promise<void> {
  const place: Place | undefined = tools.placeOf(object)
  if (!place) return
  for await (const attempt of tools.store.attempts(place)) {
    if (!attempt.current || (await attempt.remove())) return
  }
}
