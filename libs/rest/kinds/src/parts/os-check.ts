// in: the operating system that a pod names → out: fields that do not go with it.
import { type Dict, type FieldError, forbidden, notSupported, required } from '@binnacle/meta'
import { visitContainers } from './visit-containers.ts'

const podFields = [
  'appArmorProfile',
  'seLinuxOptions',
  'seccompProfile',
  'fsGroup',
  'fsGroupChangePolicy',
  'sysctls',
  'runAsUser',
  'runAsGroup',
  'supplementalGroups',
  'supplementalGroupsPolicy',
  'seLinuxChangePolicy',
]
const containerFields = [
  'appArmorProfile',
  'seLinuxOptions',
  'seccompProfile',
  'capabilities',
  'readOnlyRootFilesystem',
  'privileged',
  'allowPrivilegeEscalation',
  'procMount',
  'runAsUser',
  'runAsGroup',
]
const notOnWindows = 'cannot be set for a windows pod'
const notOnLinux = 'windows options cannot be set for a linux pod'

function refuse(errors: FieldError[], path: string, owner: Dict, names: readonly string[]): void {
  for (const name of names) {
    if (owner[name] !== undefined && owner[name] !== null) {
      errors.push(forbidden(`${path}.${name}`, notOnWindows))
    }
  }
}

function checkWindows(errors: FieldError[], path: string, spec: Dict): void {
  refuse(errors, `${path}.securityContext`, spec.securityContext ?? {}, podFields)
  if (spec.hostUsers !== undefined) errors.push(forbidden(`${path}.hostUsers`, notOnWindows))
  for (const name of ['hostPID', 'hostIPC']) {
    if (spec[name]) errors.push(forbidden(`${path}.${name}`, notOnWindows))
  }
  if (spec.shareProcessNamespace !== undefined) {
    errors.push(forbidden(`${path}.shareProcessNamespace`, notOnWindows))
  }
  visitContainers(spec, path, (container, at) => {
    refuse(errors, `${at}.securityContext`, container.securityContext ?? {}, containerFields)
  })
}

function checkLinux(errors: FieldError[], path: string, spec: Dict): void {
  if (spec.securityContext?.windowsOptions) {
    errors.push(forbidden(`${path}.securityContext.windowsOptions`, notOnLinux))
  }
  visitContainers(spec, path, (container, at) => {
    if (container.securityContext?.windowsOptions) {
      errors.push(forbidden(`${at}.securityContext.windowsOptions`, notOnLinux))
    }
  })
}

export function checkOs(errors: FieldError[], path: string, spec: Dict): void {
  if (!spec.os) return
  const name: string = spec.os.name ?? ''
  if (name === '') errors.push(required(`${path}.os.name`))
  else if (name === 'windows') checkWindows(errors, path, spec)
  else if (name === 'linux') checkLinux(errors, path, spec)
  else errors.push(notSupported(`${path}.os`, name, ['linux', 'windows']))
}
