// in: a pod → out: what its level refuses of its seccomp profiles. Never: other rules.
import { goQuote, type Dict } from '@binnacle/meta'
import {
  containersNamed,
  containersOf,
  containersWhere,
  counted,
  isWindows,
  type PodCheck,
  type PodLike,
  quoted,
  settersOf,
  sorted,
} from './finding.ts'

const podAnnotation = 'seccomp.security.alpha.kubernetes.io/pod'
const containerAnnotation = 'container.seccomp.security.alpha.kubernetes.io/'

function allowedAnnotation(value: string): boolean {
  return value === 'runtime/default' || value === 'docker/default' || value.startsWith('localhost/')
}

/** Up to v1.18 profiles were annotations. */
export const seccompAnnotations: PodCheck = (pod) => {
  const annotations = pod.metadata?.annotations ?? {}
  const keys = [podAnnotation]
  for (const { name } of containersOf(pod)) keys.push(`${containerAnnotation}${name ?? ''}`)
  const bad: string[] = []
  for (const key of keys) {
    const value = Object.hasOwn(annotations, key) ? annotations[key] : undefined
    if (value !== undefined && !allowedAnnotation(value)) bad.push(`${key}=${goQuote(value)}`)
  }
  const shown = sorted(bad)
  if (shown.length === 0) return undefined
  const what = counted('annotation', 'annotations', shown.length)
  return { reason: 'seccompProfile', detail: `forbidden ${what} ${shown.join(', ')}` }
}

function allowed(context: Dict | undefined): boolean {
  const type = context?.seccompProfile?.type
  return type === 'RuntimeDefault' || type === 'Localhost'
}

function badlySet(pod: PodLike): ReturnType<PodCheck> {
  const values = new Set<string>()
  const offends = (context: Dict | undefined): boolean => {
    if (!context?.seccompProfile || allowed(context)) return false
    values.add(context.seccompProfile.type ?? '')
    return true
  }
  const byPod = offends(pod.spec.securityContext)
  const containers = containersWhere(pod, (container) => offends(container.securityContext))
  const setters = settersOf(byPod, containers)
  if (setters === '') return undefined
  return {
    reason: 'seccompProfile',
    detail: `${setters} must not set securityContext.seccompProfile.type to ${quoted(sorted(values))}`,
  }
}

export const seccompBaseline: PodCheck = badlySet

export const seccompRestricted: PodCheck = (pod) => {
  const bad = badlySet(pod)
  if (bad || allowed(pod.spec.securityContext)) return bad
  const unset = containersWhere(pod, (one) => !one.securityContext?.seccompProfile)
  if (unset.length === 0) return undefined
  return {
    reason: 'seccompProfile',
    detail: `pod or ${containersNamed(unset)} must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost"`,
  }
}

export const seccompRestrictedFrom25: PodCheck = (pod) =>
  isWindows(pod) ? undefined : seccompRestricted(pod)
