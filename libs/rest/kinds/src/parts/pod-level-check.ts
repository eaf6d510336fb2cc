// in: what a pod asks for as a whole → out: what is wrong with it, also against its containers.
import { type Dict, type FieldError, forbidden, invalid } from '@binnacle/meta'
import { compareAmounts, showQuantity } from './amount.ts'
import { listOf } from './field-checks.ts'
import { containersTotal, isHugePages } from './pod-resources.ts'
import { checkRequirements, podResourceName } from './resource-checks.ts'

function checkTotals(errors: FieldError[], path: string, spec: Dict): void {
  const { requests, limits } = spec.resources
  for (const [name, total] of containersTotal(spec, 'requests')) {
    if (!requests || !Object.hasOwn(requests, name)) continue
    if (compareAmounts(total, requests[name]) <= 0) continue
    const text = `must be greater than or equal to aggregate container requests of ${total}`
    errors.push(invalid(`${path}.requests[${name}]`, showQuantity(requests[name]), text))
  }
  for (const [name, total] of containersTotal(spec, 'limits')) {
    if (!isHugePages(name) || !limits || !Object.hasOwn(limits, name)) continue
    if (compareAmounts(total, limits[name]) <= 0) continue
    const text = `must be greater than or equal to aggregate container limits of ${total}`
    errors.push(invalid(`${path}.limits[${name}]`, showQuantity(limits[name]), text))
  }
}

function checkLimits(errors: FieldError[], path: string, spec: Dict): void {
  const { limits } = spec.resources
  if (!limits) return
  for (const [i, container] of listOf(spec.containers).entries()) {
    const own = container.resources?.limits ?? {}
    for (const name of Object.keys(own)) {
      if (!Object.hasOwn(limits, name) || compareAmounts(own[name], limits[name]) <= 0) continue
      const text = `must be less than or equal to pod limits of ${showQuantity(limits[name])}`
      const at = `${path}.containers[${i}][${name}].limits`
      errors.push(invalid(at, showQuantity(own[name]), text))
    }
  }
}

export function checkPodLevelResources(
  errors: FieldError[],
  path: string,
  spec: Dict,
  claims: ReadonlySet<string>,
): void {
  if (!spec.resources) return
  const at = `${path}.resources`
  if (spec.os?.name === 'windows') {
    errors.push(forbidden(at, 'may not be set for a windows pod'))
    return
  }
  if (spec.resources.claims) {
    errors.push(forbidden(`${at}.claims`, 'claims may not be set for Resources at pod-level'))
  }
  checkRequirements(errors, at, spec.resources, claims, podResourceName)
  checkTotals(errors, at, spec)
  checkLimits(errors, at, spec)
}
