// in: a Service that wants an address → out: an IPAddress in the store, created only when nobody has it. The object is
// the lock: replicas need no other. Never: which address a Service should have.
import { randomBytes, randomUUID } from 'node:crypto'
import { ApiError, formatTime, type KubeObject, unknownError } from '@binnacle/meta'
import type { Place } from '@binnacle/objects'
import { parseIp, showIp } from '../parts/ip-address.ts'
import type { Surroundings } from '../surroundings.ts'
import { type AddressRange, addressRanges, isWithin } from './address-ranges.ts'

const group = 'networking.k8s.io'
export const ipAddresses = { group, resource: 'ipaddresses' }
export const managedBy = 'ipallocator.k8s.io'
export const managedByLabel = 'ipaddress.kubernetes.io/managed-by'
export const familyLabel = 'ipaddress.kubernetes.io/ip-family'

/** Why an address cannot be had; the reference's words. */
export type Refusal = { readonly text: string; readonly full?: true }

export function placeOfAddress(around: Surroundings, ip: string): Place {
  const def = around.catalogue.current().resource({ group, version: 'v1' }, 'ipaddresses')
  if (def === undefined) throw unknownError('ipaddresses are not served')
  return { shape: around.shapeOf(def), namespace: '', name: ip }
}

interface Wish {
  readonly service: KubeObject
  readonly now: Date
}

function recordOf(ip: string, family: 4 | 6, { service, now }: Wish): KubeObject {
  const time = formatTime(now)
  const labels = { [familyLabel]: family === 4 ? 'IPv4' : 'IPv6', [managedByLabel]: managedBy }
  const fieldsV1 = {
    'f:metadata': {
      'f:labels': { '.': {}, [`f:${familyLabel}`]: {}, [`f:${managedByLabel}`]: {} },
    },
    'f:spec': {
      'f:parentRef': { '.': {}, 'f:name': {}, 'f:namespace': {}, 'f:resource': {} },
    },
  }
  return {
    apiVersion: `${group}/v1`,
    kind: 'IPAddress',
    metadata: {
      name: ip,
      uid: randomUUID(),
      creationTimestamp: time,
      labels,
      managedFields: [
        {
          manager: 'kube-apiserver',
          operation: 'Update',
          apiVersion: `${group}/v1`,
          time,
          fieldsType: 'FieldsV1',
          fieldsV1,
        },
      ],
    },
    spec: {
      parentRef: {
        resource: 'services',
        namespace: service.metadata.namespace,
        name: service.metadata.name,
      },
    },
  }
}

/** False: somebody has it. */
export async function claimAddress(around: Surroundings, ip: string, wish: Wish): Promise<boolean> {
  const family = parseIp(ip)?.family ?? 4
  try {
    const stored = await around.store.create(placeOfAddress(around, ip), recordOf(ip, family, wish))
    return stored !== undefined
  } catch (error) {
    if (error instanceof ApiError && error.reason === 'AlreadyExists') return false
    throw error
  }
}

/** The range that an address belongs to, or why it cannot be had. */
export function rangeFor(around: Surroundings, ip: string): AddressRange | Refusal {
  const parsed = parseIp(ip)
  if (parsed === undefined) return { text: `failed to parse service IP ${JSON.stringify(ip)}` }
  const ranges = addressRanges(around, parsed.family)
  // The network's own address and its broadcast belong to no range either.
  const range = ranges.find((one) => isWithin(one, parsed))
  return range ?? { text: 'the provided network does not match the current range' }
}

function randomBelow(count: bigint): bigint {
  if (count <= 1n) return 0n
  return BigInt(`0x${randomBytes(24).toString('hex')}`) % count
}

/** Each address of the span once, from a random one on. */
function* walk(first: bigint, last: bigint): Generator<bigint> {
  if (last < first) return
  const start = first + randomBelow(last - first + 1n)
  for (let ip = start; ip <= last; ip++) yield ip
  for (let ip = first; ip < start; ip++) yield ip
}

async function takeFrom(
  around: Surroundings,
  candidates: Iterable<bigint>,
  family: 4 | 6,
  wish: Wish,
): Promise<string | undefined> {
  for (const bits of candidates) {
    const ip = showIp(family, bits)
    if (around.lookUp(ipAddresses, '', ip) !== undefined) continue
    if (await claimAddress(around, ip, wish)) return ip
  }
  return undefined
}

/** Any free address of the family; the reserved band of each range comes last. */
export async function takeAnyAddress(
  around: Surroundings,
  family: 4 | 6,
  wish: Wish,
): Promise<string | Refusal> {
  for (const { first, last, reserved } of addressRanges(around, family)) {
    const upper = await takeFrom(around, walk(first + reserved, last), family, wish)
    if (upper !== undefined) return upper
    const lower = await takeFrom(around, walk(first, first + reserved - 1n), family, wish)
    if (lower !== undefined) return lower
  }
  return { text: 'range is full', full: true }
}

/** Only when it still belongs to the Service: a repair may have given it to another one. */
export async function giveAddress(
  around: Surroundings,
  ip: string,
  service: KubeObject,
): Promise<void> {
  const parsed = parseIp(ip)
  if (parsed === undefined) return
  const place = placeOfAddress(around, showIp(parsed.family, parsed.bits))
  for await (const attempt of around.store.attempts(place)) {
    const parent = attempt.current?.view().spec?.parentRef
    const { name, namespace } = service.metadata
    if (parent?.name !== name || parent?.namespace !== namespace) {
      if (attempt.fresh) return
      attempt.retry()
      continue
    }
    if (await attempt.remove()) return
  }
}
