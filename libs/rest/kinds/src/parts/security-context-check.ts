// in: security contexts of pods and containers → out: what is wrong with them. Never: admission's policies.
import {
  type Dict,
  type FieldError,
  forbidden,
  groupId,
  invalid,
  notSupported,
  required,
  userId,
} from '@binnacle/meta'
import { checkAppArmorProfile } from './app-armor.ts'
import { textErrors, wordIfAny } from './field-checks.ts'
import { internalValue } from './internal-value.ts'
import { localDescending } from './path-checks.ts'
import { hasSysAdmin, type PodOptions, someContainer } from './pod-options.ts'
import { checkSysctls } from './sysctl-check.ts'
import { checkWindowsOptions } from './windows-options-check.ts'

const seccompTypes = ['Localhost', 'RuntimeDefault', 'Unconfined']

function checkSeccomp(errors: FieldError[], path: string, profile: Dict | undefined): void {
  if (!profile) return
  const { type } = profile
  if (!type) {
    errors.push(required(`${path}.type`, 'type is required when seccompProfile is set'))
  } else if (!seccompTypes.includes(type)) {
    errors.push(notSupported(`${path}.type`, type, seccompTypes))
  }
  const local = profile.localhostProfile
  const at = `${path}.localhostProfile`
  if (type === 'Localhost') {
    if (local === undefined) errors.push(required(at, 'must be set when seccomp type is Localhost'))
    else localDescending(errors, at, local)
  } else if (local !== undefined) {
    const shown = internalValue('SeccompProfile', profile)
    errors.push(invalid(at, shown, 'can only be set when seccomp type is Localhost'))
  }
}

function checkIds(errors: FieldError[], path: string, context: Dict): void {
  if (context.runAsUser !== undefined) {
    textErrors(errors, `${path}.runAsUser`, context.runAsUser, userId(Number(context.runAsUser)))
  }
  if (context.runAsGroup !== undefined) {
    textErrors(
      errors,
      `${path}.runAsGroup`,
      context.runAsGroup,
      groupId(Number(context.runAsGroup)),
    )
  }
}

function checkEscalation(
  errors: FieldError[],
  path: string,
  context: Dict,
  options: PodOptions,
): void {
  if (context.allowPrivilegeEscalation !== false) return
  if (context.privileged === true) {
    const text = 'cannot set `allowPrivilegeEscalation` to false and `privileged` to true'
    errors.push(invalid(path, internalValue('SecurityContext', context), text))
  }
  const adds: string[] = context.capabilities?.add ?? []
  if (!adds.includes('CAP_SYS_ADMIN') || someContainer(options.was, hasSysAdmin)) return
  const text = 'cannot set `allowPrivilegeEscalation` to false and `capabilities.Add` CAP_SYS_ADMIN'
  for (const capability of adds) {
    if (capability !== 'CAP_SYS_ADMIN') continue
    errors.push(invalid(path, internalValue('SecurityContext', context), text))
  }
}

/** Of a container. `hostUsers`: it shares the node's users. */
export function checkSecurityContext(
  errors: FieldError[],
  path: string,
  context: Dict | undefined,
  hostUsers: boolean,
  options: PodOptions,
): void {
  if (!context) return
  if (context.privileged === true && !options.allowPrivileged) {
    errors.push(forbidden(`${path}.privileged`, 'disallowed by cluster policy'))
  }
  checkIds(errors, path, context)
  const mount = context.procMount
  wordIfAny(errors, `${path}.procMount`, mount, ['Default', 'Unmasked'])
  if (hostUsers && mount === 'Unmasked') {
    const text = '`hostUsers` must be false to use `Unmasked`'
    errors.push(invalid(`${path}.procMount`, mount, text))
  }
  checkSeccomp(errors, `${path}.seccompProfile`, context.seccompProfile)
  checkEscalation(errors, path, context, options)
  checkWindowsOptions(errors, `${path}.windowsOptions`, context.windowsOptions)
  checkAppArmorProfile(errors, `${path}.appArmorProfile`, context.appArmorProfile)
}

/** Of a pod. */
export function checkPodSecurityContext(
  errors: FieldError[],
  path: string,
  spec: Dict,
  options: PodOptions,
): void {
  const context: Dict | undefined = spec.securityContext
  if (!context) return
  if (context.fsGroup !== undefined) {
    textErrors(errors, `${path}.fsGroup`, context.fsGroup, groupId(Number(context.fsGroup)))
  }
  checkIds(errors, path, context)
  for (const [i, group] of (context.supplementalGroups ?? []).entries()) {
    textErrors(errors, `${path}.supplementalGroups[${i}]`, group, groupId(Number(group)))
  }
  if (context.sysctls) checkSysctls(errors, `${path}.sysctls`, context.sysctls, spec, options)
  wordIfAny(errors, `${path}.fsGroupChangePolicy`, context.fsGroupChangePolicy, [
    'Always',
    'OnRootMismatch',
  ])
  checkSeccomp(errors, `${path}.seccompProfile`, context.seccompProfile)
  checkWindowsOptions(errors, `${path}.windowsOptions`, context.windowsOptions)
  checkAppArmorProfile(errors, `${path}.appArmorProfile`, context.appArmorProfile)
  wordIfAny(errors, `${path}.supplementalGroupsPolicy`, context.supplementalGroupsPolicy, [
    'Merge',
    'Strict',
  ])
  wordIfAny(errors, `${path}.seLinuxChangePolicy`, context.seLinuxChangePolicy, [
    'MountOption',
    'Recursive',
  ])
}
