// in: a Service and what it was → out: what it keeps, loses and gets by its type, in place. Never: what others hold.
import type { Dict, KubeObject } from '@binnacle/meta'
import { keepStatus } from '../parts/keep-parts.ts'
import { settleFamilies } from './service-families.ts'
import {
  addressesOf,
  familiesOf,
  getsNodePorts,
  isBalanced,
  isExternal,
  mayHaveNodePorts,
  needsAddress,
  needsHealthPort,
  nodePortsOf,
  portsOf,
  sameList,
  specOf,
} from './service-shape.ts'

/** clusterIP is the first of clusterIPs; a client that knows only one of the two means both. */
function twinAddresses(service: KubeObject, was: KubeObject | undefined): void {
  const spec = specOf(service)
  const one: string = spec.clusterIP ?? ''
  if (was === undefined) {
    if (one !== '' && addressesOf(service).length === 0) spec.clusterIPs = [one]
    return
  }
  const before: string = was.spec?.clusterIP ?? ''
  const all = addressesOf(was)
  if (all.length > 0 && addressesOf(service).length === 0 && one === before) {
    spec.clusterIPs = [...all]
  }
  if (one === before || !sameList(all, addressesOf(service))) return
  if (before !== '' && one === '') delete spec.clusterIPs
  else spec.clusterIPs = [one]
}

/** By name of the port; a number that the new ports use already is nobody's. */
function keepNodePorts(service: KubeObject, was: KubeObject): void {
  const now = new Set(nodePortsOf(service))
  const used = new Set(nodePortsOf(was).filter((port) => now.has(port)))
  const byName = new Map(portsOf(was).map((port) => [port.name ?? '', port.nodePort ?? 0]))
  for (const port of portsOf(service)) {
    if (port.nodePort) continue
    const before: number = byName.get(port.name ?? '') ?? 0
    if (before !== 0 && !used.has(before)) port.nodePort = before
  }
}

/** What an update leaves out of what the server gave stays. */
function keepGiven(service: KubeObject, was: KubeObject): void {
  const spec = specOf(service)
  if (needsAddress(was) && needsAddress(service)) {
    if (!spec.clusterIP && was.spec?.clusterIP) spec.clusterIP = was.spec.clusterIP
    if (addressesOf(service).length === 0 && addressesOf(was).length > 0) {
      spec.clusterIPs = [...addressesOf(was)]
    }
  }
  if (getsNodePorts(was) && getsNodePorts(service)) keepNodePorts(service, was)
  if (needsHealthPort(was) && needsHealthPort(service)) {
    const port: number = was.spec?.healthCheckNodePort ?? 0
    if (!spec.healthCheckNodePort && port !== 0) spec.healthCheckNodePort = port
  }
}

function dropAddress(spec: Dict, before: Dict, service: KubeObject, was: KubeObject): void {
  const sameOne = (spec.clusterIP ?? '') === (before.clusterIP ?? '')
  if (sameOne && sameList(addressesOf(was), addressesOf(service))) {
    delete spec.clusterIP
    delete spec.clusterIPs
  }
  if (sameList(familiesOf(was), familiesOf(service))) delete spec.ipFamilies
  if (spec.ipFamilyPolicy === before.ipFamilyPolicy) delete spec.ipFamilyPolicy
}

/** What belonged to the old type and was not changed goes with it. */
function dropByType(service: KubeObject, was: KubeObject): void {
  const spec = specOf(service)
  const before: Dict = was.spec ?? {}
  if (needsAddress(was) && !needsAddress(service)) dropAddress(spec, before, service, was)
  if (mayHaveNodePorts(was) && !mayHaveNodePorts(service)) {
    const old = new Set(nodePortsOf(was))
    if (nodePortsOf(service).every((port) => old.has(port))) {
      for (const port of portsOf(service)) delete port.nodePort
    }
  }
  if (needsHealthPort(was) && !needsHealthPort(service)) {
    if ((spec.healthCheckNodePort ?? 0) === (before.healthCheckNodePort ?? 0)) {
      delete spec.healthCheckNodePort
    }
  }
  if (isBalanced(was) && !isBalanced(service)) {
    for (const field of ['allocateLoadBalancerNodePorts', 'loadBalancerClass']) {
      if (spec[field] === before[field]) delete spec[field]
    }
  }
  if (isExternal(was) && !isExternal(service)) {
    if (spec.externalTrafficPolicy === before.externalTrafficPolicy) {
      delete spec.externalTrafficPolicy
    }
  }
  if (!isBalanced(service)) service.status = { ...service.status, loadBalancer: {} }
}

export function prepareService(service: KubeObject, ranges: readonly string[]): void {
  service.status = { loadBalancer: {} }
  twinAddresses(service, undefined)
  settleFamilies(service, undefined, ranges)
}

export function prepareServiceChange(
  service: KubeObject,
  was: KubeObject,
  ranges: readonly string[],
): void {
  keepGiven(service, was)
  twinAddresses(service, was)
  settleFamilies(service, was, ranges)
  keepStatus(service, was)
  dropByType(service, was)
}
