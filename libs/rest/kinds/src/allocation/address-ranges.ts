// in: the ServiceCIDRs that there are and the server's settings → out: the ranges that addresses come from.
import type { Dict, KubeObject } from '@binnacle/meta'
import { familyBits, type IpAddress, type IpRange, parseCidr } from '../parts/ip-address.ts'
import { listOf } from '../parts/field-checks.ts'
import type { Surroundings } from '../surroundings.ts'

export const serviceCidrs = { group: 'networking.k8s.io', resource: 'servicecidrs' }

/** A range with the addresses in it that may be given out. */
export interface AddressRange {
  readonly range: IpRange
  readonly first: bigint
  readonly last: bigint
  /** Addresses below first + reserved are given out last, so that clients may ask for them by name. */
  readonly reserved: bigint
}

function reservedOf(size: bigint): bigint {
  if (size <= 16n) return 0n
  const part = size / 16n
  return part < 16n ? 16n : part > 256n ? 256n : part
}

/** Neither the network's own address nor, in IPv4, its broadcast. */
export function addressRangeOf(range: IpRange): AddressRange {
  const size = 1n << BigInt(familyBits(range.family) - range.length)
  const last = range.first + size - (range.family === 4 ? 2n : 1n)
  return { range, first: range.first + 1n, last, reserved: reservedOf(size) }
}

function isReady(cidr: KubeObject): boolean {
  if (cidr.metadata.deletionTimestamp !== undefined) return false
  const ready = listOf(cidr.status?.conditions).find((one: Dict) => one.type === 'Ready')
  return ready === undefined || ready.status === 'True'
}

/** Before the first ServiceCIDR is known, the settings say the same. */
function writtenRanges(around: Surroundings): string[] {
  const objects = [...around.lookUpAll(serviceCidrs, '')]
  if (objects.length === 0) return [...around.settings.serviceClusterIpRanges]
  return objects.filter(isReady).flatMap((cidr) => (cidr.spec?.cidrs ?? []) as string[])
}

export function addressRanges(around: Surroundings, family: 4 | 6): AddressRange[] {
  const ranges = new Map<string, AddressRange>()
  for (const text of writtenRanges(around)) {
    const range = parseCidr(text)
    if (range?.family === family) ranges.set(text, addressRangeOf(range))
  }
  return [...ranges.values()]
}

export function isWithin({ range, first, last }: AddressRange, ip: IpAddress): boolean {
  return ip.family === range.family && ip.bits >= first && ip.bits <= last
}
