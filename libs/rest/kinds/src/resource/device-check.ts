// in: a device of a ResourceSlice → out: what is wrong with it. Never: the slice.
import {
  type Dict,
  type FieldError,
  forbidden,
  invalid,
  required,
  tooLong,
  tooMany,
} from '@binnacle/meta'
import { checkNodeSelector } from '../parts/affinity-check.ts'
import { byteLength } from '../parts/bytes.ts'
import { listOf, subdomainErrors } from '../parts/field-checks.ts'
import { sameValue } from '../parts/same-value.ts'
import { checkRequestPolicy } from './capacity-check.ts'
import {
  checkBindings,
  checkLabel,
  checkList,
  checkQualifiedName,
  checkSet,
  checkTaint,
} from './device-parts.ts'

const entriesMax = 32
const valuesMax = 48
const textMax = 64
const taintsMax = 16
const consumptionsMax = 2
const countersMax = 32
const keyMax = 96
const members = ['int', 'bool', 'string', 'version', 'ints', 'bools', 'strings', 'versions']
const shownMembers = members.map((one) => `\`${one}\``).join(', ')
const ownNodes = '`nodeName`, `nodeSelector`'
const inSlice = '`perDeviceNodeSelection` is set to true in the ResourceSlice spec'

const part = '(?:0|[1-9]\\d*)'
const pre = `(?:${part}|\\d*[a-zA-Z-][0-9a-zA-Z-]*)`
const version = new RegExp(
  `^${part}\\.${part}\\.${part}(?:-${pre}(?:\\.${pre})*)?(?:\\+[0-9a-zA-Z-]+(?:\\.[0-9a-zA-Z-]+)*)?$`,
)

type EntryCheck = (value: Dict, path: string) => void

/** The keys are checked at the map's own path. */
function checkEntries(
  errors: FieldError[],
  path: string,
  map: unknown,
  checkKey: (errors: FieldError[], path: string, key: string) => void,
  check: EntryCheck,
): void {
  const entries = Object.entries((map ?? {}) as Record<string, Dict>)
  for (const [key, value] of entries.sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (byteLength(key) > keyMax) errors.push(tooLong(path, keyMax))
    checkKey(errors, path, key)
    check(value ?? {}, `${path}[${key}]`)
  }
}

function checkAttribute(errors: FieldError[], path: string, attribute: Dict): void {
  const { string: text, version: release } = attribute
  if (typeof text === 'string' && byteLength(text) > textMax) {
    errors.push(tooLong(`${path}.string`, textMax))
  }
  if (typeof release === 'string') {
    const at = `${path}.version`
    if (!version.test(release)) {
      const fault = 'must be a string compatible with semver.org spec 2.0.0'
      errors.push(invalid(at, release, fault))
    }
    if (byteLength(release) > textMax) errors.push(tooLong(at, textMax))
  }
  const given = members.filter((one) => attribute[one] !== undefined && attribute[one] !== null)
  if (given.length === 0) {
    errors.push(invalid(path, '', `must specify one of: ${shownMembers}`))
  } else if (given.length > 1) {
    const fault = `must specify exactly one of: ${shownMembers}`
    errors.push(invalid(path, `{${given.join(', ')}}`, fault))
  }
}

export function checkCounters(errors: FieldError[], path: string, counters: unknown): void {
  const count = Object.keys((counters ?? {}) as Dict).length
  if (count === 0) errors.push(required(path))
  else if (count > countersMax) errors.push(tooMany(path, count, countersMax))
  else checkEntries(errors, path, counters, checkLabel, () => {})
}

function checkCapacity(errors: FieldError[], path: string, device: Dict): void {
  checkEntries(
    errors,
    path,
    device.capacity,
    checkQualifiedName,
    ({ value, requestPolicy }, at) => {
      if (!requestPolicy) return
      const where = `${at}.requestPolicy`
      if (device.allowMultipleAllocations === true) {
        checkRequestPolicy(errors, where, value, requestPolicy)
      } else errors.push(forbidden(where, 'allowMultipleAllocations must be true'))
    },
  )
}

function checkOwnNodes(errors: FieldError[], path: string, device: Dict): void {
  const set: string[] = []
  if (typeof device.nodeName === 'string') {
    const at = `${path}.nodeName`
    if (device.nodeName) {
      set.push('`nodeName`')
      subdomainErrors(errors, at, device.nodeName)
    } else errors.push(invalid(at, '', 'must not be empty'))
  }
  if (device.nodeSelector) {
    set.push('`nodeSelector`')
    checkNodeSelector(errors, `${path}.nodeSelector`, device.nodeSelector)
  }
  if (device.allNodes === true) set.push('`allNodes`')
  else if (device.allNodes === false) {
    errors.push(invalid(`${path}.allNodes`, false, 'must be either unset or set to true'))
  }
  const text = `exactly one of ${ownNodes}, or \`allNodes\` is required when ${inSlice}`
  if (set.length === 0) errors.push(required(path, text))
  else if (set.length > 1) errors.push(invalid(path, `{${set.join(', ')}}`, text))
}

function checkNodes(errors: FieldError[], path: string, device: Dict, perDevice: boolean): void {
  if (perDevice) checkOwnNodes(errors, path, device)
  else if (device.nodeName !== undefined || device.nodeSelector || device.allNodes !== undefined) {
    const text = `${ownNodes} and \`allNodes\` can only be set if ${inSlice}`
    errors.push(invalid(path, null, text))
  }
}

export function checkDevice(
  errors: FieldError[],
  path: string,
  device: Dict,
  before: Dict | undefined,
  perDevice: boolean,
): void {
  checkLabel(errors, `${path}.name`, device.name)
  const attributes = Object.keys((device.attributes ?? {}) as Dict).length
  const entries = attributes + Object.keys((device.capacity ?? {}) as Dict).length
  if (entries > entriesMax) {
    const text = `the total number of attributes and capacities must not exceed ${entriesMax}`
    errors.push(invalid(path, entries, text))
  }
  if (attributes > valuesMax) {
    const text = `the total number of attribute values must not exceed ${valuesMax}`
    errors.push(invalid(path, attributes, text))
  }
  checkEntries(errors, `${path}.attributes`, device.attributes, checkQualifiedName, (one, at) => {
    checkAttribute(errors, at, one)
  })
  if (!before || !sameValue(before.capacity, device.capacity)) {
    checkCapacity(errors, `${path}.capacity`, device)
  }
  if (!before || !sameValue(before.taints, device.taints)) {
    checkList(errors, `${path}.taints`, listOf(device.taints), taintsMax, (one, at) => {
      checkTaint(errors, at, one)
    })
  }
  const consumed = listOf(device.consumesCounters)
  const bySet = { keyOf: (one: Dict): unknown => one.counterSet ?? '', whole: true }
  checkSet(errors, `${path}.consumesCounters`, consumed, consumptionsMax, bySet, (one, at) => {
    if (one.counterSet) checkLabel(errors, `${at}.counterSet`, one.counterSet)
    else errors.push(required(`${at}.counterSet`))
    checkCounters(errors, `${at}.counters`, one.counters)
  })
  checkNodes(errors, path, device, perDevice)
  checkBindings(errors, path, device)
}
