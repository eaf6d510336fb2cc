// in: a pod as sent → out: the pod as it may be: status and server-owned fields set. Never: validation.
import type { Dict, KubeObject } from '@binnacle/meta'
import type { WriteContext } from '../kind.ts'
import { appArmorPrefix, checkAppArmorProfile, profileOfAnnotation } from '../parts/app-armor.ts'
import { dropGatedFields, dropGatedStatusFields } from '../parts/drop-gated-fields.ts'
import { applyLabelKeys } from '../parts/label-keys.ts'
import { podLevelDefaults } from '../parts/pod-resources.ts'
import { podQos } from '../parts/pod-qos.ts'
import { sameValue } from '../parts/same-value.ts'
import { visitContainers } from '../parts/visit-containers.ts'
import { setPodCondition } from './pod-conditions.ts'

/** Texts found while a pod is prepared, told to the client after it was checked. */
export const prepareWarnings = new WeakMap<KubeObject, string[]>()

/** Old annotations become fields where the fields say nothing. */
function adoptAppArmor(pod: KubeObject): void {
  const annotations = (pod.metadata.annotations ?? {}) as Dict
  if (pod.spec.os?.name === 'windows') return
  const podProfile = pod.spec.securityContext?.appArmorProfile
  visitContainers(pod.spec, 'spec', (container) => {
    const key = appArmorPrefix + container.name
    if (!Object.hasOwn(annotations, key) || container.securityContext?.appArmorProfile) return
    let profile = profileOfAnnotation(annotations[key])
    const wrong: [] = []
    checkAppArmorProfile(wrong, '', profile)
    if (wrong.length > 0) profile = undefined
    const adopted = profile !== undefined && !sameValue(profile, podProfile)
    if (adopted) {
      container.securityContext ??= {}
      container.securityContext.appArmorProfile = profile
    }
    if (profile !== undefined && !adopted) return
    const text = `metadata.annotations[${key}]: deprecated since v1.30; use the "appArmorProfile" field instead`
    prepareWarnings.set(pod, [...(prepareWarnings.get(pod) ?? []), text])
  })
}

export function preparePod(pod: KubeObject, context: WriteContext): void {
  pod.metadata.generation = 1
  pod.status = { phase: 'Pending' }
  dropGatedFields(pod)
  if ((pod.spec.schedulingGates ?? []).length > 0) {
    setPodCondition(pod, context.now, {
      type: 'PodScheduled',
      status: 'False',
      reason: 'SchedulingGated',
      message: 'Scheduling is blocked due to non-empty scheduling gates',
    })
  }
  applyLabelKeys(pod)
  if (pod.metadata.annotations) adoptAppArmor(pod)
  podLevelDefaults(pod.spec)
  pod.status.qosClass = podQos(pod.spec)
}

export function countPodGeneration(pod: KubeObject, was: KubeObject): void {
  if (!sameValue(pod.spec, was.spec)) {
    pod.metadata.generation = (was.metadata.generation ?? 0) + 1
  }
}

export function preparePodChange(pod: KubeObject, was: KubeObject): void {
  pod.status = was.status
  if (pod.spec.resources === undefined && was.spec.resources !== undefined) {
    pod.spec.resources = structuredClone(was.spec.resources)
  }
  dropGatedFields(pod)
  countPodGeneration(pod, was)
}

/** Clients that do not know a field of the status do not wipe it. */
function keepStatusFields(status: Dict, was: Dict): void {
  status.qosClass ||= was.qosClass
  if (status.qosClass === undefined) delete status.qosClass
  for (const name of ['resourceClaimStatuses', 'extendedResourceClaimStatus']) {
    if (status[name] === undefined && was[name] !== undefined) status[name] = was[name]
  }
  if (!status.observedGeneration && was.observedGeneration) {
    status.observedGeneration = was.observedGeneration
  }
  const generations = new Map<string, number[]>()
  for (const condition of (was.conditions ?? []) as Dict[]) {
    const list = generations.get(condition.type) ?? []
    list.push(condition.observedGeneration ?? 0)
    generations.set(condition.type, list)
  }
  for (const condition of (status.conditions ?? []) as Dict[]) {
    const old = generations.get(condition.type)?.shift() ?? 0
    if (!condition.observedGeneration && old !== 0) condition.observedGeneration = old
  }
}

export function preparePodStatus(pod: KubeObject, was: KubeObject): void {
  pod.spec = was.spec
  delete pod.metadata.deletionTimestamp
  if (was.metadata.ownerReferences) pod.metadata.ownerReferences = was.metadata.ownerReferences
  else delete pod.metadata.ownerReferences
  pod.status ??= {}
  keepStatusFields(pod.status, was.status ?? {})
  dropOldAnnotationsOf(pod)
  dropGatedStatusFields(pod.status)
}

function dropOldAnnotationsOf(pod: KubeObject): void {
  dropGatedFields({ metadata: pod.metadata, spec: {} })
}
