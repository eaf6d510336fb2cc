// in: the containers of a pod or template → out: what is wrong with them. Never: the pod around them.
import {
  type Dict,
  duplicate,
  type FieldError,
  forbidden,
  invalid,
  notFound,
  notSupported,
  required,
} from '@binnacle/meta'
import { checkEnv, checkEnvFrom } from './env-check.ts'
import { labelErrors, requireWord } from './field-checks.ts'
import { checkDevices, checkMounts, type Volumes } from './mount-check.ts'
import type { PodOptions } from './pod-options.ts'
import { checkHostPorts, checkPorts } from './port-check.ts'
import { checkProbes } from './probe-check.ts'
import { checkRequirements } from './resource-checks.ts'
import { checkResizePolicy, checkRestartRules } from './restart-check.ts'
import { checkSecurityContext } from './security-context-check.ts'

/** What all containers of a pod share. */
export interface Around {
  readonly spec: Dict
  readonly volumes: Volumes
  readonly claims: ReadonlySet<string>
  readonly options: PodOptions
}

function checkMessagePolicy(errors: FieldError[], path: string, policy: string | undefined): void {
  if (policy === 'File' || policy === 'FallbackToLogsOnError') return
  if (!policy) errors.push(required(path))
  else errors.push(notSupported(path, policy, ['File', 'FallbackToLogsOnError']))
}

const pullPolicies = ['Always', 'IfNotPresent', 'Never']

function checkCommon(errors: FieldError[], path: string, container: Dict, around: Around): void {
  if (!container.name) errors.push(required(`${path}.name`))
  else labelErrors(errors, `${path}.name`, container.name)
  if (!container.image) errors.push(required(`${path}.image`))
  checkMessagePolicy(errors, `${path}.terminationMessagePolicy`, container.terminationMessagePolicy)
  if (container.ports) checkPorts(errors, `${path}.ports`, container.ports)
  if (container.env) checkEnv(errors, `${path}.env`, container.env)
  if (container.envFrom) checkEnvFrom(errors, `${path}.envFrom`, container.envFrom)
  if (container.volumeMounts) checkMounts(errors, `${path}.volumeMounts`, container, around.volumes)
  if (container.volumeDevices) {
    checkDevices(errors, `${path}.volumeDevices`, container, around.volumes)
  }
  requireWord(errors, `${path}.imagePullPolicy`, container.imagePullPolicy, pullPolicies)
  checkRequirements(errors, `${path}.resources`, container.resources, around.claims)
  if (container.resizePolicy) {
    checkResizePolicy(errors, `${path}.resizePolicy`, container.resizePolicy, around.spec)
  }
  const hostUsers = around.spec.hostUsers !== false
  const context = container.securityContext
  checkSecurityContext(errors, `${path}.securityContext`, context, hostUsers, around.options)
}

export function checkContainers(errors: FieldError[], path: string, around: Around): void {
  const containers = (around.spec.containers ?? []) as Dict[]
  if (containers.length === 0) {
    errors.push(required(path))
    return
  }
  const names = new Set<string>()
  for (let i = 0; i < containers.length; i++) {
    const container = containers[i] as Dict
    const at = `${path}[${i}]`
    checkCommon(errors, at, container, around)
    const name = container.name ?? ''
    if (names.has(name)) errors.push(duplicate(`${at}.name`, name))
    else names.add(name)
    checkProbes(errors, at, container, around.spec.terminationGracePeriodSeconds)
    checkRestartRules(errors, at, container)
  }
  checkHostPorts(errors, path, containers)
}

const notForInit = 'may not be set for init containers without restartPolicy=Always'

function refuseLongRunning(errors: FieldError[], path: string, container: Dict): void {
  for (const name of ['lifecycle', 'livenessProbe', 'readinessProbe', 'startupProbe']) {
    if (container[name]) errors.push(forbidden(`${path}.${name}`, notForInit))
  }
}

function restartsForResize(container: Dict): boolean {
  return (
    container.restartPolicy !== 'Always' &&
    ((container.resizePolicy ?? []) as Dict[]).some((p) => p.restartPolicy === 'RestartContainer')
  )
}

function checkInitResize(
  errors: FieldError[],
  path: string,
  container: Dict,
  around: Around,
): void {
  if (!restartsForResize(container)) return
  if (((around.options.was?.initContainers ?? []) as Dict[]).some(restartsForResize)) return
  for (const [j, policy] of (container.resizePolicy as Dict[]).entries()) {
    if (policy.restartPolicy !== 'RestartContainer') continue
    const text = "must not be set to 'RestartContainer' for non-sidecar initContainers"
    errors.push(invalid(`${path}.resizePolicy[${j}].restartPolicy`, policy.restartPolicy, text))
  }
}

export function checkInitContainers(errors: FieldError[], path: string, around: Around): void {
  const containers = (around.spec.initContainers ?? []) as Dict[]
  const names = new Set<string>()
  for (const container of (around.spec.containers ?? []) as Dict[]) names.add(container.name ?? '')
  for (const [i, container] of containers.entries()) {
    const at = `${path}[${i}]`
    checkCommon(errors, at, container, around)
    checkRestartRules(errors, at, container, true)
    const name = container.name ?? ''
    if (names.has(name)) errors.push(duplicate(`${at}.name`, name))
    else if (name !== '') names.add(name)
    checkHostPorts(errors, path, [container])
    if (container.restartPolicy === 'Always') {
      checkProbes(errors, at, container, around.spec.terminationGracePeriodSeconds)
    } else refuseLongRunning(errors, at, container)
    checkInitResize(errors, at, container, around)
  }
}

/** Fields that a debugging container may not have, in the reference's order; the rest it may. */
const notForEphemeral = [
  'ports',
  'resources',
  'resizePolicy',
  'restartPolicy',
  'restartPolicyRules',
  'livenessProbe',
  'readinessProbe',
  'startupProbe',
  'lifecycle',
]

function isSet(value: unknown): boolean {
  if (value === undefined || value === null) return false
  if (Array.isArray(value)) return value.length > 0
  return true
}

function refuseEphemeralFields(errors: FieldError[], path: string, container: Dict): void {
  const text = 'cannot be set for an Ephemeral Container'
  for (const name of notForEphemeral) {
    const value = container[name]
    const set = name === 'resources' ? value && Object.keys(value).length > 0 : isSet(value)
    if (set) errors.push(forbidden(`${path}.${name}`, text))
  }
  for (const [i, mount] of ((container.volumeMounts ?? []) as Dict[]).entries()) {
    const at = `${path}.volumeMounts[${i}]`
    if (mount.subPath) errors.push(forbidden(`${at}.subPath`, text))
    if (mount.subPathExpr) errors.push(forbidden(`${at}.subPathExpr`, text))
  }
}

export function checkEphemeralContainers(errors: FieldError[], path: string, around: Around): void {
  const containers = (around.spec.ephemeralContainers ?? []) as Dict[]
  if (containers.length === 0) return
  const others = new Set<string>()
  for (const list of [around.spec.containers, around.spec.initContainers]) {
    for (const container of (list ?? []) as Dict[]) others.add(container.name ?? '')
  }
  const names = new Set(others)
  for (const [i, container] of containers.entries()) {
    const at = `${path}[${i}]`
    checkCommon(errors, at, container, around)
    checkImageSpace(errors, at, container)
    const name = container.name ?? ''
    if (names.has(name)) errors.push(duplicate(`${at}.name`, name))
    else names.add(name)
    const target = container.targetContainerName
    if (target && !others.has(target)) errors.push(notFound(`${at}.targetContainerName`, target))
    refuseEphemeralFields(errors, at, container)
  }
}

/** In templates old tools leave a blank image; a pod may not have one. */
export function checkImageSpace(errors: FieldError[], path: string, container: Dict): void {
  const image: string = container.image ?? ''
  if (image.trim() !== image) {
    errors.push(invalid(`${path}.image`, image, 'must not have leading or trailing whitespace'))
  }
}
