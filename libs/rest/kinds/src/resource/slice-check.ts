// in: a ResourceSlice, new and old → out: what is wrong with it. Never: allocation.
import { type Dict, type FieldError, invalid, type KubeObject, required } from '@binnacle/meta'
import { checkNodeSelector } from '../parts/affinity-check.ts'
import { listOf, subdomainErrors } from '../parts/field-checks.ts'
import { immutable } from '../parts/number-checks.ts'
import { checkDriverName } from '../parts/volume-source-checks.ts'
import { checkDevice, checkCounters } from './device-check.ts'
import { checkLabel, checkPoolName, checkSet } from './device-parts.ts'

const devicesMax = 128
const advancedDevicesMax = 64
const counterSetsMax = 8
const oneOf =
  'exactly one of `nodeName`, `nodeSelector`, `allNodes`, `perDeviceNodeSelection` is required'

function checkNodes(errors: FieldError[], path: string, spec: Dict): void {
  const set: string[] = []
  if (typeof spec.nodeName === 'string') {
    const at = `${path}.nodeName`
    if (spec.nodeName) {
      set.push('`nodeName`')
      subdomainErrors(errors, at, spec.nodeName)
    } else errors.push(invalid(at, '', 'must be either unset or set to a non-empty string'))
  }
  if (spec.nodeSelector) {
    set.push('`nodeSelector`')
    checkNodeSelector(errors, `${path}.nodeSelector`, spec.nodeSelector)
    const terms = listOf(spec.nodeSelector.nodeSelectorTerms)
    if (terms.length !== 1) {
      const at = `${path}.nodeSelector.nodeSelectorTerms`
      errors.push(invalid(at, terms, 'must have exactly one node selector term'))
    }
  }
  for (const field of ['allNodes', 'perDeviceNodeSelection']) {
    if (spec[field] === true) set.push(`\`${field}\``)
    else if (spec[field] === false) {
      errors.push(invalid(`${path}.${field}`, false, 'must be either unset or set to true'))
    }
  }
  if (set.length === 0) errors.push(required(path, oneOf))
  else if (set.length > 1) {
    errors.push(invalid(path, `{${set.join(', ')}}`, `${oneOf}, but multiple fields are set`))
  }
}

function checkPool(errors: FieldError[], path: string, pool: Dict): void {
  checkPoolName(errors, `${path}.name`, pool.name)
  const count = pool.resourceSliceCount ?? 0
  if (count <= 0) {
    errors.push(invalid(`${path}.resourceSliceCount`, count, 'must be greater than zero'))
  }
  const generation = pool.generation ?? 0
  if (generation < 0) {
    const text = 'must be greater than or equal to zero'
    errors.push(invalid(`${path}.generation`, generation, text))
  }
}

function isAdvanced(device: Dict): boolean {
  return listOf(device.taints).length > 0 || listOf(device.consumesCounters).length > 0
}

function sliceErrors(spec: Dict, was: Dict | undefined): FieldError[] {
  const errors: FieldError[] = []
  checkDriverName(errors, 'spec.driver', spec.driver)
  checkPool(errors, 'spec.pool', spec.pool ?? {})
  if (was) {
    immutable(errors, 'spec.pool.name', spec.pool?.name, was.pool?.name)
    immutable(errors, 'spec.driver', spec.driver, was.driver)
    immutable(errors, 'spec.nodeName', spec.nodeName, was.nodeName)
  }
  checkNodes(errors, 'spec', spec)
  if (spec.sharedCounters && spec.devices) {
    errors.push(invalid('spec', '', 'only one of `sharedCounters` or `devices` is allowed'))
  }
  const name = { keyOf: (one: Dict): unknown => one.name ?? '' }
  const devices = listOf(spec.devices)
  const max = devices.some(isAdvanced) ? advancedDevicesMax : devicesMax
  checkSet(errors, 'spec.devices', devices, max, name, (device, at) => {
    const before = listOf(was?.devices).find((one) => one.name === device.name)
    checkDevice(errors, at, device, before, spec.perDeviceNodeSelection === true)
  })
  const sets = listOf(spec.sharedCounters)
  checkSet(
    errors,
    'spec.sharedCounters',
    sets,
    counterSetsMax,
    { ...name, whole: true },
    (one, at) => {
      if (one.name) checkLabel(errors, `${at}.name`, one.name)
      else errors.push(required(`${at}.name`))
      checkCounters(errors, `${at}.counters`, one.counters)
    },
  )
  return errors
}

export function checkSlice(object: KubeObject): FieldError[] {
  return sliceErrors(object.spec ?? {}, undefined)
}

export function checkSliceChange(object: KubeObject, was: KubeObject): FieldError[] {
  return sliceErrors(object.spec ?? {}, was.spec ?? {})
}
