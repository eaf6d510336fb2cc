// in: requests and limits → out: what is wrong with them. Never: what a node has.
import {
  type Dict,
  type FieldError,
  forbidden,
  invalid,
  notFound,
  notSupported,
  qualifiedName,
  required,
} from '@binnacle/meta'
import {
  compareAmounts,
  isNegativeAmount,
  isWholeAmount,
  quantityAt,
  showQuantity,
  wholeAmount,
} from './amount.ts'
import { duplicateOf, labelErrors } from './field-checks.ts'
import { isHugePages, isPodLevelResource } from './pod-resources.ts'

const standard: ReadonlySet<string> = new Set([
  'cpu',
  'memory',
  'ephemeral-storage',
  'requests.cpu',
  'requests.memory',
  'requests.ephemeral-storage',
  'limits.cpu',
  'limits.memory',
  'limits.ephemeral-storage',
  'pods',
  'resourcequotas',
  'services',
  'replicationcontrollers',
  'secrets',
  'configmaps',
  'persistentvolumeclaims',
  'storage',
  'requests.storage',
  'services.nodeports',
  'services.loadbalancers',
])
const ofContainers: ReadonlySet<string> = new Set(['cpu', 'memory', 'ephemeral-storage'])
/** Counted in whole pieces. */
const integers: ReadonlySet<string> = new Set([
  'pods',
  'resourcequotas',
  'services',
  'replicationcontrollers',
  'secrets',
  'configmaps',
  'persistentvolumeclaims',
  'services.nodeports',
  'services.loadbalancers',
])

export type ResourceNameRule = (errors: FieldError[], path: string, name: string) => void

function isNative(name: string): boolean {
  return !name.includes('/') || name.includes('kubernetes.io/')
}

function isExtended(name: string): boolean {
  if (isNative(name) || name.startsWith('requests.')) return false
  return qualifiedName(`requests.${name}`).length === 0
}

function isStandard(name: string): boolean {
  return standard.has(name) || isHugePages(name) || name.startsWith('requests.hugepages-')
}

/** True when something was wrong. */
function checkAnyName(errors: FieldError[], path: string, name: string): boolean {
  const before = errors.length
  for (const text of qualifiedName(name)) errors.push(invalid(path, name, text))
  if (errors.length === before && !name.includes('/') && !isStandard(name)) {
    errors.push(invalid(path, name, 'must be a standard resource type or fully qualified'))
  }
  return errors.length > before
}

export const containerResourceName: ResourceNameRule = (errors, path, name) => {
  if (ofContainers.has(name)) return
  checkAnyName(errors, path, name)
  if (name.split('/').length === 1) {
    if (!isHugePages(name)) {
      errors.push(invalid(path, name, 'must be a standard resource for containers'))
    }
  } else if (!isNative(name) && !isExtended(name)) {
    errors.push(invalid(path, name, "doesn't follow extended resource name standard"))
  }
}

export const podResourceName: ResourceNameRule = (errors, path, name) => {
  if (checkAnyName(errors, path, name)) return
  if (!isPodLevelResource(name)) {
    errors.push(notSupported(path, name, ['cpu', 'hugepages-', 'memory']))
  }
}

function isInteger(name: string): boolean {
  return integers.has(name) || (!isNative(name) && isExtended(name))
}

export function checkQuantity(
  errors: FieldError[],
  path: string,
  name: string,
  quantity: unknown,
): void {
  if (isNegativeAmount(quantity)) {
    errors.push(invalid(path, showQuantity(quantity), 'must be greater than or equal to 0'))
  }
  if (isInteger(name) && !isWholeAmount(quantity)) {
    errors.push(invalid(path, showQuantity(quantity), 'must be an integer'))
  }
}

/** Pages come whole; a name whose size is no amount has none. */
function pagesFault(name: string, quantity: unknown): string | undefined {
  const size = name.slice('hugepages-'.length)
  const page = quantityAt(size)
  const fits =
    page.nanos > 0n && isWholeAmount(size) && wholeAmount(quantity) % wholeAmount(size) === 0n
  return fits ? undefined : `${showQuantity(quantity)} is not positive integer multiple of ${name}`
}

interface Found {
  cpuOrMemory: boolean
  pages: boolean
}

function checkOne(
  errors: FieldError[],
  path: string,
  name: string,
  quantity: unknown,
  found: Found,
): void {
  if (isHugePages(name)) {
    found.pages = true
    const fault = pagesFault(name, quantity)
    if (fault !== undefined) errors.push(invalid(path, showQuantity(quantity), fault))
  }
  if (name === 'cpu' || name === 'memory') found.cpuOrMemory = true
}

function checkAgainstLimit(
  errors: FieldError[],
  path: string,
  name: string,
  resources: Dict,
): void {
  const overcommits = isNative(name) && !isHugePages(name)
  const quantity = resources.requests[name]
  const limits = resources.limits
  if (limits === undefined || !Object.hasOwn(limits, name)) {
    if (!overcommits) {
      errors.push(required(`${path}.limits`, 'Limit must be set for non overcommitable resources'))
    }
    return
  }
  const order = compareAmounts(quantity, limits[name])
  if (order === 0) return
  const limit = showQuantity(limits[name])
  if (!overcommits) {
    const text = `must be equal to ${name} limit of ${limit}`
    errors.push(invalid(`${path}.requests`, showQuantity(quantity), text))
  } else if (order > 0) {
    const text = `must be less than or equal to ${name} limit of ${limit}`
    errors.push(invalid(`${path}.requests`, showQuantity(quantity), text))
  }
}

/** `claims`: the names that the pod has under spec.resourceClaims. */
export function checkRequirements(
  errors: FieldError[],
  path: string,
  resources: Dict | undefined,
  claims: ReadonlySet<string>,
  nameRule: ResourceNameRule = containerResourceName,
): void {
  if (!resources) return
  const found: Found = { cpuOrMemory: false, pages: false }
  for (const name of Object.keys(resources.limits ?? {})) {
    const at = `${path}.limits[${name}]`
    nameRule(errors, at, name)
    checkQuantity(errors, at, name, resources.limits[name])
    checkOne(errors, at, name, resources.limits[name], found)
  }
  for (const name of Object.keys(resources.requests ?? {})) {
    const at = `${path}.requests[${name}]`
    nameRule(errors, at, name)
    checkQuantity(errors, at, name, resources.requests[name])
    checkAgainstLimit(errors, path, name, resources)
    checkOne(errors, at, name, resources.requests[name], found)
  }
  if (!found.cpuOrMemory && found.pages) {
    errors.push(forbidden(path, 'HugePages require cpu or memory'))
  }
  if (resources.claims) checkClaims(errors, `${path}.claims`, resources.claims, claims)
}

function missingClaim(path: string, name: string, claims: ReadonlySet<string>): FieldError {
  const tail = claims.size === 0 ? ' which is empty' : `: ${[...claims].sort().join(', ')}`
  return {
    ...notFound(path, name),
    detail: `must be one of the names in pod.spec.resourceClaims${tail}`,
  }
}

function checkClaims(
  errors: FieldError[],
  path: string,
  list: readonly Dict[],
  claims: ReadonlySet<string>,
): void {
  const seen = new Set<string>()
  for (const [i, claim] of list.entries()) {
    const at = `${path}[${i}]`
    const name: string = claim.name ?? ''
    if (name === '') {
      errors.push(required(at))
      continue
    }
    if (seen.has(name)) errors.push(duplicateOf(at, name))
    else checkClaimRequest(errors, at, name, claim.request ?? '', seen)
    if (!claims.has(name)) errors.push(missingClaim(at, name, claims))
  }
}

function checkClaimRequest(
  errors: FieldError[],
  at: string,
  name: string,
  request: string,
  seen: Set<string>,
): void {
  if (request !== '') labelErrors(errors, `${at}.request`, request)
  const key = request === '' ? name : `${name}/${request}`
  if (seen.has(key)) errors.push(duplicateOf(at, key))
  else if (request === '') {
    for (const other of seen) {
      if (other.startsWith(`${name}/`)) errors.push(duplicateOf(at, name))
    }
  }
  seen.add(key)
}
