// in: how a device's capacity may be asked for → out: what is wrong with it. Never: the device.
import {
  type Dict,
  duplicate,
  type FieldError,
  forbidden,
  invalid,
  required,
  tooMany,
} from '@binnacle/meta'
import { amount, compareAmounts, showQuantity } from '../parts/amount.ts'

const optionsMax = 10

function checkOptions(errors: FieldError[], path: string, max: unknown, policy: Dict): void {
  const values = policy.validValues as unknown[]
  values.forEach((value, index) => {
    if (index === 0 || compareAmounts(values[index - 1], value) <= 0) return
    const text = 'values must be sorted in ascending order'
    errors.push(invalid(`${path}[${index}]`, showQuantity(value), text))
  })
  if (values.length > optionsMax) errors.push(tooMany(path, values.length, optionsMax))
  else {
    values.forEach((value, index) => {
      if (compareAmounts(value, max) <= 0) return
      const text = `option is larger than capacity value: ${showQuantity(max)}`
      errors.push(invalid(`${path}[${index}]`, showQuantity(value), text))
    })
    values.forEach((value, index) => {
      if (values.findIndex((other) => compareAmounts(other, value) === 0) === index) return
      errors.push(duplicate(`${path}[${index}]`, amount(value)))
    })
    if (values.some((value) => compareAmounts(value, policy.default) === 0)) return
  }
  const text = 'default value is not valid according to the requestPolicy'
  errors.push(invalid(path, showQuantity(policy.default), text))
}

function checkBounds(
  errors: FieldError[],
  path: string,
  capacity: unknown,
  wanted: unknown,
  { min, max }: Dict,
): void {
  const more = (a: unknown, b: unknown): boolean => compareAmounts(a, b) > 0
  const add = (field: string, shown: unknown, text: string, other: unknown): void => {
    errors.push(invalid(`${path}.${field}`, showQuantity(shown), `${text}: ${showQuantity(other)}`))
  }
  if (more(min, capacity)) add('min', min, 'min is larger than capacity value', capacity)
  if (more(min, wanted)) add('default', wanted, 'default is less than min', min)
  if (max === undefined || max === null) return
  if (more(min, max)) add('max', min, 'min is larger than max', max)
  if (more(max, capacity)) add('max', max, 'max is larger than capacity value', capacity)
  if (more(wanted, max)) add('default', wanted, 'default is more than max', max)
}

function checkStep(
  errors: FieldError[],
  path: string,
  capacity: unknown,
  wanted: unknown,
  { min, max, step }: Dict,
): void {
  if (amount(step) <= 0n) {
    errors.push(invalid(path, showQuantity(step), 'must be greater than zero'))
    return
  }
  const [from, by] = [amount(min), amount(step)]
  if (from + by > amount(capacity)) {
    const sum = String(from + by)
    const text = `one step ${sum} is larger than capacity value: ${showQuantity(capacity)}`
    errors.push(invalid(path, showQuantity(step), text))
  }
  for (const value of [wanted, max]) {
    if (value === undefined || value === null || (amount(value) - from) % by === 0n) continue
    const text = `value is not a multiple of a given step (${showQuantity(step)}) from (${showQuantity(min)})`
    errors.push(invalid(path, showQuantity(value), text))
  }
}

export function checkRequestPolicy(
  errors: FieldError[],
  path: string,
  capacity: unknown,
  policy: Dict,
): void {
  const values = (policy.validValues ?? []) as unknown[]
  const range: Dict | undefined = policy.validRange
  const missing = policy.default === undefined || policy.default === null
  const needed = (field: string): void => {
    errors.push(required(`${path}.default`, `required when ${field} is defined`))
  }
  if (values.length > 0 && range) {
    const text =
      'exactly one policy can be specified, cannot specify "validValues" and "validRange" at the same time'
    errors.push(forbidden(path, text))
  } else if (values.length > 0) {
    if (missing) needed('validValues')
    else checkOptions(errors, `${path}.validValues`, capacity, policy)
  } else if (range) {
    const at = `${path}.validRange`
    if (missing) needed('validRange')
    else if (range.min === undefined || range.min === null) {
      errors.push(required(`${at}.min`, 'required when validRange is defined'))
    } else {
      checkBounds(errors, at, capacity, policy.default, range)
      if (range.step) checkStep(errors, `${at}.step`, capacity, policy.default, range)
    }
  }
}
