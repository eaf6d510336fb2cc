// in: a Service before its addresses are taken → out: its families and their policy settled, in place, or 422.
import { type FieldError, invalid, invalidError, type KubeObject } from '@binnacle/meta'
import { parseCidr, parseIp } from '../parts/ip-address.ts'
import { addressErrors } from './service-address-check.ts'
import { addressesOf, familiesOf, needsAddress, none, sameList, specOf } from './service-shape.ts'

export type Family = 'IPv4' | 'IPv6'

export function familyOfIp(ip: string): Family | 'unknown' {
  const parsed = parseIp(ip)
  if (parsed === undefined) return 'unknown'
  return parsed.family === 4 ? 'IPv4' : 'IPv6'
}

/** The families that the server gives addresses of; the first is the default. */
export function servedFamilies(ranges: readonly string[]): Family[] {
  const found = ranges.map((range) => (parseCidr(range)?.family === 6 ? 'IPv6' : 'IPv4'))
  return found.length === 0 ? ['IPv4'] : found
}

function other(family: string): Family {
  return family === 'IPv4' ? 'IPv6' : 'IPv4'
}

export function refuse(service: KubeObject, errors: readonly FieldError[]): void {
  if (errors.length === 0) return
  throw invalidError({ group: '', kind: 'Service' }, service.metadata.name ?? '', errors)
}

/** PreferDualStack that stays as it is needs nothing. */
export function staysPreferred(service: KubeObject, was: KubeObject | undefined): boolean {
  if (was === undefined) return false
  const [now, before] = [service.spec ?? {}, was.spec ?? {}]
  if (now.ipFamilyPolicy !== 'PreferDualStack') return false
  if ((before.ipFamilyPolicy ?? 'PreferDualStack') !== 'PreferDualStack') return false
  if (before.type !== now.type || !['ClusterIP', 'NodePort', 'LoadBalancer'].includes(now.type)) {
    return false
  }
  const sameIps = sameList(addressesOf(was), addressesOf(service))
  return sameIps && sameList(familiesOf(was), familiesOf(service))
}

function settlePolicy(service: KubeObject, was: KubeObject | undefined): void {
  const spec = specOf(service)
  if (spec.ipFamilyPolicy !== undefined) return
  const noSelector = Object.keys(spec.selector ?? {}).length === 0
  if (was?.spec?.ipFamilyPolicy !== undefined) spec.ipFamilyPolicy = was.spec.ipFamilyPolicy
  else if (spec.clusterIP === none && noSelector) spec.ipFamilyPolicy = 'RequireDualStack'
  else spec.ipFamilyPolicy = 'SingleStack'
}

/** Giving up the second family: implied by SingleStack, an error with another policy. */
function reduce(service: KubeObject, was: KubeObject): FieldError[] {
  const spec = specOf(service)
  const path = 'spec.ipFamilyPolicy'
  const [ips, families] = [addressesOf(service), familiesOf(service)]
  if (spec.ipFamilyPolicy === 'SingleStack') {
    if (ips.length > 1 && sameList(addressesOf(was), ips)) spec.clusterIPs = ips.slice(0, 1)
    if (families.length > 1 && sameList(familiesOf(was), families)) {
      spec.ipFamilies = families.slice(0, 1)
    }
    return []
  }
  const errors: FieldError[] = []
  if (ips.length > 0 && ips.length < addressesOf(was).length) {
    const text = "must be 'SingleStack' to release the secondary cluster IP"
    errors.push(invalid(path, spec.ipFamilyPolicy, text))
  }
  if (families.length > 0 && families.length < familiesOf(was).length) {
    const text = "must be 'SingleStack' to release the secondary IP family"
    errors.push(invalid(path, spec.ipFamilyPolicy, text))
  }
  return errors
}

function tooManyForSingle(service: KubeObject): FieldError[] {
  const spec = specOf(service)
  if (spec.ipFamilyPolicy !== 'SingleStack') return []
  const text = (what: string) =>
    `must be 'RequireDualStack' or 'PreferDualStack' when multiple ${what} are specified`
  const add = (what: string) => invalid('spec.ipFamilyPolicy', spec.ipFamilyPolicy, text(what))
  return [
    ...(addressesOf(service).length === 2 ? [add('cluster IPs')] : []),
    ...(familiesOf(service).length === 2 ? [add('IP families')] : []),
  ]
}

/** Families follow from addresses that were asked for. */
function familiesOfAddresses(service: KubeObject, served: readonly Family[]): FieldError[] {
  const spec = specOf(service)
  const errors: FieldError[] = []
  for (const [index, ip] of addressesOf(service).entries()) {
    if (ip === none) break
    if (index < familiesOf(service).length) continue
    const family = familyOfIp(ip)
    if ((served as readonly string[]).includes(family)) {
      spec.ipFamilies = [...familiesOf(service), family]
    } else {
      const text = `${family} is not configured on this cluster`
      errors.push(invalid(`spec.clusterIPs[${index}]`, spec.clusterIPs, text))
    }
  }
  return errors
}

function notServed(service: KubeObject, served: readonly Family[]): FieldError[] {
  const spec = specOf(service)
  const errors: FieldError[] = []
  if (spec.ipFamilyPolicy === 'RequireDualStack' && served.length < 2) {
    const text = 'this cluster is not configured for dual-stack services'
    errors.push(invalid('spec.ipFamilyPolicy', spec.ipFamilyPolicy, text))
  }
  for (const [index, family] of familiesOf(service).entries()) {
    if ((served as readonly string[]).includes(family)) continue
    errors.push(invalid(`spec.ipFamilies[${index}]`, family, 'not configured on this cluster'))
  }
  return errors
}

function addSecond(service: KubeObject): void {
  const spec = specOf(service)
  const families = familiesOf(service)
  if (spec.ipFamilyPolicy === 'SingleStack' || families.length !== 1) return
  spec.ipFamilies = [...families, other(families[0] as string)]
}

export function settleFamilies(
  service: KubeObject,
  was: KubeObject | undefined,
  ranges: readonly string[],
): void {
  if (!needsAddress(service) || staysPreferred(service, was)) return
  const served = servedFamilies(ranges)
  const spec = specOf(service)
  settlePolicy(service, was)
  refuse(service, addressErrors(service, was))
  const errors = was ? reduce(service, was) : []
  errors.push(...tooManyForSingle(service), ...familiesOfAddresses(service, served))
  refuse(service, errors)
  const noSelector = Object.keys(spec.selector ?? {}).length === 0
  const free = spec.clusterIP === none && noSelector
  if (!free) refuse(service, notServed(service, served))
  if (familiesOf(service).length === 0) spec.ipFamilies = [served[0]]
  // Without a selector nobody else can tell which families its endpoints have.
  if (free || served.length === 2) addSecond(service)
}
