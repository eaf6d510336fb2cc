// in: a node → out: what is wrong with it, and with how it changed. Never: who may write it.
import {
  type Dict,
  duplicate,
  type FieldError,
  forbidden,
  internalFieldError,
  invalid,
  type KubeObject,
  labelNameErrors,
  labelValue,
} from '@binnacle/meta'
import type { WriteContext } from '../kind.ts'
import { listOf } from '../parts/field-checks.ts'
import { internalValue } from '../parts/internal-value.ts'
import { legacyCidrErrors } from '../parts/ip-checks.ts'
import { metadataAgain } from '../parts/metadata-again.ts'
import { positive } from '../parts/number-checks.ts'
import { checkQuantity } from '../parts/resource-checks.ts'
import { checkTaintEffect } from '../parts/toleration-check.ts'

const taintsKey = 'scheduler.alpha.kubernetes.io/taints'
const featurePattern = /^[A-Z][a-zA-Z0-9]*(\/[a-zA-Z][a-zA-Z0-9]*)*$/
const featureMax = 253

function checkTaints(errors: FieldError[], path: string, taints: readonly Dict[]): void {
  const seen = new Set<string>()
  taints.forEach((taint, index) => {
    const at = `${path}[${index}]`
    const { key = '', value = '', effect = '' } = taint
    errors.push(...labelNameErrors(key, `${at}.key`))
    const texts = labelValue(value)
    if (texts.length > 0) errors.push(invalid(`${at}.value`, value, texts.join(';')))
    checkTaintEffect(errors, `${at}.effect`, effect, false)
    const pair = `${effect}\n${key}`
    if (seen.has(pair)) {
      const detail = 'taints must be unique by key and effect pair'
      errors.push({ ...duplicate(at, internalValue('Taint', taint)), detail })
    }
    seen.add(pair)
  })
}

/** Taints were once written as JSON into an annotation. */
function checkTaintsAnnotation(errors: FieldError[], annotations: Dict | undefined): void {
  const text = annotations?.[taintsKey]
  if (!text) return
  try {
    const taints = JSON.parse(text)
    if (Array.isArray(taints)) checkTaints(errors, `metadata.annotations.${taintsKey}`, taints)
  } catch (error) {
    errors.push(invalid('metadata.annotations', taintsKey, (error as Error).message))
  }
}

function checkResources(errors: FieldError[], status: Dict | undefined): void {
  for (const part of ['capacity', 'allocatable']) {
    const amounts = (status?.[part] ?? {}) as Dict
    for (const name of Object.keys(amounts)) {
      checkQuantity(errors, `status.${part}.${name}`, name, amounts[name])
    }
  }
}

function featureFault(name: string): string | undefined {
  const head = `invalid feature name ${JSON.stringify(name)}: must `
  if (name.length > featureMax) return `${head}be no more than ${featureMax} characters`
  if (featurePattern.test(name)) return undefined
  return `${head}start with an UpperCamelCase segment, with subsequent segments separated by '/' (e.g., MyFeature or MyFeature/mySubFeature), and contain only alphanumeric characters and slashes`
}

function checkFeatures(errors: FieldError[], features: readonly string[]): void {
  const path = 'status.declaredFeatures'
  features.forEach((name, index) => {
    const fault = featureFault(name)
    if (fault !== undefined) errors.push(invalid(`${path}[${index}]`, name, fault))
    const next = features[index + 1]
    if (next === undefined) return
    const at = `${path}[${index + 1}]`
    if (name === next) errors.push(duplicate(at, next))
    else if (name > next) errors.push(invalid(at, next, 'list must be sorted alphabetically'))
  })
}

function checkRanges(errors: FieldError[], ranges: readonly string[]): void {
  const path = 'spec.podCIDRs'
  const wrong = ranges.map((range, index) => legacyCidrErrors(`${path}[${index}]`, range))
  errors.push(...wrong.flat())
  if (ranges.length < 2) return
  const broken = wrong.findIndex((list) => list.length > 0)
  if (broken >= 0) {
    const text = `invalid PodCIDRs. failed to check with dual stack with error:invalid CIDR[${broken}]: <nil> (invalid CIDR address: ${ranges[broken]})`
    errors.push(internalFieldError(path, text))
  }
  const families = new Set(ranges.map((range) => range.includes(':')))
  if (broken >= 0 || families.size < 2 || ranges.length > 2) {
    errors.push(invalid(path, ranges, 'may specify no more than one CIDR for each IP family'))
  }
}

export function checkNode(node: KubeObject): FieldError[] {
  const errors: FieldError[] = []
  const { spec = {}, status = {} } = node as { spec?: Dict; status?: Dict }
  checkTaintsAnnotation(errors, node.metadata.annotations)
  checkTaints(errors, 'metadata.taints', listOf(spec.taints))
  checkResources(errors, status)
  const swap = status.nodeInfo?.swap?.capacity
  if (swap !== undefined) positive(errors, 'metadata.nodeSwapStatus.capacity', swap)
  checkFeatures(errors, status.declaredFeatures ?? [])
  checkRanges(errors, spec.podCIDRs ?? [])
  return errors
}

function checkAddresses(errors: FieldError[], addresses: readonly Dict[]): void {
  const seen = new Set<string>()
  addresses.forEach((one, index) => {
    const key = `${one.type} ${one.address}`
    if (seen.has(key)) {
      errors.push(duplicate(`status.addresses[${index}]`, internalValue('NodeAddress', one)))
    }
    seen.add(key)
  })
}

function checkIdentity(errors: FieldError[], spec: Dict, was: Dict): void {
  const ranges: readonly string[] = was.podCIDRs ?? []
  const now: readonly string[] = spec.podCIDRs ?? []
  const text = 'node updates may not change podCIDR except from "" to valid'
  if (ranges.length > 0) {
    if (ranges.length !== now.length) errors.push(forbidden('spec.podCIDRs', text))
    else {
      const changed = ranges.filter((range, index) => range !== now[index])
      errors.push(...changed.map(() => forbidden('spec.podCIDRs', text)))
    }
  }
  if (!was.providerID || was.providerID === spec.providerID) return
  const fault = spec.providerID ? 'modified' : 'cleared'
  errors.push(invalid('spec.providerID', null, `field cannot be ${fault} once set`))
}

/** The checks that both a write of the node and one of its status run. */
export function checkNodeStatus(node: KubeObject, was: KubeObject): FieldError[] {
  const errors: FieldError[] = []
  const { spec = {}, status = {} } = node as { spec?: Dict; status?: Dict }
  const oldSpec = (was.spec ?? {}) as Dict
  checkTaintsAnnotation(errors, node.metadata.annotations)
  checkResources(errors, status)
  checkFeatures(errors, status.declaredFeatures ?? [])
  checkAddresses(errors, listOf(status.addresses))
  checkIdentity(errors, spec, oldSpec)
  checkTaints(errors, 'metadata.taints', listOf(spec.taints))
  if ((spec.externalID ?? '') !== (oldSpec.externalID ?? '')) {
    errors.push(forbidden('spec.externalID', 'may not be updated'))
  }
  return errors
}

export function checkNodeChange(
  node: KubeObject,
  was: KubeObject,
  context: WriteContext,
): FieldError[] {
  return [...metadataAgain(node, context), ...checkNode(node), ...checkNodeStatus(node, was)]
}
