// in: the status of a ResourceClaim, new and old → out: what is wrong with it. Never: allocation.
import {
  type Dict,
  type FieldError,
  forbidden,
  invalid,
  type KubeObject,
  notSupported,
  required,
  tooLong,
  tooMany,
} from '@binnacle/meta'
import { checkNodeSelector } from '../parts/affinity-check.ts'
import { byteLength } from '../parts/bytes.ts'
import { checkConditions } from '../parts/condition-check.ts'
import { listOf } from '../parts/field-checks.ts'
import { parseCidr, showIp } from '../parts/ip-address.ts'
import { sameValue } from '../parts/same-value.ts'
import { checkDriverName } from '../parts/volume-source-checks.ts'
import {
  checkRequestRef,
  checkRequestRefs,
  type RequestNames,
  requestNames,
} from './claim-check.ts'
import {
  checkBindings,
  checkConfig,
  checkLabel,
  checkList,
  checkPoolName,
  checkRaw,
  checkSet,
  checkToleration,
} from './device-parts.ts'

const reservedMax = 256
const resultsMax = 32
const configMax = 64
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/
const conditionsMax = 8
const addressesMax = 16

interface SharedDevice {
  readonly Driver: string
  readonly Pool: string
  readonly Device: string
  readonly ShareID: string
}

function sharedDevice({ driver, pool, device, shareID }: Dict): SharedDevice {
  return { Driver: driver ?? '', Pool: pool ?? '', Device: device ?? '', ShareID: shareID ?? '' }
}

function checkNetwork(errors: FieldError[], path: string, data: Dict): void {
  for (const [field, max] of [
    ['interfaceName', 256],
    ['hardwareAddress', 128],
  ] as const) {
    if (byteLength(data[field] ?? '') > max) errors.push(tooLong(`${path}.${field}`, max))
  }
  const ips = (data.ips ?? []) as string[]
  checkSet(errors, `${path}.ips`, ips, addressesMax, { keyOf: (ip) => ip }, (ip, at) => {
    const range = parseCidr(ip)
    const text = 'must be a valid address in CIDR form, (e.g. 10.9.8.7/24 or 2001:db8::1/64)'
    if (!range) errors.push(invalid(at, ip, text))
    else {
      // Unlike a network, it keeps the bits after the prefix.
      const shown = `${showIp(range.address.family, range.address.bits)}/${range.length}`
      if (shown !== ip) errors.push(invalid(at, ip, `must be in canonical form ("${shown}")`))
    }
  })
}

function checkDevice(
  errors: FieldError[],
  path: string,
  device: Dict,
  allocated: ReadonlySet<string>,
): void {
  checkDriverName(errors, `${path}.driver`, device.driver)
  checkPoolName(errors, `${path}.pool`, device.pool)
  checkLabel(errors, `${path}.device`, device.device)
  if (device.shareID && !uuid.test(device.shareID)) {
    const text = 'must be a lowercase UUID in 8-4-4-4-12 format'
    errors.push(invalid(`${path}.shareID`, device.shareID, text))
  }
  const shared = sharedDevice(device)
  if (!allocated.has(JSON.stringify(shared))) {
    errors.push(invalid(path, shared, 'must be an allocated device in the claim'))
  }
  const conditions = listOf(device.conditions)
  if (conditions.length > conditionsMax) {
    errors.push(tooMany(`${path}.conditions`, conditions.length, conditionsMax))
  }
  checkConditions(errors, `${path}.conditions`, conditions)
  if (device.data !== undefined && device.data !== null) {
    checkRaw(errors, `${path}.data`, device.data, false)
  }
  if (device.networkData) checkNetwork(errors, `${path}.networkData`, device.networkData)
}

function checkResult(errors: FieldError[], path: string, result: Dict, names: RequestNames): void {
  checkRequestRef(errors, `${path}.request`, result.request ?? '', names)
  checkDriverName(errors, `${path}.driver`, result.driver)
  checkPoolName(errors, `${path}.pool`, result.pool)
  checkLabel(errors, `${path}.device`, result.device)
  checkBindings(errors, path, result)
  listOf(result.tolerations).forEach((one, index) => {
    checkToleration(errors, `${path}.tolerations[${index}]`, one)
  })
}

function checkAllocation(
  errors: FieldError[],
  path: string,
  allocation: Dict,
  names: RequestNames,
): void {
  const devices: Dict = allocation.devices ?? {}
  const at = `${path}.devices`
  checkList(errors, `${at}.results`, listOf(devices.results), resultsMax, (one, where) => {
    checkResult(errors, where, one, names)
  })
  checkList(errors, `${at}.config`, listOf(devices.config), configMax, (one, where) => {
    const sources = ['FromClaim', 'FromClass']
    if (!one.source) errors.push(required(`${where}.source`))
    else if (!sources.includes(one.source)) {
      errors.push(notSupported(`${where}.source`, one.source, sources))
    }
    checkRequestRefs(errors, where, one, names)
    checkConfig(errors, where, one, false)
  })
  if (allocation.nodeSelector) {
    checkNodeSelector(errors, `${path}.nodeSelector`, allocation.nodeSelector)
  }
}

function checkReservation(
  errors: FieldError[],
  object: KubeObject,
  status: Dict,
  before: Dict,
): void {
  const path = 'status.reservedFor'
  if (listOf(status.reservedFor).length === 0) return
  if (!status.allocation) {
    errors.push(forbidden(path, 'may not be specified when `allocated` is not set'))
  } else if (object.metadata.deletionTimestamp !== undefined) {
    const old = listOf(before.reservedFor)
    const isNew = (one: Dict): boolean => !old.some((other) => sameValue(one, other))
    if (!listOf(status.reservedFor).some(isNew)) return
    const text =
      'new entries may not be added while `deallocationRequested` or `deletionTimestamp` are set'
    errors.push(forbidden(path, text))
  }
}

export function checkClaimStatus(object: KubeObject, was: KubeObject): FieldError[] {
  const errors: FieldError[] = []
  const status: Dict = object.status ?? {}
  const before: Dict = was.status ?? {}
  const reserved = listOf(status.reservedFor)
  const uids = new Map(reserved.map((one) => [one.uid, one]))
  checkSet(
    errors,
    'status.reservedFor',
    reserved,
    reservedMax,
    { keyOf: (one) => uids.get(one.uid) },
    (one, at) => {
      for (const field of ['resource', 'name', 'uid']) {
        if (!one[field]) errors.push(required(`${at}.${field}`))
      }
    },
  )
  const results = listOf(status.allocation?.devices?.results)
  const allocated = new Set(results.map((one) => JSON.stringify(sharedDevice(one))))
  listOf(status.devices).forEach((device, index) => {
    checkDevice(errors, `status.devices[${index}]`, device, allocated)
  })
  checkReservation(errors, object, status, before)
  if (before.allocation && status.allocation) {
    if (!sameValue(before.allocation, status.allocation)) {
      errors.push(invalid('status.allocation', null, 'field cannot be modified once set'))
    }
  } else if (status.allocation) {
    const names = requestNames(object.spec?.devices)
    checkAllocation(errors, 'status.allocation', status.allocation, names)
  }
  return errors
}
