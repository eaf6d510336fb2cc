// in: the status of a pod, new and old → out: what cannot be, or cannot follow.
import {
  type Dict,
  dns1123Label,
  duplicate,
  type FieldError,
  forbidden,
  groupId,
  invalid,
  type KubeObject,
  nameIsSubdomain,
  notSupported,
  required,
  tooLong,
} from '@binnacle/meta'
import { isZeroAmount } from '../parts/amount.ts'
import { byteLength } from '../parts/bytes.ts'
import { listOf, qualifiedErrors, textErrors } from '../parts/field-checks.ts'
import { parseIp } from '../parts/ip-address.ts'
import { legacyIpErrors } from '../parts/ip-checks.ts'
import { pushAnnotationChanges } from './pod-check.ts'
import { checkStateChanges } from './pod-state-check.ts'

const systemConditions = ['PodScheduled', 'Ready', 'Initialized']
const uint32Max = 4294967295
const healthMessageMax = 4096

function checkConditions(errors: FieldError[], conditions: readonly Dict[]): void {
  for (const [i, condition] of conditions.entries()) {
    const at = `status.conditions[${i}]`
    if (condition.observedGeneration < 0) {
      const text = 'must be a non-negative integer'
      errors.push(invalid(`${at}.observedGeneration`, condition.observedGeneration, text))
    }
    if (!systemConditions.includes(condition.type)) {
      qualifiedErrors(errors, `${at}.Type`, condition.type ?? '')
    }
  }
}

function checkNomination(errors: FieldError[], pod: KubeObject, was: KubeObject): void {
  const path = 'status.nominatedNodeName'
  const name: string = pod.status.nominatedNodeName ?? ''
  if (name === '' || name === (was.status?.nominatedNodeName ?? '')) return
  textErrors(errors, path, name, nameIsSubdomain(name, false))
  if (was.spec.nodeName) {
    errors.push(forbidden(path, 'may not be set on pods that are already bound to a node'))
  }
}

function checkClaims(errors: FieldError[], pod: KubeObject): void {
  const seen = new Set<string>()
  const claims = listOf(pod.spec.resourceClaims)
  for (const [i, one] of listOf(pod.status.resourceClaimStatuses).entries()) {
    const at = `status.resourceClaimStatuses[${i}]`
    const name: string = one.name ?? ''
    if (!claims.some((claim) => claim.name === name)) {
      const text = 'must match the name of an entry in `spec.resourceClaims`'
      errors.push(invalid(`${at}.name`, name, text))
    }
    if (seen.has(name)) errors.push(duplicate(`${at}.name`, name))
    else seen.add(name)
    const made = one.resourceClaimName
    if (made !== undefined) {
      textErrors(errors, `${at}.resourceClaimName`, made, nameIsSubdomain(made, false))
    }
  }
}

function checkExtendedClaim(errors: FieldError[], pod: KubeObject): void {
  const claim: Dict | undefined = pod.status.extendedResourceClaimStatus
  if (!claim) return
  const path = 'status.extendedResourceClaimStatus'
  const mappings = listOf(claim.requestMappings)
  const containers = [...listOf(pod.spec.initContainers), ...listOf(pod.spec.containers)]
  if (mappings.length === 0) {
    errors.push(required(`${path}.requestMappings`, 'at least one request mapping is required'))
  }
  const seen = new Set<string>()
  for (const [i, one] of mappings.entries()) {
    const at = `${path}.requestMappings[${i}]`
    const { containerName = '', resourceName = '', requestName = '' } = one
    const container = containers.findLast((each) => each.name === containerName)
    if (!container) {
      const text =
        'must match the name of an entry in spec.initContainers.name or spec.containers.name'
      errors.push(invalid(`${at}.containerName`, containerName, text))
    } else if (!Object.hasOwn(container.resources?.requests ?? {}, resourceName)) {
      const text =
        'must match the extended resource name of an entry in spec.initContainers.resources.requests or spec.containers.resources.requests'
      errors.push(invalid(`${at}.resourceName`, resourceName, text))
    }
    textErrors(errors, `${path}.requestName`, requestName, dns1123Label(requestName))
    const key = JSON.stringify([containerName, resourceName, requestName])
    if (seen.has(key)) {
      errors.push(duplicate(`${at}.containerName`, containerName))
      errors.push(duplicate(`${at}.resourceName`, resourceName))
      errors.push(duplicate(`${at}.requestName`, requestName))
    }
    seen.add(key)
  }
  const name: string = claim.resourceClaimName ?? ''
  if (name === '') errors.push(required(`${path}.resourceClaimName`))
  else textErrors(errors, `${path}.resourceClaimName`, name, nameIsSubdomain(name, false))
}

/** At most one address of each family. */
function checkFamilies(errors: FieldError[], path: string, list: readonly Dict[]): void {
  if (list.length < 2) return
  const parsed = list.map((one) => parseIp(one.ip ?? ''))
  const unknown = list.find((_, i) => parsed[i] === undefined)
  if (unknown) {
    const detail = `failed to check for dual stack with error:invalid IP: ${unknown.ip ?? ''}`
    errors.push({ type: 'InternalError', field: path, detail })
  }
  const families = new Set(parsed.map((ip) => ip?.family))
  if (unknown || families.size !== 2 || list.length > 2) {
    const shown = list.map((one) => ({ IP: one.ip ?? '' }))
    errors.push(invalid(path, shown, 'may specify no more than one IP for each IP family'))
  }
}

function checkPodIps(errors: FieldError[], pod: KubeObject, was: KubeObject): void {
  const path = 'status.podIPs'
  const list = listOf(pod.status.podIPs)
  const before = listOf(was.status?.podIPs).map((one) => one.ip as string)
  for (const [i, one] of list.entries()) {
    errors.push(...legacyIpErrors(`${path}[${i}]`, one.ip ?? '', before))
  }
  checkFamilies(errors, path, list)
  const first = list[0]?.ip ?? ''
  const single: string = pod.status.podIP ?? ''
  if ((single !== '') !== list.length > 0) {
    const shown = list.length > 0 ? list.map((one) => ({ IP: one.ip ?? '' })) : null
    const text = 'podIP and podIPs must either both be set or both be unset'
    errors.push(invalid(path, shown, text))
  } else if (list.length > 0 && single !== first) {
    errors.push(invalid(`${path}[0].ip`, first, 'must be equal to `podIP`'))
  }
}

function checkHostIps(errors: FieldError[], pod: KubeObject, was: KubeObject): void {
  const path = 'status.hostIPs'
  const list = listOf(pod.status.hostIPs)
  if (list.length === 0) return
  const first = list[0]?.ip ?? ''
  if ((pod.status.hostIP ?? '') !== first) {
    errors.push(invalid(`${path}[0].ip`, first, 'must be equal to `hostIP`'))
  }
  const before = listOf(was.status?.hostIPs).map((one) => one.ip as string)
  for (const [i, one] of list.entries()) {
    errors.push(...legacyIpErrors(`${path}[${i}]`, one.ip ?? '', before))
  }
  checkFamilies(errors, path, list)
}

function checkUsers(errors: FieldError[], path: string, list: readonly Dict[], os: string): void {
  for (const [i, container] of list.entries()) {
    const user: Dict | undefined = container.user?.linux
    if (!user) continue
    const at = `${path}[${i}].user.linux`
    if (os === 'windows') {
      errors.push(forbidden(at, 'cannot be set for a windows pod'))
      continue
    }
    if (os !== 'linux') continue
    const uid = Number(user.uid ?? 0)
    if (uid < 0 || uid > uint32Max) {
      errors.push(invalid(`${at}.uid`, user.uid, `must be between 0 and ${uint32Max}, inclusive`))
    }
    textErrors(errors, `${at}.gid`, user.gid ?? 0, groupId(Number(user.gid ?? 0)))
    for (const [g, group] of (user.supplementalGroups ?? []).entries()) {
      textErrors(errors, `${at}.supplementalGroups[${g}]`, group, groupId(Number(group)))
    }
  }
}

function ownsResource(name: string, container: Dict, pod: KubeObject): boolean {
  const requests: Dict = container.resources?.requests ?? {}
  if (!name.startsWith('claim:')) return Object.hasOwn(requests, name)
  const claims = listOf(container.resources?.claims)
  const own = claims.some(
    (claim) => name === `claim:${claim.name}${claim.request ? `/${claim.request}` : ''}`,
  )
  if (own) return true
  const extended: Dict | undefined = pod.status.extendedResourceClaimStatus
  const [claimName, requestName] = name.slice('claim:'.length).split('/')
  if (!extended || !requestName || claimName !== extended.resourceClaimName) return false
  return listOf(extended.requestMappings).some(
    (one) =>
      one.containerName === container.name &&
      one.requestName === requestName &&
      Object.hasOwn(requests, one.resourceName) &&
      !isZeroAmount(requests[one.resourceName]),
  )
}

function checkHealth(errors: FieldError[], path: string, list: readonly Dict[]): void {
  const seen = new Set<string>()
  const words = ['Healthy', 'Unhealthy', 'Unknown']
  for (const [k, one] of list.entries()) {
    const at = `${path}.resources[${k}]`
    const health: string = one.health ?? ''
    if (!words.includes(health)) errors.push(notSupported(`${at}.health`, health, words))
    if (one.message === '') {
      errors.push(required(`${at}.message`, 'must be non-empty if specified'))
    } else if (one.message !== undefined && byteLength(one.message) > healthMessageMax) {
      errors.push(tooLong(`${at}.message`, healthMessageMax))
    }
    const id: string = one.resourceID ?? ''
    if (seen.has(id)) errors.push(duplicate(`${at}.resourceID`, id))
    else seen.add(id)
  }
}

const claimText =
  "must match one of the container's resource claims as 'claim:<claimName>/<requestName>' when container.resources.claims[*].request is set or 'claim:<claimName>' when it is empty"

function checkAllocated(errors: FieldError[], path: string, pod: KubeObject, specs: unknown): void {
  for (const [i, status] of listOf(pod.status[path]).entries()) {
    for (const [j, resource] of listOf(status.allocatedResourcesStatus).entries()) {
      const at = `status.${path}[${i}].allocatedResourcesStatus[${j}]`
      const name: string = resource.name ?? ''
      const container = listOf(specs).find((one) => one.name === status.name)
      if (container && !ownsResource(name, container, pod)) {
        const text = name.startsWith('claim:')
          ? claimText
          : "must match one of the container's resource requests"
        errors.push(invalid(`${at}.name`, name, text))
      }
      checkHealth(errors, at, listOf(resource.resources))
    }
  }
}

export function checkPodStatus(pod: KubeObject, was: KubeObject): FieldError[] {
  const errors: FieldError[] = []
  pod.status ??= {}
  const status: Dict = pod.status
  pushAnnotationChanges(errors, pod, was)
  checkConditions(errors, listOf(status.conditions))
  checkNomination(errors, pod, was)
  if (status.observedGeneration < 0) {
    const text = 'must be a non-negative integer'
    errors.push(invalid('status.observedGeneration', status.observedGeneration, text))
  }
  if ((status.qosClass ?? '') !== (was.status?.qosClass ?? '')) {
    errors.push(invalid('status.qosClass', status.qosClass ?? '', 'field is immutable'))
  }
  checkStateChanges(errors, pod, was)
  checkClaims(errors, pod)
  checkExtendedClaim(errors, pod)
  checkPodIps(errors, pod, was)
  checkHostIps(errors, pod, was)
  const os = pod.spec.os?.name ?? 'linux'
  for (const name of ['containerStatuses', 'initContainerStatuses', 'ephemeralContainerStatuses']) {
    checkUsers(errors, `status.${name}`, listOf(status[name]), os)
  }
  checkAllocated(errors, 'containerStatuses', pod, pod.spec.containers)
  checkAllocated(errors, 'initContainerStatuses', pod, pod.spec.initContainers)
  for (const [i, one] of listOf(status.ephemeralContainerStatuses).entries()) {
    if (listOf(one.allocatedResourcesStatus).length === 0) continue
    const at = `status.ephemeralContainerStatuses[${i}].allocatedResourcesStatus`
    errors.push(forbidden(at, 'must not be specified in container status'))
  }
  return errors
}
