// in: a ReplicaSet, new and old → out: all that is wrong with it.
import { type Dict, type FieldError, invalid, type KubeObject, required } from '@binnacle/meta'
import { shownSelector } from '../parts/shown-selector.ts'
import type { WriteContext } from '../kind.ts'
import { checkReplicaTemplate } from '../parts/long-running-check.ts'
import { nonNegative } from '../parts/number-checks.ts'
import { podTemplateOptions } from '../parts/pod-template-check.ts'
import { checkCounts, checkParts } from '../parts/replica-status-check.ts'
import { checkSelector, selectorOf, immutableSelector } from '../parts/selector-check.ts'

/** Deployments share this, word for word. */
export function checkReplicaSelector(
  errors: FieldError[],
  spec: Dict,
  context: WriteContext,
  was: Dict | undefined,
): void {
  if (!spec.selector) errors.push(required('spec.selector'))
  else checkSelector(errors, 'spec.selector', spec.selector, 'deployment')
  const selector = selectorOf(spec.selector)
  if (selector === undefined) {
    errors.push(invalid('spec.selector', shownSelector(spec.selector), 'invalid label selector'))
    return
  }
  const options = podTemplateOptions(context, was?.template)
  checkReplicaTemplate(errors, 'spec.template', spec.template ?? {}, selector, options)
}

function checkSpec(object: KubeObject, context: WriteContext, was?: KubeObject): FieldError[] {
  const errors: FieldError[] = []
  const { spec } = object
  nonNegative(errors, 'spec.replicas', spec.replicas)
  nonNegative(errors, 'spec.minReadySeconds', spec.minReadySeconds)
  checkReplicaSelector(errors, spec, context, was?.spec)
  return errors
}

export function checkReplicaSet(object: KubeObject, context: WriteContext): FieldError[] {
  return checkSpec(object, context)
}

export function checkReplicaSetChange(
  object: KubeObject,
  was: KubeObject,
  context: WriteContext,
): FieldError[] {
  const errors = checkSpec(object, context, was)
  immutableSelector(errors, object.spec.selector, was.spec.selector)
  return errors
}

export function checkReplicaSetStatus(object: KubeObject): FieldError[] {
  const errors: FieldError[] = []
  const status: Dict = object.status ?? {}
  checkCounts(errors, status, [
    'replicas',
    'fullyLabeledReplicas',
    'readyReplicas',
    'availableReplicas',
    'observedGeneration',
    'terminatingReplicas',
  ])
  checkParts(errors, status, ['fullyLabeledReplicas', 'readyReplicas', 'availableReplicas'])
  return errors
}
