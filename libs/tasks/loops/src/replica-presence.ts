// in: a replica → out: its lease renewed and the endpoints of the kubernetes service true. Never: an election.
import { randomUUID } from 'node:crypto'
import type { KubeObject } from '@binnacle/meta'
import type { Place } from '@binnacle/objects'
import { type BootstrapTools, drafted } from './create-missing.ts'
import { kubernetesEndpoints, kubernetesSlices } from './replica-endpoints.ts'
import {
  addressAnnotation,
  isOver,
  isReplicaLease,
  type ReplicaFacts,
  renewedMs,
  replicaLease,
} from './replica-lease.ts'

const everyMs = 5_000
/** A replica that did not renew for so long takes no more requests. */
const aliveMs = 15_000

export interface Presence {
  /** Resolves when this replica is among the endpoints. */
  start(): Promise<void>
  /** Takes it out of the endpoints, and then its lease away. */
  stop(): Promise<void>
}

export function createPresence(
  facts: ReplicaFacts,
  tools: BootstrapTools,
  onTrouble: (error: unknown) => void,
): Presence {
  const holder = `${facts.id}_${randomUUID()}`
  let timer: NodeJS.Timeout | undefined
  let stopped = false

  async function turn(): Promise<void> {
    const lease = replicaLease(facts, holder, tools.now())
    await put(lease, tools, (current) => {
      current.metadata.labels = { ...current.metadata.labels, ...lease.metadata.labels }
      current.metadata.annotations = { ...current.metadata.annotations, ...lease.metadata.annotations }
      current.spec = lease.spec
    })
    await settle(facts.id, true, tools)
  }

  async function loop(): Promise<void> {
    await turn().catch(onTrouble)
    if (!stopped) timer = setTimeout(loop, everyMs).unref()
  }

  return {
    async start() {
      await turn()
      if (!stopped) timer = setTimeout(loop, everyMs).unref()
    },
    async stop() {
      stopped = true
      clearTimeout(timer)
      await settle(facts.id, false, tools)
      await drop(replicaLease(facts, holder, tools.now()), tools)
    },
  }
}

/** Makes the endpoints name all live replicas: `self` as told, the others as their leases say. */
async function settle(self: string, present: boolean, tools: BootstrapTools): Promise<void> {
  const nowMs = tools.now().getTime()
  const addresses: string[] = []
  for (const lease of await leases(tools)) {
    const own = lease.metadata.name === self
    const alive = own ? present : nowMs - renewedMs(lease) < aliveMs
    const address = lease.metadata.annotations?.[addressAnnotation]
    if (alive && address) addresses.push(address)
    if (!own && isOver(lease, nowMs)) await drop(lease, tools)
  }
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
