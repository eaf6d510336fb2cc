// in: the conditions of a status, in their common form → out: what is wrong with them. Never: which conditions a kind has.
import {
  byteLength,
  conditionReason,
  type Dict,
  duplicate,
  type FieldError,
  invalid,
  labelNameErrors,
  notSupported,
  required,
  tooLong,
} from '@binnacle/meta'
import { textErrors } from './field-checks.ts'

const statuses = ['False', 'True', 'Unknown']
const reasonMax = 1024
const messageMax = 32 * 1024

function checkCondition(errors: FieldError[], path: string, one: Dict): void {
  if (!one.type) errors.push(required(`${path}.type`, 'is required'))
  else errors.push(...labelNameErrors(one.type, `${path}.type`))
  if (!one.status) errors.push(required(`${path}.status`))
  else if (!statuses.includes(one.status)) {
    errors.push(notSupported(`${path}.status`, one.status, statuses))
  }
  if ((one.observedGeneration ?? 0) < 0) {
    const text = 'must be greater than or equal to zero'
    errors.push(invalid(`${path}.observedGeneration`, one.observedGeneration, text))
  }
  if (!one.lastTransitionTime) errors.push(required(`${path}.lastTransitionTime`))
  if (one.reason) {
    textErrors(errors, `${path}.reason`, one.reason, conditionReason(one.reason))
    if (byteLength(one.reason) > reasonMax) errors.push(tooLong(`${path}.reason`, reasonMax))
  } else errors.push(required(`${path}.reason`))
  if (byteLength(one.message ?? '') > messageMax) {
    errors.push(tooLong(`${path}.message`, messageMax))
  }
}

export function checkConditions(
  errors: FieldError[],
  path: string,
  conditions: readonly Dict[],
): void {
  const seen = new Set<string>()
  conditions.forEach((one, index) => {
    const type = one.type ?? ''
    if (seen.has(type)) errors.push(duplicate(`${path}[${index}]`, type))
    seen.add(type)
    checkCondition(errors, `${path}[${index}]`, one)
  })
}
