// in: a DeviceTaintRule → out: what is wrong with it. Never: evictions.
import { type Dict, type FieldError, type KubeObject, tooMany } from '@binnacle/meta'
import { checkConditions } from '../parts/condition-check.ts'
import { listOf } from '../parts/field-checks.ts'
import { checkDriverName } from '../parts/volume-source-checks.ts'
import { checkLabel, checkPoolName, checkTaint } from './device-parts.ts'

const conditionsMax = 8

export function checkTaintRule(object: KubeObject, was?: KubeObject): FieldError[] {
  const errors: FieldError[] = []
  const spec: Dict = object.spec ?? {}
  const selector: Dict = spec.deviceSelector ?? {}
  const at = 'spec.deviceSelector'
  if (typeof selector.driver === 'string') checkDriverName(errors, `${at}.driver`, selector.driver)
  if (typeof selector.pool === 'string') checkPoolName(errors, `${at}.pool`, selector.pool)
  if (typeof selector.device === 'string') checkLabel(errors, `${at}.device`, selector.device)
  checkTaint(errors, 'spec.taint', spec.taint ?? {}, was && (was.spec?.taint?.effect ?? ''))
  return errors
}

export function checkTaintRuleStatus(object: KubeObject): FieldError[] {
  const errors: FieldError[] = []
  const conditions = listOf(object.status?.conditions)
  checkConditions(errors, 'status.conditions', conditions)
  if (conditions.length > conditionsMax) {
    errors.push(tooMany('status.conditions', conditions.length, conditionsMax))
  }
  return errors
}
