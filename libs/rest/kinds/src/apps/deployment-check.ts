// in: a Deployment, new and old → out: all that is wrong with it.
import {
  type Dict,
  type FieldError,
  forbidden,
  invalid,
  type KubeObject,
  notSupported,
  required,
} from '@binnacle/meta'
import { immutableSelector } from '../parts/selector-check.ts'
import type { WriteContext } from '../kind.ts'
import { atMostAll, checkIntOrPercent, intOrPercentValue } from '../parts/int-or-percent.ts'
import { internalValue } from '../parts/internal-value.ts'
import { nonNegative } from '../parts/number-checks.ts'
import { checkCollisions, checkCounts, checkParts } from '../parts/replica-status-check.ts'
import { checkReplicaSelector } from './replica-set-check.ts'

function checkRolling(errors: FieldError[], path: string, rolling: Dict): void {
  const { maxUnavailable, maxSurge } = rolling
  checkIntOrPercent(errors, `${path}.maxUnavailable`, maxUnavailable)
  checkIntOrPercent(errors, `${path}.maxSurge`, maxSurge)
  if (intOrPercentValue(maxUnavailable) === 0 && intOrPercentValue(maxSurge) === 0) {
    const text = 'may not be 0 when `maxSurge` is 0'
    errors.push(invalid(`${path}.maxUnavailable`, maxUnavailable ?? 0, text))
  }
  atMostAll(errors, `${path}.maxUnavailable`, maxUnavailable)
}

function checkStrategy(errors: FieldError[], path: string, strategy: Dict): void {
  const rolling: Dict | undefined = strategy.rollingUpdate
  if (strategy.type === 'Recreate') {
    if (rolling) {
      const text = "may not be specified when strategy `type` is 'Recreate'"
      errors.push(forbidden(`${path}.rollingUpdate`, text))
    }
  } else if (strategy.type === 'RollingUpdate') {
    if (rolling) checkRolling(errors, `${path}.rollingUpdate`, rolling)
    else {
      const text = 'this should be defaulted and never be nil'
      errors.push(required(`${path}.rollingUpdate`, text))
    }
  } else {
    const shown = internalValue('DeploymentStrategy', strategy)
    errors.push(notSupported(path, shown, ['Recreate', 'RollingUpdate']))
  }
}

function checkSpec(object: KubeObject, context: WriteContext, was?: KubeObject): FieldError[] {
  const errors: FieldError[] = []
  const { spec } = object
  nonNegative(errors, 'spec.replicas', spec.replicas)
  checkReplicaSelector(errors, spec, context, was?.spec)
  checkStrategy(errors, 'spec.strategy', spec.strategy ?? {})
  nonNegative(errors, 'spec.minReadySeconds', spec.minReadySeconds)
  nonNegative(errors, 'spec.revisionHistoryLimit', spec.revisionHistoryLimit)
  const deadline = spec.progressDeadlineSeconds
  if (deadline !== undefined) {
    nonNegative(errors, 'spec.progressDeadlineSeconds', deadline)
    if (deadline <= (spec.minReadySeconds ?? 0)) {
      const text = 'must be greater than minReadySeconds'
      errors.push(invalid('spec.progressDeadlineSeconds', deadline, text))
    }
  }
  return errors
}

export function checkDeployment(object: KubeObject, context: WriteContext): FieldError[] {
  return checkSpec(object, context)
}

export function checkDeploymentChange(
  object: KubeObject,
  was: KubeObject,
  context: WriteContext,
): FieldError[] {
  const errors = checkSpec(object, context, was)
  immutableSelector(errors, object.spec.selector, was.spec.selector)
  return errors
}

export function checkDeploymentStatus(object: KubeObject, was: KubeObject): FieldError[] {
  const errors: FieldError[] = []
  const status: Dict = object.status ?? {}
  checkCounts(errors, status, [
    'observedGeneration',
    'replicas',
    'updatedReplicas',
    'readyReplicas',
    'availableReplicas',
    'unavailableReplicas',
    'terminatingReplicas',
    'collisionCount',
  ])
  checkParts(errors, status, ['updatedReplicas', 'readyReplicas', 'availableReplicas'])
  checkCollisions(errors, status, was.status)
  return errors
}
