// in: a pod, new and old → out: all that is wrong with it. Never: its status and other subresources.
import {
  type Dict,
  type FieldError,
  forbidden,
  invalid,
  type KubeObject,
  required,
} from '@binnacle/meta'
import type { WriteContext } from '../kind.ts'
import { checkImageSpace } from '../parts/container-check.ts'
import { listOf } from '../parts/field-checks.ts'
import { nonNegative } from '../parts/number-checks.ts'
import {
  checkPodAnnotationChanges,
  checkPodAnnotations,
  checkProfilesAgree,
} from '../parts/pod-annotations-check.ts'
import { podOptions, usesComparison } from '../parts/pod-options.ts'
import { checkPodSpec } from '../parts/pod-spec-check.ts'
import { sameValue } from '../parts/same-value.ts'
import { checkTolerations } from '../parts/toleration-check.ts'
import { checkSpecChange } from './pod-spec-change.ts'

/** What is checked of a pod at every write of its spec. */
export function pushPod(
  errors: FieldError[],
  pod: KubeObject,
  context: WriteContext,
  was?: KubeObject,
): void {
  const spec: Dict = pod.spec
  const { annotations } = pod.metadata
  const before = was?.metadata.annotations
  checkPodAnnotations(errors, 'metadata.annotations', annotations, spec, before)
  checkPodSpec(errors, 'spec', spec, podOptions(context, true, was?.spec), pod.metadata)
  if (!spec.serviceAccountName) refuseTokens(errors, spec)
  nonNegative(errors, 'spec.terminationGracePeriodSeconds', spec.terminationGracePeriodSeconds)
  for (const name of ['containers', 'initContainers']) {
    const containers = spec[name] as Dict[] | undefined
    if (!containers) continue
    for (let i = 0; i < containers.length; i++) {
      checkImageSpace(errors, `spec.${name}[${i}]`, containers[i] as Dict)
    }
  }
}

function refuseTokens(errors: FieldError[], spec: Dict): void {
  for (const [i, volume] of listOf(spec.volumes).entries()) {
    for (const [j, source] of listOf(volume.projected?.sources).entries()) {
      if (!source.serviceAccountToken) continue
      const at = `spec.volumes[${i}].projected.sources[${j}].serviceAccountToken`
      errors.push(forbidden(at, 'must not be specified when serviceAccountName is not set'))
    }
  }
}

export function checkPod(pod: KubeObject, context: WriteContext): FieldError[] {
  const errors: FieldError[] = []
  const spec: Dict = pod.spec
  pushPod(errors, pod, context)
  if (listOf(spec.ephemeralContainers).length > 0) {
    errors.push(forbidden('spec.ephemeralContainers', 'cannot be set on create'))
  }
  if (spec.nodeName && listOf(spec.schedulingGates).length > 0) {
    const text = 'cannot be set until all schedulingGates have been cleared'
    errors.push(forbidden('spec.nodeName', text))
  }
  checkProfilesAgree(errors, 'spec', pod.metadata.annotations, spec)
  return errors
}

/** Also of the status: annotations are checked at every write. */
export function pushAnnotationChanges(
  errors: FieldError[],
  pod: KubeObject,
  was: KubeObject,
): void {
  const annotations: Dict = pod.metadata.annotations ?? {}
  const before: Dict = was.metadata.annotations ?? {}
  const path = 'metadata.annotations'
  checkPodAnnotationChanges(errors, path, annotations, before)
  checkPodAnnotations(errors, path, pod.metadata.annotations, pod.spec, before)
}

/** False: so much has changed that nothing more can be said. */
function checkImages(errors: FieldError[], name: string, spec: Dict, was: Dict): boolean {
  const containers = listOf(spec[name])
  const path = `spec.${name}`
  if (containers.length !== listOf(was[name]).length) {
    errors.push(forbidden(path, 'pod updates may not add or remove containers'))
    return false
  }
  for (const [i, container] of containers.entries()) {
    if (!container.image) errors.push(required(`${path}[${i}].image`))
    checkImageSpace(errors, `${path}[${i}]`, container)
  }
  return true
}

const int32Max = 2147483647

/** A deadline may come and shrink, never grow or go. */
function checkDeadline(errors: FieldError[], spec: Dict, was: Dict): boolean {
  const path = 'spec.activeDeadlineSeconds'
  const value: number | undefined = spec.activeDeadlineSeconds
  const before: number | undefined = was.activeDeadlineSeconds
  if (value === undefined) {
    if (before !== undefined) {
      errors.push(invalid(path, null, 'must not update from a positive integer to nil value'))
    }
    return true
  }
  if (value < 0 || value > int32Max) {
    errors.push(invalid(path, value, `must be between 0 and ${int32Max}, inclusive`))
    return false
  }
  if (before !== undefined && before < value) {
    errors.push(invalid(path, value, 'must be less than or equal to previous value'))
    return false
  }
  return true
}

function checkAddedTolerations(errors: FieldError[], spec: Dict, was: Dict): void {
  const path = 'spec.tolerations'
  const list = listOf(spec.tolerations)
  const kept = listOf(was.tolerations).every((old) =>
    list.some((one) => sameValue({ ...old, tolerationSeconds: one.tolerationSeconds }, one)),
  )
  if (!kept) {
    const text = 'existing toleration can not be modified except its tolerationSeconds'
    errors.push(forbidden(path, text))
    return
  }
  checkTolerations(errors, path, list, usesComparison(was))
}

function checkRemovedGates(errors: FieldError[], spec: Dict, was: Dict): void {
  const before = new Set(listOf(was.schedulingGates).map((gate) => gate.name))
  for (const [i, gate] of listOf(spec.schedulingGates).entries()) {
    if (before.has(gate.name)) continue
    const text = `only deletion is allowed, but found new scheduling gate '${gate.name}'`
    errors.push(forbidden(`spec.schedulingGates[${i}].name`, text))
  }
}

export function checkPodChange(
  pod: KubeObject,
  was: KubeObject,
  context: WriteContext,
): FieldError[] {
  const errors: FieldError[] = []
  const spec: Dict = pod.spec
  pushPod(errors, pod, context, was)
  pushAnnotationChanges(errors, pod, was)
  if (!checkImages(errors, 'containers', spec, was.spec)) return errors
  if (!checkImages(errors, 'initContainers', spec, was.spec)) return errors
  if (!checkDeadline(errors, spec, was.spec)) return errors
  checkAddedTolerations(errors, spec, was.spec)
  checkRemovedGates(errors, spec, was.spec)
  if (!sameValue(spec, was.spec)) checkSpecChange(errors, spec, was.spec)
  return errors
}
