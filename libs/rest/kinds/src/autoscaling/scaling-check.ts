// in: an autoscaler in its v2 shape → out: what is wrong with it.
import {
  type Dict,
  type FieldError,
  invalid,
  type KubeObject,
  notSupported,
  required,
} from '@binnacle/meta'
import { isNegativeAmount, showQuantity } from '../parts/amount.ts'
import { listOf } from '../parts/field-checks.ts'
import { nonNegative, positive } from '../parts/number-checks.ts'
import { sameValue } from '../parts/same-value.ts'
import { checkMetrics } from './metric-check.ts'
import {
  apiVersionFault,
  checkTargetReference,
  type ReferenceRule,
} from './target-reference-check.ts'

const periodMax = 1800
const windowMax = 3600
const selections = ['Disabled', 'Max', 'Min']
const policyTypes = ['Percent', 'Pods']

function checkPolicy(errors: FieldError[], path: string, policy: Dict): void {
  const type = policy.type ?? ''
  if (!policyTypes.includes(type)) errors.push(notSupported(`${path}.type`, type, policyTypes))
  positive(errors, `${path}.value`, policy.value)
  positive(errors, `${path}.periodSeconds`, policy.periodSeconds)
  if (policy.periodSeconds > periodMax) {
    const text = `must be less than or equal to ${periodMax}`
    errors.push(invalid(`${path}.periodSeconds`, policy.periodSeconds, text))
  }
}

function checkRules(errors: FieldError[], path: string, rules: Dict | undefined): void {
  if (!rules) return
  const window = rules.stabilizationWindowSeconds
  if (window < 0) {
    const text = 'must be greater than or equal to zero'
    errors.push(invalid(`${path}.stabilizationWindowSeconds`, window, text))
  }
  if (window > windowMax) {
    const text = `must be less than or equal to ${windowMax}`
    errors.push(invalid(`${path}.stabilizationWindowSeconds`, window, text))
  }
  const select = rules.selectPolicy
  if (select !== undefined && !selections.includes(select)) {
    errors.push(notSupported(`${path}.selectPolicy`, select, selections))
  }
  const policies = listOf(rules.policies)
  if (policies.length === 0) {
    errors.push(required(`${path}.policies`, 'must specify at least one Policy'))
  }
  policies.forEach((policy, index) => {
    checkPolicy(errors, `${path}.policies[${index}]`, policy)
  })
  if (rules.tolerance !== undefined && isNegativeAmount(rules.tolerance)) {
    const text = 'must be greater than or equal to 0'
    errors.push(invalid(`${path}.tolerance`, showQuantity(rules.tolerance), text))
  }
}

function targetRule(spec: Dict, was: Dict | undefined): ReferenceRule {
  const { apiVersion, kind } = (spec.scaleTargetRef ?? {}) as Dict
  const old = was?.scaleTargetRef
  const same = was !== undefined && old?.apiVersion === apiVersion && old?.kind === kind
  return { anyVersion: same, groupless: !same && kind === 'ReplicationController' }
}

function metricRule(was: Dict | undefined): ReferenceRule {
  const rule = { anyVersion: false, groupless: true }
  const broken = listOf(was?.metrics).some(
    ({ type, object }) =>
      type === 'Object' &&
      object &&
      apiVersionFault(object.describedObject?.apiVersion ?? '', rule) !== undefined,
  )
  return broken ? { ...rule, anyVersion: true } : rule
}

/** The reference declares these bounds with the type, so they come last and only when changed. */
function checkBounds(errors: FieldError[], spec: Dict, was: Dict | undefined): void {
  const { minReplicas, maxReplicas = 0 } = spec
  if (was === undefined || was.minReplicas !== minReplicas) {
    nonNegative(errors, 'spec.minReplicas', minReplicas)
  }
  if (was !== undefined && was.maxReplicas === maxReplicas) return
  if (maxReplicas === 0) errors.push(required('spec.maxReplicas'))
  else if (maxReplicas < 0) {
    const text = 'must be greater than or equal to 1'
    errors.push(invalid('spec.maxReplicas', maxReplicas, text))
  }
}

export function checkAutoscaler(object: KubeObject, was?: KubeObject): FieldError[] {
  const errors: FieldError[] = []
  const spec = (object.spec ?? {}) as Dict
  const old = was?.spec as Dict | undefined
  const maxReplicas = spec.maxReplicas ?? 0
  if (spec.minReplicas !== undefined && maxReplicas < spec.minReplicas) {
    const text = 'must be greater than or equal to `minReplicas`'
    errors.push(invalid('spec.maxReplicas', maxReplicas, text))
  }
  const target = (spec.scaleTargetRef ?? {}) as Dict
  checkTargetReference(errors, 'spec.scaleTargetRef', target, targetRule(spec, old))
  const metrics = listOf(spec.metrics)
  checkMetrics(errors, 'spec.metrics', metrics, spec.minReplicas, metricRule(old))
  if (spec.behavior) {
    checkRules(errors, 'spec.behavior.scaleUp', spec.behavior.scaleUp)
    checkRules(errors, 'spec.behavior.scaleDown', spec.behavior.scaleDown)
  }
  if (!sameValue(spec, old)) checkBounds(errors, spec, old)
  return errors
}

export function checkAutoscalerStatus(object: KubeObject): FieldError[] {
  const errors: FieldError[] = []
  const status = (object.status ?? {}) as Dict
  listOf(status.conditions).forEach((one, index) => {
    nonNegative(errors, `status.conditions[${index}].observedGeneration`, one.observedGeneration)
  })
  nonNegative(errors, 'status.currentReplicas', status.currentReplicas)
  nonNegative(errors, 'status.desiredReplicas', status.desiredReplicas)
  return errors
}
