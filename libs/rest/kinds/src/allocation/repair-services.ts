// in: the addresses and ports that are taken, and the Services → out: leaks freed, and what a Service holds taken again.
// A pass does little; a loop calls it. Never: the loop.
import { type KubeObject, unknownError } from '@binnacle/meta'
import type { ResourceShape, StoredObject } from '@binnacle/objects'
import { listOf } from '../parts/field-checks.ts'
import { canonicalIp } from '../parts/ip-address.ts'
import type { Surroundings } from '../surroundings.ts'
import { claimAddress, managedBy, managedByLabel, placeOfAddress } from './addresses.ts'
import { isInSpan, type NodePorts, nodePortsIn } from './node-ports.ts'

export interface RepairReport {
  freedPorts: number[]
  retakenPorts: number[]
  freedAddresses: string[]
  retakenAddresses: string[]
}

/** A Service takes before it is written: what nobody holds now may be held in a moment. */
const passesToWait = 3
const youthMs = 60_000

function portsOf(service: KubeObject): number[] {
  const ports = listOf(service.spec?.ports).map((one) => one.nodePort)
  return [...ports, service.spec?.healthCheckNodePort].filter((port) => port > 0)
}

function addressesOf(service: KubeObject): string[] {
  const ips = (service.spec?.clusterIPs ?? []) as string[]
  return ips.flatMap((ip) => canonicalIp(ip) ?? [])
}

function keyOf({ namespace = '', name = '' }: { namespace?: string; name?: string }): string {
  return `${namespace}/${name}`
}

export class ServiceRepair {
  readonly #around: Surroundings
  readonly #ports: NodePorts
  /** How often in a row a port was seen without a Service. */
  #suspects = new Map<number, number>()

  constructor(around: Surroundings) {
    this.#around = around
    this.#ports = nodePortsIn(around.store, around.settings.serviceNodePorts)
  }

  async pass(now: Date): Promise<RepairReport> {
    // What is taken is read first: a Service written in between explains it.
    const taken = new Set(await this.#ports.taken())
    const addresses = await this.#list('networking.k8s.io', 'ipaddresses')
    const services = (await this.#list('', 'services')).map((one) => one.view())
    return {
      freedPorts: await this.#freePorts(taken, services),
      retakenPorts: await this.#retakePorts(taken, services),
      freedAddresses: await this.#freeAddresses(addresses, services, now),
      retakenAddresses: await this.#retakeAddresses(addresses, services, now),
    }
  }

  async #freePorts(taken: ReadonlySet<number>, services: KubeObject[]): Promise<number[]> {
    const held = new Set(services.flatMap(portsOf))
    const before = this.#suspects
    this.#suspects = new Map()
    const freed: number[] = []
    for (const port of taken) {
      if (held.has(port)) continue
      const seen = (before.get(port) ?? 0) + 1
      if (seen < passesToWait) this.#suspects.set(port, seen)
      else freed.push(port)
    }
    await this.#ports.give(freed)
    return freed
  }

  async #retakePorts(taken: ReadonlySet<number>, services: KubeObject[]): Promise<number[]> {
    const span = this.#around.settings.serviceNodePorts
    const missing = new Set(services.flatMap(portsOf).filter((port) => !taken.has(port)))
    const retaken: number[] = []
    for (const port of missing) {
      if (!isInSpan(span, port)) continue
      if ('ports' in (await this.#ports.take([{ port }]))) retaken.push(port)
    }
    return retaken
  }

  async #freeAddresses(
    addresses: readonly StoredObject[],
    services: KubeObject[],
    now: Date,
  ): Promise<string[]> {
    const held = new Map(services.map((one) => [keyOf(one.metadata), new Set(addressesOf(one))]))
    const freed: string[] = []
    for (const { name, view } of addresses.map((one) => ({ name: one.name, view: one.view() }))) {
      if (view.metadata.labels?.[managedByLabel] !== managedBy) continue
      if (held.get(keyOf(view.spec?.parentRef ?? {}))?.has(name)) continue
      if (now.getTime() - Date.parse(view.metadata.creationTimestamp ?? '') < youthMs) continue
      if (await this.#remove(name, view.metadata.uid)) freed.push(name)
    }
    return freed
  }

  async #remove(ip: string, uid: string | undefined): Promise<boolean> {
    for await (const attempt of this.#around.store.attempts(placeOfAddress(this.#around, ip))) {
      const { current } = attempt
      if (current?.view().metadata.uid === uid) {
        if (await attempt.remove()) return true
      } else if (attempt.fresh) return false
      else attempt.retry()
    }
    return false
  }

  async #retakeAddresses(
    addresses: readonly StoredObject[],
    services: KubeObject[],
    now: Date,
  ): Promise<string[]> {
    const there = new Set(addresses.map((one) => one.name))
    const retaken: string[] = []
    for (const service of services) {
      for (const ip of addressesOf(service)) {
        if (there.has(ip)) continue
        if (await claimAddress(this.#around, ip, { service, now })) retaken.push(ip)
      }
    }
    return retaken
  }

  #shape(group: string, resource: string): ResourceShape {
    const def = this.#around.catalogue.current().resource({ group, version: 'v1' }, resource)
    if (def === undefined) throw unknownError(`${resource} are not served`)
    return this.#around.shapeOf(def)
  }

  async #list(group: string, resource: string): Promise<StoredObject[]> {
    const shape = this.#shape(group, resource)
    const query = { shape, namespace: '', resourceVersion: '', limit: 0, continue: '' }
    return [...(await this.#around.store.list(query)).items]
  }
}
