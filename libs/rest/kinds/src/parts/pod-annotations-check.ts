// in: annotations that mean something to pods → out: what is wrong with them. Never: annotations at large.
import { type Dict, type FieldError, forbidden, invalid } from '@binnacle/meta'
import { appArmorAnnotationFault, appArmorPrefix } from './app-armor.ts'
import { localDescending } from './path-checks.ts'
import { checkTolerations } from './toleration-check.ts'
import { visitContainers } from './visit-containers.ts'

export const mirrorKey = 'kubernetes.io/config.mirror'
const tolerationsKey = 'scheduler.alpha.kubernetes.io/tolerations'
const deletionCostKey = 'controller.kubernetes.io/pod-deletion-cost'
export const seccompPodKey = 'seccomp.security.alpha.kubernetes.io/pod'
export const seccompContainerPrefix = 'container.seccomp.security.alpha.kubernetes.io/'

function isDeletionCost(text: string): boolean {
  if (!/^(?:0|-?[1-9]\d*)$/.test(text)) return false
  const value = Number(text)
  return value >= -2147483648 && value <= 2147483647
}

function checkSeccomp(errors: FieldError[], path: string, profile: string): void {
  if (['runtime/default', 'docker/default', 'unconfined'].includes(profile)) return
  if (profile.startsWith('localhost/')) {
    localDescending(errors, path, profile.slice('localhost/'.length))
  } else errors.push(invalid(path, profile, 'must be a valid seccomp profile'))
}

function checkTolerationText(errors: FieldError[], path: string, text: string): void {
  let list: unknown
  try {
    list = JSON.parse(text)
  } catch {
    errors.push(invalid(path, tolerationsKey, 'unable to parse the annotation'))
    return
  }
  if (Array.isArray(list)) {
    checkTolerations(errors, `${path}.${tolerationsKey}`, list as Dict[], false)
  }
}

function hasContainer(spec: Dict, name: string): boolean {
  let found = false
  visitContainers(spec, '', (container) => {
    found ||= container.name === name
  })
  return found
}

function checkAppArmor(errors: FieldError[], path: string, annotations: Dict, spec: Dict): void {
  for (const key of Object.keys(annotations)) {
    if (!key.startsWith(appArmorPrefix)) continue
    const name = key.slice(appArmorPrefix.length)
    if (!hasContainer(spec, name)) {
      errors.push(invalid(`${path}[${key}]`, name, 'container not found'))
    }
    const fault = appArmorAnnotationFault(annotations[key])
    if (fault !== undefined) errors.push(invalid(`${path}[${key}]`, annotations[key], fault))
  }
}

export function checkPodAnnotations(
  errors: FieldError[],
  path: string,
  annotations: Dict | undefined,
  spec: Dict,
  was?: Dict,
): void {
  if (!annotations) return
  if (Object.hasOwn(annotations, mirrorKey) && !spec.nodeName) {
    const text = 'must set spec.nodeName if mirror pod annotation is set'
    errors.push(invalid(`${path}[${mirrorKey}]`, annotations[mirrorKey], text))
  }
  if (annotations[tolerationsKey]) checkTolerationText(errors, path, annotations[tolerationsKey])
  const cost = annotations[deletionCostKey]
  const costWas = was?.[deletionCostKey]
  const tolerant = costWas !== undefined && !isDeletionCost(costWas)
  if (cost !== undefined && !tolerant && !isDeletionCost(cost)) {
    errors.push(invalid(`${path}[${deletionCostKey}]`, cost, 'must be a 32bit integer'))
  }
  if (Object.hasOwn(annotations, seccompPodKey)) {
    checkSeccomp(errors, `${path}.${seccompPodKey}`, annotations[seccompPodKey])
  }
  for (const key of Object.keys(annotations)) {
    if (!key.startsWith(seccompContainerPrefix)) continue
    checkSeccomp(errors, `${path}.${key}`, annotations[key])
  }
  checkAppArmor(errors, path, annotations, spec)
}

function seccompMismatch(annotation: string, profile: Dict): string | undefined {
  const mark = 'localhost/'
  switch (profile.type) {
    case 'Unconfined':
      return annotation === 'unconfined' ? undefined : 'type'
    case 'RuntimeDefault':
      return ['runtime/default', 'docker/default'].includes(annotation) ? undefined : 'type'
    case 'Localhost':
      if (!annotation.startsWith(mark)) return 'type'
      return annotation.slice(mark.length) === profile.localhostProfile ? undefined : 'profile'
    default:
      return undefined
  }
}

function pushMismatch(errors: FieldError[], path: string, what: string, word: string): void {
  const field = what === 'type' ? 'type' : 'localhostProfile'
  errors.push(forbidden(`${path}.${field}`, `${word} ${what} in annotation and field must match`))
}

/** Where both the annotation and the field name a profile, they must agree. */
export function checkProfilesAgree(
  errors: FieldError[],
  path: string,
  annotations: Dict | undefined,
  spec: Dict,
): void {
  if (!annotations) return
  const ofPod: Dict | undefined = spec.securityContext?.seccompProfile
  if (ofPod && Object.hasOwn(annotations, seccompPodKey)) {
    const what = seccompMismatch(annotations[seccompPodKey], ofPod)
    if (what) pushMismatch(errors, `${path}.securityContext.seccompProfile`, what, 'seccomp')
  }
  visitContainers(spec, path, (container, at) => {
    const profile: Dict | undefined = container.securityContext?.seccompProfile
    const key = seccompContainerPrefix + container.name
    if (!profile || !Object.hasOwn(annotations, key)) return
    const what = seccompMismatch(annotations[key], profile)
    if (what) pushMismatch(errors, `${at}.securityContext.seccompProfile`, what, 'seccomp')
  })
  if (spec.os?.name !== 'windows') checkAppArmorAgrees(errors, path, annotations, spec)
}

function checkAppArmorAgrees(
  errors: FieldError[],
  path: string,
  annotations: Dict,
  spec: Dict,
): void {
  const ofPod: Dict | undefined = spec.securityContext?.appArmorProfile
  visitContainers(spec, path, (container, at) => {
    const profile: Dict | undefined = container.securityContext?.appArmorProfile ?? ofPod
    const key = appArmorPrefix + container.name
    if (!profile || !Object.hasOwn(annotations, key)) return
    const annotation: string = annotations[key]
    // Only the runtime's default has a second name, and only for seccomp.
    const what =
      profile.type === 'RuntimeDefault' && annotation === 'docker/default'
        ? 'type'
        : seccompMismatch(annotation, profile)
    if (what) pushMismatch(errors, `${at}.securityContext.appArmorProfile`, what, 'apparmor')
  })
}

/** Some annotations are set once, by the node or never. */
export function checkPodAnnotationChanges(
  errors: FieldError[],
  path: string,
  annotations: Dict,
  was: Dict,
): void {
  for (const key of Object.keys(was)) {
    if (Object.hasOwn(annotations, key) && annotations[key] === was[key]) continue
    if (key.startsWith(appArmorPrefix)) {
      errors.push(forbidden(`${path}[${key}]`, 'may not remove or update AppArmor annotations'))
    }
    if (key === mirrorKey) {
      errors.push(forbidden(`${path}[${key}]`, 'may not remove or update mirror pod annotation'))
    }
  }
  for (const key of Object.keys(annotations)) {
    if (Object.hasOwn(was, key)) continue
    if (key.startsWith(appArmorPrefix)) {
      errors.push(forbidden(`${path}[${key}]`, 'may not add AppArmor annotations'))
    }
    if (key === mirrorKey) {
      errors.push(forbidden(`${path}[${key}]`, 'may not add mirror pod annotation'))
    }
  }
}
