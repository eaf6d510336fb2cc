// in: a Job → out: the same with its defaults, in place.
import type { Dict, KubeObject } from '@binnacle/meta'
import { podTemplateDefaults } from '../parts/pod-spec-defaults.ts'

const backoffLimitMax = 2147483647

/** Patterns of conditions match True unless said otherwise. */
export function failurePolicyDefaults(spec: Dict): void {
  for (const rule of spec.podFailurePolicy?.rules ?? []) {
    for (const pattern of rule.onPodConditions ?? []) pattern.status ||= 'True'
  }
}

export function jobDefaults(object: KubeObject): void {
  object.spec ??= {}
  const spec = object.spec
  if (spec.completions === undefined && spec.parallelism === undefined) spec.completions = 1
  spec.parallelism ??= 1
  spec.backoffLimit ??= spec.backoffLimitPerIndex === undefined ? 6 : backoffLimitMax
  const labels = spec.template?.metadata?.labels
  if (labels && Object.keys(object.metadata.labels ?? {}).length === 0) {
    object.metadata.labels = { ...labels }
  }
  spec.completionMode ??= 'NonIndexed'
  spec.suspend ??= false
  spec.podReplacementPolicy ??= spec.podFailurePolicy ? 'Failed' : 'TerminatingOrFailed'
  spec.manualSelector ??= false
  failurePolicyDefaults(spec)
  podTemplateDefaults(spec.template)
}
