// in: a Service about to be written or gone → out: its addresses and ports taken, with how to keep or give them back.
import { internalError, invalid, type KubeObject } from '@binnacle/meta'
import { claimAddress, giveAddress, rangeFor, takeAnyAddress } from '../allocation/addresses.ts'
import { nodePortsIn } from '../allocation/node-ports.ts'
import type { WriteContext } from '../kind.ts'
import { parseCidr, parseIp, showIp } from '../parts/ip-address.ts'
import { refuse, staysPreferred } from './service-families.ts'
import { droppedPorts, portPlans, rangeText, takenText } from './service-ports.ts'
import { addressesOf, familiesOf, isHeadless, needsAddress, none, specOf } from './service-shape.ts'

type Undo = () => Promise<void>

export interface Reservation {
  commit(): Promise<void>
  release(): Promise<void>
}

const nothing: Reservation = { commit: async () => {}, release: async () => {} }

/** The addresses to take: position and what was asked for, '' for any. */
function wantedAddresses(service: KubeObject, was: KubeObject | undefined): [number, string][] {
  if (!needsAddress(service)) return []
  const asked = addressesOf(service)
  const all = familiesOf(service).map((_family, i): [number, string] => [i, asked[i] ?? ''])
  if (was === undefined || !needsAddress(was)) return asked[0] === none ? [] : all
  if (staysPreferred(service, was) || isHeadless(was)) return []
  const upgraded = familiesOf(was).length === 1 && familiesOf(service).length === 2
  return upgraded ? all.slice(1) : []
}

function droppedAddresses(service: KubeObject | undefined, was: KubeObject): string[] {
  if (!needsAddress(was) || addressesOf(was)[0] === none) return []
  if (service === undefined || !needsAddress(service)) return addressesOf(was)
  const downgraded = familiesOf(was).length === 2 && familiesOf(service).length === 1
  return downgraded ? addressesOf(was).slice(1) : []
}

function failed(service: KubeObject, text: string): void {
  refuse(service, [invalid('spec.clusterIPs', service.spec?.clusterIPs ?? [], text)])
}

/** A dry run is shown the network's own address. */
function pretended(family: 4 | 6, ranges: readonly string[]): string {
  const range = ranges.map(parseCidr).find((one) => one?.family === family)
  return range ? showIp(family, range.first) : ''
}

async function takeOne(
  service: KubeObject,
  index: number,
  asked: string,
  context: WriteContext,
): Promise<string> {
  const { surroundings: around, now, dryRun } = context
  const family = familiesOf(service)[index] === 'IPv6' ? 6 : 4
  const wish = { service, now }
  if (asked === '') {
    if (dryRun) return pretended(family, around.settings.serviceClusterIpRanges)
    const taken = await takeAnyAddress(around, family, wish)
    if (typeof taken === 'string') return taken
    const name = JSON.stringify(service.metadata.name ?? '')
    if (taken.full) {
      throw internalError(`failed to allocate a serviceIP for Service ${name}: ${taken.text}`)
    }
    failed(service, `failed to allocate IP: ${taken.text}`)
  }
  const range = rangeFor(around, asked)
  if ('text' in range) failed(service, `failed to allocate IP ${asked}: ${range.text}`)
  const parsed = parseIp(asked)
  const canonical = parsed ? showIp(parsed.family, parsed.bits) : asked
  if (!dryRun && !(await claimAddress(around, canonical, wish))) {
    failed(service, `failed to allocate IP ${asked}: provided IP is already allocated`)
  }
  return asked
}

async function takeAddresses(
  service: KubeObject,
  was: KubeObject | undefined,
  context: WriteContext,
  undo: Undo[],
): Promise<void> {
  const wanted = wantedAddresses(service, was)
  if (wanted.length === 0) return
  const spec = specOf(service)
  const all = [...addressesOf(service)]
  const count = Math.max(familiesOf(service).length, all.length)
  // While it is under way the empty places show in error texts.
  spec.clusterIPs = Array.from({ length: count }, (_, i) => all[i] ?? '')
  for (const [index, asked] of wanted) {
    const ip = await takeOne(service, index, asked, context)
    if (!context.dryRun) undo.push(() => giveAddress(context.surroundings, ip, service))
    all[index] = ip
  }
  spec.clusterIPs = all
  spec.clusterIP = all[0]
}

async function takePorts(
  service: KubeObject,
  was: KubeObject | undefined,
  context: WriteContext,
  undo: Undo[],
): Promise<void> {
  const all = portPlans(service, was)
  // In a dry run nobody looks whether a port can be had.
  const plans = context.dryRun ? all.filter(({ port }) => port === 0) : all
  for (const plan of all) if (!plans.includes(plan)) plan.settle(plan.port)
  if (plans.length === 0) return
  const { settings, store } = context.surroundings
  const span = settings.serviceNodePorts
  const ports = nodePortsIn(store, span)
  const grant = await ports.take(plans.map(({ port }) => ({ port })))
  if ('fault' in grant) {
    const { index, reason } = grant.fault
    const plan = plans[index]
    const text =
      reason === 'full' ? 'range is full' : reason === 'range' ? rangeText(span) : takenText
    if (plan?.index === undefined) {
      const port = plan?.port ?? 0
      const what =
        port === 0 ? 'a HealthCheck NodePort 0' : `requested HealthCheck NodePort ${port}`
      throw internalError(`failed to allocate ${what}: ${text}`)
    }
    if (reason === 'full') throw internalError(`failed to allocate a nodePort: ${text}`)
    refuse(service, [invalid(`spec.ports[${plan.index}].nodePort`, plan.port, text)])
    return
  }
  plans.forEach((plan, index) => plan.settle(grant.ports[index] as number))
  if (context.dryRun) await ports.give(grant.ports)
  else undo.push(() => ports.give(grant.ports))
}

async function giveUp(
  service: KubeObject | undefined,
  was: KubeObject,
  { surroundings: around }: WriteContext,
): Promise<void> {
  for (const ip of droppedAddresses(service, was)) await giveAddress(around, ip, was)
  const ports = droppedPorts(service, was)
  await nodePortsIn(around.store, around.settings.serviceNodePorts).give(ports)
}

export async function reserveService(
  service: KubeObject | undefined,
  was: KubeObject | undefined,
  context: WriteContext,
): Promise<Reservation> {
  if (context.subresource !== '') return nothing
  const undo: Undo[] = []
  const release = async () => {
    for (const step of undo.reverse()) await step()
  }
  if (service !== undefined) {
    try {
      await takeAddresses(service, was, context, undo)
      await takePorts(service, was, context, undo)
    } catch (error) {
      await release()
      throw error
    }
    // The field means nothing without an address, and reads do not show it.
    if (!needsAddress(service)) delete specOf(service).internalTrafficPolicy
  }
  const commit = async () => {
    if (was !== undefined && !context.dryRun) await giveUp(service, was, context)
  }
  return { commit, release }
}
