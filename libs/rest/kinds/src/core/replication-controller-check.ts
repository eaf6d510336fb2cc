// in: a ReplicationController, new and old → out: all that is wrong with it.
import {
  type Dict,
  type FieldError,
  invalid,
  type KubeObject,
  matchesLabels,
  notSupported,
  forbidden,
  required,
} from '@binnacle/meta'
import { shownLabels } from '../parts/shown-selector.ts'
import type { WriteContext } from '../kind.ts'
import { podTemplateOptions, pushPodTemplate } from '../parts/pod-template-check.ts'
import { nonNegative } from '../parts/number-checks.ts'
import { checkCounts, checkParts } from '../parts/replica-status-check.ts'
import { sameValue } from '../parts/same-value.ts'

function matchesAll(wanted: Dict, labels: Dict | undefined): boolean {
  const requirements = Object.entries(wanted).map(([key, value]) => ({
    key,
    operator: '=' as const,
    values: [value as string],
  }))
  return matchesLabels({ requirements }, labels)
}

function checkTemplate(errors: FieldError[], spec: Dict, context: WriteContext, was?: Dict): void {
  const path = 'spec.template'
  const template: Dict | undefined = spec.template
  if (!template) {
    errors.push(required(path))
    return
  }
  const labels = template.metadata?.labels
  if (!matchesAll(spec.selector ?? {}, labels)) {
    const text = '`selector` does not match template `labels`'
    errors.push(invalid(`${path}.metadata.labels`, shownLabels(labels), text))
  }
  pushPodTemplate(errors, path, template, podTemplateOptions(context, was?.template))
  const policy = template.spec?.restartPolicy
  if (policy !== 'Always') {
    errors.push(notSupported(`${path}.spec.restartPolicy`, policy ?? '', ['Always']))
  }
  if (template.spec?.activeDeadlineSeconds !== undefined) {
    const text = 'activeDeadlineSeconds in ReplicationController is not Supported'
    errors.push(forbidden(`${path}.spec.activeDeadlineSeconds`, text))
  }
}

/** Bounds of numbers are told last: upstream checks them by declaration. */
function checkSpec(object: KubeObject, context: WriteContext, was?: KubeObject): FieldError[] {
  const errors: FieldError[] = []
  const { spec } = object
  if (Object.keys(spec.selector ?? {}).length === 0) errors.push(required('spec.selector'))
  checkTemplate(errors, spec, context, was?.spec)
  return errors
}

function checkBounds(errors: FieldError[], spec: Dict, was?: Dict): void {
  for (const name of ['replicas', 'minReadySeconds']) {
    if (was === undefined || was[name] !== spec[name]) {
      nonNegative(errors, `spec.${name}`, spec[name])
    }
  }
}

export function checkReplicationController(
  object: KubeObject,
  context: WriteContext,
): FieldError[] {
  const errors = checkSpec(object, context)
  checkBounds(errors, object.spec)
  return errors
}

export function checkReplicationControllerChange(
  object: KubeObject,
  was: KubeObject,
  context: WriteContext,
): FieldError[] {
  const errors = checkSpec(object, context, was)
  for (const key of Object.keys(was.metadata.annotations ?? {})) {
    checkConvertible(errors, key, object, was)
  }
  checkBounds(errors, object.spec, was.spec)
  return errors
}

/** Annotations once kept what an old version of the API could not hold. */
function checkConvertible(
  errors: FieldError[],
  key: string,
  object: KubeObject,
  was: KubeObject,
): void {
  const parts = key.split('/')
  if (!key.startsWith('non-convertible.kubernetes.io') || parts.length !== 2) return
  const field = parts[1] as string
  if (!field.includes('selector')) {
    const badValue = (was.metadata.annotations as Dict)[key]
    const detail = 'unknown non-convertible field'
    errors.push({ type: 'FieldValueNotFound', field, badValue, detail })
  } else if (!sameValue(object.spec.selector, was.spec.selector)) {
    const text = 'cannot update non-convertible selector'
    errors.push(invalid('spec.selector', shownLabels(object.spec.selector), text))
  }
}

export function checkReplicationControllerStatus(object: KubeObject): FieldError[] {
  const errors: FieldError[] = []
  const status: Dict = object.status ?? {}
  checkCounts(errors, status, [
    'replicas',
    'fullyLabeledReplicas',
    'readyReplicas',
    'availableReplicas',
    'observedGeneration',
  ])
  checkParts(errors, status, ['fullyLabeledReplicas', 'readyReplicas', 'availableReplicas'])
  return errors
}
