// in: a DaemonSet, new and old → out: all that is wrong with it.
import {
  type Dict,
  type FieldError,
  invalid,
  type KubeObject,
  labelSelectorErrors,
  notSupported,
  required,
} from '@binnacle/meta'
import { shownSelector } from '../parts/shown-selector.ts'
import type { WriteContext } from '../kind.ts'
import { atMostAll, checkIntOrPercent, intOrPercentValue } from '../parts/int-or-percent.ts'
import { internalValue } from '../parts/internal-value.ts'
import { checkAlwaysRestarted } from '../parts/long-running-check.ts'
import { nonNegative } from '../parts/number-checks.ts'
import { podTemplateOptions, pushPodTemplate } from '../parts/pod-template-check.ts'
import { checkCollisions, checkCounts } from '../parts/replica-status-check.ts'
import {
  checkTemplateLabels,
  isEmptySelector,
  selectorOf,
  immutableSelector,
} from '../parts/selector-check.ts'

function checkRolling(errors: FieldError[], path: string, rolling: Dict): void {
  const { maxUnavailable, maxSurge } = rolling
  checkIntOrPercent(errors, `${path}.maxUnavailable`, maxUnavailable)
  checkIntOrPercent(errors, `${path}.maxSurge`, maxSurge)
  atMostAll(errors, `${path}.maxUnavailable`, maxUnavailable)
  atMostAll(errors, `${path}.maxSurge`, maxSurge)
  const unavailable = intOrPercentValue(maxUnavailable) !== 0
  const surge = intOrPercentValue(maxSurge) !== 0
  if (unavailable && surge) {
    const text = 'may not be set when maxUnavailable is non-zero'
    errors.push(invalid(`${path}.maxSurge`, maxSurge, text))
  } else if (!unavailable && !surge) {
    errors.push(required(`${path}.maxUnavailable`, 'cannot be 0 when maxSurge is 0'))
  }
}

function checkStrategy(errors: FieldError[], path: string, strategy: Dict): void {
  if (strategy.type === 'OnDelete') return
  if (strategy.type !== 'RollingUpdate') {
    const shown = internalValue('DaemonSetUpdateStrategy', strategy)
    errors.push(notSupported(path, shown, ['RollingUpdate', 'OnDelete']))
  } else if (strategy.rollingUpdate) {
    checkRolling(errors, `${path}.rollingUpdate`, strategy.rollingUpdate)
  } else errors.push(required(`${path}.rollingUpdate`))
}

function checkSpec(
  errors: FieldError[],
  object: KubeObject,
  context: WriteContext,
  was?: KubeObject,
): void {
  const { spec } = object
  const tolerant = was !== undefined && labelSelectorErrors(was.spec.selector, '').length > 0
  const rules = { allowInvalidValues: tolerant }
  errors.push(...labelSelectorErrors(spec.selector, 'spec.selector', rules))
  const selector = selectorOf(spec.selector)
  const template: Dict = spec.template ?? {}
  if (selector !== undefined) checkTemplateLabels(errors, 'spec.template', template, selector)
  if (spec.selector && isEmptySelector(spec.selector)) {
    const text = 'empty selector is invalid for daemonset'
    errors.push(invalid('spec.selector', shownSelector(spec.selector), text))
  }
  const options = podTemplateOptions(context, was?.spec.template)
  pushPodTemplate(errors, 'spec.template', template, options)
  checkAlwaysRestarted(errors, 'spec.template', template, 'DaemonSet')
  nonNegative(errors, 'spec.minReadySeconds', spec.minReadySeconds)
  checkStrategy(errors, 'spec.updateStrategy', spec.updateStrategy ?? {})
  nonNegative(errors, 'spec.revisionHistoryLimit', spec.revisionHistoryLimit)
}

export function checkDaemonSet(object: KubeObject, context: WriteContext): FieldError[] {
  const errors: FieldError[] = []
  checkSpec(errors, object, context)
  return errors
}

export function checkDaemonSetChange(
  object: KubeObject,
  was: KubeObject,
  context: WriteContext,
): FieldError[] {
  const errors: FieldError[] = []
  immutableSelector(errors, object.spec.selector, was.spec.selector)
  checkSpec(errors, object, context, was)
  return errors
}

export function checkDaemonSetStatus(object: KubeObject, was: KubeObject): FieldError[] {
  const errors: FieldError[] = []
  const status: Dict = object.status ?? {}
  checkCounts(errors, status, [
    'currentNumberScheduled',
    'numberMisscheduled',
    'desiredNumberScheduled',
    'numberReady',
    'observedGeneration',
    'updatedNumberScheduled',
    'numberAvailable',
    'numberUnavailable',
    'collisionCount',
  ])
  checkCollisions(errors, status, was.status)
  return errors
}
