// in: nothing → out: how containers for debugging are added to a running pod.
import { type Dict, type FieldError, forbidden, goQuote, type KubeObject } from '@binnacle/meta'
import type { SubresourceRule, WriteContext } from '../kind.ts'
import { dropGatedFields } from '../parts/drop-gated-fields.ts'
import { listOf } from '../parts/field-checks.ts'
import { keepMetadata, keepStatus } from '../parts/keep-parts.ts'
import { mirrorKey } from '../parts/pod-annotations-check.ts'
import { sameValue } from '../parts/same-value.ts'
import { pushAnnotationChanges, pushPod } from './pod-check.ts'
import { countPodGeneration } from './pod-prepare.ts'
import { showDifference } from './pod-spec-change.ts'

function prepareChange(pod: KubeObject, was: KubeObject): void {
  const { ephemeralContainers } = pod.spec
  pod.spec = structuredClone(was.spec)
  if (ephemeralContainers === undefined) delete pod.spec.ephemeralContainers
  else pod.spec.ephemeralContainers = ephemeralContainers
  keepStatus(pod, was)
  keepMetadata(pod, was)
  dropGatedFields(pod)
  countPodGeneration(pod, was)
}

function checkKept(errors: FieldError[], pod: KubeObject, was: KubeObject): void {
  const path = 'spec.ephemeralContainers'
  const now = new Map<string, Dict>()
  for (const container of listOf(pod.spec.ephemeralContainers)) now.set(container.name, container)
  for (const old of listOf(was.spec.ephemeralContainers)) {
    const next = now.get(old.name)
    const name = goQuote(old.name ?? '')
    if (next === undefined) {
      errors.push(forbidden(path, `existing ephemeral containers ${name} may not be removed\n`))
    } else if (!sameValue(old, next)) {
      const difference = showDifference('EphemeralContainer', old, next)
      const text = `existing ephemeral containers ${name} may not be changed\n${difference}`
      errors.push(forbidden(path, text))
    }
  }
}

function checkChange(pod: KubeObject, was: KubeObject, context: WriteContext): FieldError[] {
  if (Object.hasOwn(was.metadata.annotations ?? {}, mirrorKey)) {
    return [forbidden('[]', 'static pods do not support ephemeral containers')]
  }
  const errors: FieldError[] = []
  pushPod(errors, pod, context, was)
  pushAnnotationChanges(errors, pod, was)
  checkKept(errors, pod, was)
  return errors
}

export const podEphemeralContainers: SubresourceRule = {
  writes: 'part',
  prepareChange,
  checkChange,
}
