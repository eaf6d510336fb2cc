// in: nothing → out: how the resources of a running pod change.
import { type Dict, type FieldError, forbidden, invalid, type KubeObject } from '@binnacle/meta'
import type { SubresourceRule, WriteContext } from '../kind.ts'
import { dropGatedFields } from '../parts/drop-gated-fields.ts'
import { listOf } from '../parts/field-checks.ts'
import { keepMetadata, keepPart, keepStatus } from '../parts/keep-parts.ts'
import { mirrorKey } from '../parts/pod-annotations-check.ts'
import { podQos } from '../parts/pod-qos.ts'
import { podLevelDefaults } from '../parts/pod-resources.ts'
import { sameValue } from '../parts/same-value.ts'
import { pushPod } from './pod-check.ts'
import { countPodGeneration } from './pod-prepare.ts'

const lists = ['initContainers', 'containers'] as const

/** The old containers with the new resources; undefined when they are not the same containers. */
function resized(now: readonly Dict[], old: readonly Dict[]): Dict[] | undefined {
  if (now.some((container, i) => container.name !== old[i]?.name)) return undefined
  return old.map((container, i) => {
    const copy = { ...container }
    keepPart(copy, now[i] as Dict, 'resources')
    keepPart(copy, now[i] as Dict, 'resizePolicy')
    return copy
  })
}

/** Where containers were added or taken away, all stays as sent: the checks refuse it. */
function dropOthers(pod: KubeObject, was: KubeObject): void {
  const sameCount = lists.every(
    (list) => listOf(pod.spec[list]).length === listOf(was.spec[list]).length,
  )
  if (!sameCount) return
  const spec: Dict = { ...was.spec }
  keepPart(spec, pod.spec, 'resources')
  for (const list of lists) {
    const containers = listOf(pod.spec[list])
    if (containers.length === 0) continue
    spec[list] = resized(containers, listOf(was.spec[list])) ?? containers
  }
  pod.spec = structuredClone(spec)
  keepStatus(pod, was)
  keepMetadata(pod, was)
}

function prepareChange(pod: KubeObject, was: KubeObject): void {
  dropOthers(pod, was)
  if (pod.spec.resources === undefined && was.spec.resources !== undefined) {
    pod.spec.resources = structuredClone(was.spec.resources)
  }
  podLevelDefaults(pod.spec)
  dropGatedFields(pod)
  countPodGeneration(pod, was)
}

function removed(now: Dict | undefined, old: Dict | undefined): boolean {
  const names = Object.keys(old ?? {})
  if (names.length > Object.keys(now ?? {}).length) return true
  return names.some((name) => !Object.hasOwn(now ?? {}, name))
}

/** Nodes that report resources can change them. */
function isSupported(was: KubeObject): boolean {
  const running = listOf(was.status?.containerStatuses).find((one) => one.state?.running)
  return running === undefined || running.resources !== undefined
}

function withoutCpuAndMemory(list: Dict | undefined, old: Dict | undefined): Dict {
  const copy: Dict = { ...list }
  for (const name of ['cpu', 'memory']) keepPart(copy, old ?? {}, name)
  return copy
}

/** The resources with cpu and memory as they were; nothing at all where nothing is left. */
function masked(resources: Dict | undefined, old: Dict | undefined): Dict | undefined {
  const copy: Dict = { ...resources }
  for (const which of ['limits', 'requests']) {
    const list = withoutCpuAndMemory(copy[which], old?.[which])
    if (Object.keys(list).length === 0) delete copy[which]
    else copy[which] = list
  }
  return copy
}

function checkOrder(errors: FieldError[], pod: KubeObject, was: KubeObject): void {
  for (const list of ['containers', 'initContainers'] as const) {
    const now = listOf(pod.spec[list])
    const old = listOf(was.spec[list])
    const path = `spec.${list}`
    if (now.length !== old.length) {
      errors.push(forbidden(path, `${list} may not be added or removed on resize`))
      continue
    }
    for (const [i, container] of old.entries()) {
      if (now[i]?.name === container.name) continue
      const text = `${list} may not be renamed or reordered on resize`
      errors.push(forbidden(`${path}[${i}].name`, text))
    }
  }
}

function checkRemovals(
  errors: FieldError[],
  path: string,
  now?: Dict,
  old?: Dict,
  word = '',
): void {
  for (const which of ['requests', 'limits'] as const) {
    if (removed(now?.[which], old?.[which])) {
      errors.push(forbidden(`${path}.${which}`, `${word}resource ${which} cannot be removed`))
    }
  }
}

function checkPodLevel(errors: FieldError[], spec: Dict, was: Dict): void {
  const [now, old] = [spec.resources, was.resources] as (Dict | undefined)[]
  if (!now && !old) return
  if (old && !now) {
    errors.push(forbidden('spec.resources', 'pod-level resources cannot be removed'))
    return
  }
  if (old) checkRemovals(errors, 'spec.resources', now, old, 'pod-level ')
  const left = masked(now, old)
  const same = old ? sameValue(left, masked(old, old)) : Object.keys(left ?? {}).length === 0
  if (!same) {
    errors.push(forbidden('spec', 'only cpu and memory resources are mutable at pod-level'))
  }
}

function sameButCpuAndMemory(container: Dict, old: Dict): boolean {
  const copy = { ...container, resources: masked(container.resources, old.resources) }
  return sameValue(copy, { ...old, resources: masked(old.resources, old.resources) })
}

function checkContainers(errors: FieldError[], spec: Dict, was: Dict): void {
  for (const list of lists) {
    for (const [i, old] of listOf(was[list]).entries()) {
      const now = listOf(spec[list])[i] as Dict
      checkRemovals(errors, `spec.${list}[${i}].resources`, now.resources, old.resources)
    }
  }
  for (const [i, container] of listOf(spec.containers).entries()) {
    if (sameButCpuAndMemory(container, was.containers[i])) continue
    errors.push(forbidden('spec', 'only cpu and memory resources are mutable'))
  }
  for (const [i, container] of listOf(spec.initContainers).entries()) {
    checkInit(errors, `spec.initContainers[${i}]`, container, was.initContainers[i])
  }
}

function checkInit(errors: FieldError[], path: string, container: Dict, old: Dict): void {
  if (sameValue(container, old)) return
  if (!sameButCpuAndMemory(container, old)) {
    const text = 'only cpu and memory resources for init or sidecar containers are mutable'
    errors.push(forbidden(path, text))
  }
  if (container.restartPolicy === 'Always') return
  for (const policy of listOf(container.resizePolicy)) {
    if (policy.restartPolicy !== 'RestartContainer') continue
    const text =
      'non-sidecar init containers with a resize policy of RestartContainer cannot be resized'
    errors.push(forbidden(path, text))
  }
}

/** All but the resources must be as it was. */
function checkRest(errors: FieldError[], spec: Dict, was: Dict): void {
  const strip = (one: Dict): Dict => {
    const copy: Dict = { ...one }
    for (const name of ['resources', 'containers', 'initContainers']) delete copy[name]
    return copy
  }
  if (!sameValue(strip(spec), strip(was))) {
    errors.push(forbidden('spec', 'only cpu and memory resources are mutable'))
  }
}

function checkChange(pod: KubeObject, was: KubeObject, context: WriteContext): FieldError[] {
  if (Object.hasOwn(was.metadata.annotations ?? {}, mirrorKey)) {
    return [forbidden('[]', 'static pods cannot be resized')]
  }
  if (was.spec.os?.name === 'windows') return [forbidden('[]', 'windows pods cannot be resized')]
  const errors: FieldError[] = []
  pushPod(errors, pod, context, was)
  if ((was.status?.qosClass || podQos(was.spec)) !== podQos(pod.spec)) {
    const text = 'Pod QOS Class may not change as a result of resizing'
    errors.push(invalid('spec', pod.status?.qosClass ?? '', text))
  }
  if (!isSupported(was)) {
    errors.push(forbidden('spec', 'Pod running on node without support for resize'))
  }
  checkPodLevel(errors, pod.spec, was.spec)
  const before = errors.length
  checkOrder(errors, pod, was)
  if (errors.length > before) return errors
  checkContainers(errors, pod.spec, was.spec)
  if (!sameValue(pod.spec.volumes, was.spec.volumes)) {
    const text =
      'volumes are immutable on resize when InPlacePodVerticalScalingMemoryBackedVolumes feature gate is disabled'
    errors.push(forbidden('spec.volumes', text))
  }
  if (errors.length === 0) checkRest(errors, pod.spec, was.spec)
  return errors
}

export const podResize: SubresourceRule = { writes: 'part', prepareChange, checkChange }
