// in: the spec of a pod or template → out: all that is wrong with it, in upstream's order. Never: what may change.
import {
  type Dict,
  dns1123Label,
  dns1123Subdomain,
  duplicate,
  type FieldError,
  forbidden,
  invalid,
  labelsErrors,
  nameIsSubdomain,
  required,
  tooLong,
} from '@binnacle/meta'
import { checkAffinity } from './affinity-check.ts'
import { checkSpread } from './spread-check.ts'
import { byteLength } from './bytes.ts'
import {
  type Around,
  checkContainers,
  checkEphemeralContainers,
  checkInitContainers,
} from './container-check.ts'
import { checkDnsConfig, checkHostAliases } from './dns-check.ts'
import { checkFileVolumes } from './env-check.ts'
import {
  labelErrors,
  listOf,
  qualifiedErrors,
  requireWord,
  subdomainErrors,
  textErrors,
} from './field-checks.ts'
import { internalValue } from './internal-value.ts'
import { checkOs } from './os-check.ts'
import { checkPodLevelResources } from './pod-level-check.ts'
import { mirrorKey } from './pod-annotations-check.ts'
import { type PodOptions, someContainer, usesComparison } from './pod-options.ts'
import { checkHostNetworkPorts } from './port-check.ts'
import { checkRequirements } from './resource-checks.ts'
import { checkPodSecurityContext } from './security-context-check.ts'
import { checkTolerations } from './toleration-check.ts'
import { visitContainers } from './visit-containers.ts'
import { checkVolumes } from './volume-check.ts'
import { checkHostProcess } from './windows-options-check.ts'

const noClaims: ReadonlySet<string> = new Set()
const int32Max = 2147483647

function checkClaims(errors: FieldError[], path: string, spec: Dict, metadata?: Dict): void {
  const seen = new Set<string>()
  const isStatic = metadata?.annotations && Object.hasOwn(metadata.annotations, mirrorKey)
  for (const [i, claim] of listOf(spec.resourceClaims).entries()) {
    const at = `${path}.resourceClaims[${i}]`
    if (isStatic) {
      errors.push(forbidden('[]', 'static pods do not support resource claims'))
      continue
    }
    checkClaim(errors, at, claim, seen)
  }
}

function checkClaim(errors: FieldError[], at: string, claim: Dict, seen: Set<string>): void {
  const name: string = claim.name ?? ''
  if (name === '') errors.push(required(`${at}.name`))
  else if (seen.has(name)) errors.push(duplicate(`${at}.name`, name))
  else {
    labelErrors(errors, `${at}.name`, name)
    seen.add(name)
  }
  const { resourceClaimName: own, resourceClaimTemplateName: template } = claim
  const shown = () => internalValue('PodResourceClaim', claim)
  if (own !== undefined && template !== undefined) {
    const text =
      'at most one of `resourceClaimName` or `resourceClaimTemplateName` may be specified'
    errors.push(invalid(at, shown(), text))
  }
  if (own === undefined && template === undefined) {
    const text = 'must specify one of: `resourceClaimName`, `resourceClaimTemplateName`'
    errors.push(invalid(at, shown(), text))
  }
  if (own !== undefined) {
    textErrors(errors, `${at}.resourceClaimName`, own, nameIsSubdomain(own, false))
  }
  if (template !== undefined) {
    textErrors(
      errors,
      `${at}.resourceClaimTemplateName`,
      template,
      nameIsSubdomain(template, false),
    )
  }
}

function claimNames(spec: Dict): ReadonlySet<string> {
  if (!spec.resourceClaims) return noClaims
  return new Set(
    listOf(spec.resourceClaims)
      .map((claim) => claim.name)
      .filter(Boolean),
  )
}

function checkGates(errors: FieldError[], path: string, spec: Dict): void {
  for (const [i, gate] of listOf(spec.readinessGates).entries()) {
    const type = gate.conditionType ?? ''
    qualifiedErrors(errors, `${path}.readinessGates[${i}].conditionType`, type)
  }
  const seen = new Set<string>()
  for (const [i, gate] of listOf(spec.schedulingGates).entries()) {
    const at = `${path}.schedulingGates[${i}]`
    const name: string = gate.name ?? ''
    qualifiedErrors(errors, at, name)
    if (seen.has(name)) errors.push(duplicate(at, name))
    seen.add(name)
  }
}

function usesDevicesWithUsers(was: Dict | undefined): boolean {
  if (was?.hostUsers !== false) return false
  return someContainer(was, (container) => listOf(container.volumeDevices).length > 0)
}

function checkHostUsers(errors: FieldError[], path: string, spec: Dict, options: PodOptions): void {
  if (spec.hostUsers !== false) return
  const text = 'when `hostUsers` is false'
  const was = options.was
  const tolerant = was?.hostNetwork === true && was?.hostUsers === false
  if (spec.hostNetwork && !tolerant) errors.push(forbidden(`${path}.hostNetwork`, text))
  if (spec.hostPID) errors.push(forbidden(`${path}.HostPID`, text))
  if (spec.hostIPC) errors.push(forbidden(`${path}.HostIPC`, text))
  if (usesDevicesWithUsers(was)) return
  visitContainers(spec, path, (container, at) => {
    if (listOf(container.volumeDevices).length > 0) {
      errors.push(forbidden(`${at}.volumeDevices`, text))
    }
  })
}

function checkHostname(errors: FieldError[], path: string, spec: Dict): void {
  const name: string | undefined = spec.hostnameOverride
  if (name === undefined) return
  const at = `${path}.hostnameOverride`
  if (spec.setHostnameAsFQDN === true) {
    errors.push(forbidden(at, 'may not be specified when setHostnameAsFQDN is true'))
  }
  if (spec.hostNetwork) {
    errors.push(forbidden(at, 'may not be specified when hostNetwork is true'))
  }
  if (byteLength(name) > 64) errors.push(tooLong(at, 64))
  subdomainErrors(errors, at, name)
}

function checkNames(errors: FieldError[], path: string, spec: Dict): void {
  const account = spec.serviceAccountName ?? ''
  if (account !== '') {
    textErrors(errors, `${path}.serviceAccountName`, account, nameIsSubdomain(account, false))
  }
  if (spec.nodeName) {
    textErrors(errors, `${path}.nodeName`, spec.nodeName, nameIsSubdomain(spec.nodeName, false))
  }
  const deadline = spec.activeDeadlineSeconds
  if (deadline !== undefined && (deadline < 1 || deadline > int32Max)) {
    const text = `must be between 1 and ${int32Max}, inclusive`
    errors.push(invalid(`${path}.activeDeadlineSeconds`, deadline, text))
  }
  for (const name of ['hostname', 'subdomain']) {
    if (spec[name]) textErrors(errors, `${path}.${name}`, spec[name], dns1123Label(spec[name]))
  }
}

function checkClasses(errors: FieldError[], path: string, spec: Dict): void {
  const priority = spec.priorityClassName
  if (priority) {
    textErrors(errors, `${path}.priorityClassName`, priority, nameIsSubdomain(priority, false))
  }
  const runtime = spec.runtimeClassName
  if (runtime !== undefined) {
    textErrors(errors, `${path}.runtimeClassName`, runtime, dns1123Subdomain(runtime))
  }
  const preemption = spec.preemptionPolicy
  if (preemption !== undefined) {
    const words = ['PreemptLowerPriority', 'Never']
    requireWord(errors, `${path}.preemptionPolicy`, preemption, words)
  }
  if (spec.overhead) {
    checkRequirements(errors, `${path}.overhead`, { limits: spec.overhead }, noClaims)
  }
}

/** The parts that are neither containers nor volumes, up to the names. */
function checkSetting(errors: FieldError[], path: string, spec: Dict, options: PodOptions): void {
  checkHostNetworkPorts(errors, path, spec, options.isPod)
  requireWord(errors, `${path}.restartPolicy`, spec.restartPolicy, ['Always', 'OnFailure', 'Never'])
  requireWord(errors, `${path}.dnsPolicy`, spec.dnsPolicy, [
    'ClusterFirstWithHostNet',
    'ClusterFirst',
    'Default',
    'None',
  ])
  if (spec.nodeSelector) errors.push(...labelsErrors(spec.nodeSelector, `${path}.nodeSelector`))
  checkPodSecurityContext(errors, `${path}.securityContext`, spec, options)
  if (spec.shareProcessNamespace === true && spec.hostPID) {
    const text = 'ShareProcessNamespace and HostPID cannot both be enabled'
    errors.push(invalid(`${path}.shareProcessNamespace`, true, text))
  }
  checkAffinity(errors, `${path}.affinity`, spec.affinity, options.was?.affinity)
  checkDnsConfig(errors, `${path}.dnsConfig`, spec.dnsConfig, spec.dnsPolicy)
  checkGates(errors, path, spec)
  if (spec.topologySpreadConstraints) {
    const at = `${path}.topologySpreadConstraints`
    checkSpread(errors, at, spec.topologySpreadConstraints, options.was?.topologySpreadConstraints)
  }
  checkHostProcess(errors, path, spec, options.allowPrivileged)
  checkHostUsers(errors, path, spec, options)
  checkHostname(errors, path, spec)
}

/** `metadata` only for a pod itself: volumes make names from it. */
export function checkPodSpec(
  errors: FieldError[],
  path: string,
  spec: Dict,
  options: PodOptions,
  metadata?: Dict,
): void {
  if (spec.terminationGracePeriodSeconds === undefined) {
    errors.push(required(`${path}.terminationGracePeriodSeconds`))
  }
  const volumes = checkVolumes(
    errors,
    `${path}.volumes`,
    listOf(spec.volumes),
    metadata?.name ?? '',
    options,
  )
  const around: Around = { spec, volumes, claims: claimNames(spec), options }
  checkClaims(errors, path, spec, metadata)
  checkContainers(errors, `${path}.containers`, around)
  checkInitContainers(errors, `${path}.initContainers`, around)
  checkEphemeralContainers(errors, `${path}.ephemeralContainers`, around)
  checkPodLevelResources(errors, path, spec, around.claims)
  checkSetting(errors, path, spec, options)
  checkNames(errors, path, spec)
  if (spec.tolerations) {
    const comparisons = usesComparison(options.was)
    checkTolerations(errors, `${path}.tolerations`, spec.tolerations, comparisons)
  }
  if (spec.hostAliases) checkHostAliases(errors, `${path}.hostAliases`, spec.hostAliases)
  checkClasses(errors, path, spec)
  checkOs(errors, path, spec)
  const all = new Map(listOf(spec.volumes).map((volume) => [volume.name ?? '', volume]))
  visitContainers(spec, path, (container, at) => {
    if (container.env) checkFileVolumes(errors, at, container, all)
  })
}
