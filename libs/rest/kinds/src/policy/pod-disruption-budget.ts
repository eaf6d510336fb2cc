// in: nothing → out: what the API says of a PodDisruptionBudget beyond the catalogue.
import {
  type Dict,
  type FieldError,
  invalid,
  type KubeObject,
  labelSelectorErrors,
  notSupported,
} from '@binnacle/meta'
import { defineKind } from '../define-kind.ts'
import { ageColumn, countColumn, nameColumn, textColumn } from '../parts/columns.ts'
import { checkConditions } from '../parts/condition-check.ts'
import { listOf } from '../parts/field-checks.ts'
import { atMostAll, checkIntOrPercent } from '../parts/int-or-percent.ts'
import { internalValue } from '../parts/internal-value.ts'
import { countGeneration, keepSpec, keepStatus } from '../parts/keep-parts.ts'
import { nonNegative } from '../parts/number-checks.ts'
import { sameValue } from '../parts/same-value.ts'

/** Told the first version's empty selector from the later one's; whoever writes it by hand loses it. */
const oldVersionLabel = 'pdb.kubernetes.io/deprecated-v1beta1-empty-selector-match'
const policies = ['AlwaysAllow', 'IfHealthyBudget']

function isMarkOnly(selector: Dict | undefined): boolean {
  const expressions = listOf(selector?.matchExpressions)
  const [first] = expressions
  return (
    expressions.length === 1 &&
    Object.keys(selector?.matchLabels ?? {}).length === 0 &&
    first?.key === oldVersionLabel &&
    first.operator === 'Exists' &&
    listOf(first.values).length === 0
  )
}

function dropMark(object: KubeObject, was?: KubeObject): void {
  const selector = object.spec?.selector as Dict | undefined
  if (!selector || (was && sameValue(selector, was.spec?.selector)) || isMarkOnly(selector)) return
  if (!selector.matchExpressions) return
  const kept = listOf(selector.matchExpressions).filter((one) => one.key !== oldVersionLabel)
  if (kept.length > 0) selector.matchExpressions = kept
  else delete selector.matchExpressions
}

function checkShare(errors: FieldError[], path: string, value: unknown): void {
  if (value === undefined || value === null) return
  checkIntOrPercent(errors, path, value)
  atMostAll(errors, path, value)
}

function selectorErrors(selector: Dict | undefined, lenient: boolean): FieldError[] {
  if (!selector) return []
  return labelSelectorErrors(selector, 'spec.selector', { allowInvalidValues: lenient })
}

function checkSpec(object: KubeObject, was?: KubeObject): FieldError[] {
  const errors: FieldError[] = []
  const spec = (object.spec ?? {}) as Dict
  if (spec.minAvailable !== undefined && spec.maxUnavailable !== undefined) {
    const text = 'minAvailable and maxUnavailable cannot be both set'
    errors.push(invalid('spec', internalValue('PodDisruptionBudgetSpec', spec), text))
  }
  checkShare(errors, 'spec.minAvailable', spec.minAvailable)
  checkShare(errors, 'spec.maxUnavailable', spec.maxUnavailable)
  const lenient = was !== undefined && selectorErrors(was.spec?.selector, false).length > 0
  errors.push(...selectorErrors(spec.selector, lenient))
  const policy = spec.unhealthyPodEvictionPolicy
  if (policy !== undefined && !policies.includes(policy)) {
    errors.push(notSupported('spec.unhealthyPodEvictionPolicy', policy, policies))
  }
  return errors
}

function checkStatus(object: KubeObject): FieldError[] {
  const errors: FieldError[] = []
  const status = (object.status ?? {}) as Dict
  checkConditions(errors, 'status.conditions', listOf(status.conditions))
  for (const name of ['disruptionsAllowed', 'currentHealthy', 'desiredHealthy', 'expectedPods']) {
    nonNegative(errors, `status.${name}`, status[name])
  }
  return errors
}

const share = (name: string) => (object: KubeObject) => String(object.spec?.[name] ?? 'N/A')

export const podDisruptionBudget = defineKind('policy', 'poddisruptionbudgets', {
  hasGeneration: true,
  unconditionalUpdate: false,
  metadataLast: true,
  prepare: (object) => {
    object.status = { disruptionsAllowed: 0, currentHealthy: 0, desiredHealthy: 0, expectedPods: 0 }
    dropMark(object)
  },
  prepareChange: (object, was) => {
    keepStatus(object, was)
    if (!sameValue(object.spec, was.spec)) countGeneration(object, was)
    dropMark(object, was)
  },
  check: (object) => checkSpec(object),
  checkChange: (object, was) => checkSpec(object, was),
  columns: [
    nameColumn,
    textColumn(
      'Min Available',
      'The minimum number of pods that must be available.',
      share('minAvailable'),
    ),
    textColumn(
      'Max Unavailable',
      'The maximum number of pods that may be unavailable.',
      share('maxUnavailable'),
    ),
    countColumn(
      'Allowed Disruptions',
      'Calculated number of pods that may be disrupted at this time.',
      (object) => object.status?.disruptionsAllowed ?? 0,
    ),
    ageColumn,
  ],
  resetFields: { '': [['status']], status: [['spec']] },
  subresources: {
    status: { writes: 'part', prepareChange: keepSpec, checkChange: checkStatus },
  },
})
