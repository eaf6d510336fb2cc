// in: a LimitRange → out: what is wrong with its amounts. Never: pods.
import {
  type Dict,
  duplicate,
  type FieldError,
  forbidden,
  invalid,
  type KubeObject,
  qualifiedName,
  quantityMilliValue,
  quantityValue,
  required,
} from '@binnacle/meta'
import { compareAmounts, quantityAt, showQuantity } from '../parts/amount.ts'
import { listOf, textErrors } from '../parts/field-checks.ts'
import {
  containerResourceNameErrors,
  isOvercommitAllowed,
  resourceNameErrors,
} from '../parts/resource-names.ts'

const types = new Set(['Pod', 'Container', 'PersistentVolumeClaim'])
const maxMilli = (2n ** 63n - 1n) / 1000n

function checkType(errors: FieldError[], path: string, type: string): void {
  const texts = qualifiedName(type)
  textErrors(errors, path, type, texts)
  if (texts.length === 0 && !type.includes('/') && !types.has(type)) {
    errors.push(invalid(path, type, 'must be a standard limit type or fully qualified'))
  }
}

interface Amounts {
  readonly min?: unknown
  readonly max?: unknown
  readonly default?: unknown
  readonly defaultRequest?: unknown
  readonly ratio?: unknown
}

function at(list: Dict | undefined, name: string): unknown {
  return list && Object.hasOwn(list, name) ? list[name] : undefined
}

function above(a: unknown, b: unknown): boolean {
  return a !== undefined && b !== undefined && compareAmounts(a, b) > 0
}

function quotient(amounts: Amounts): { ratio: number; most: number } {
  const [ratio, min, max] = [
    quantityAt(amounts.ratio),
    quantityAt(amounts.min),
    quantityAt(amounts.max),
  ]
  const small = [ratio, min, max].every((one) => quantityValue(one) < maxMilli)
  if (!small) {
    return {
      ratio: Number(quantityValue(ratio)),
      most: Number(quantityValue(max)) / Number(quantityValue(min)),
    }
  }
  return {
    ratio: Number(quantityMilliValue(ratio)) / 1000,
    most: Number(quantityMilliValue(max)) / Number(quantityMilliValue(min)),
  }
}

function checkRatio(errors: FieldError[], path: string, name: string, amounts: Amounts): void {
  if (amounts.ratio === undefined) return
  const where = `${path}.maxLimitRequestRatio[${name}]`
  const shown = showQuantity(amounts.ratio)
  if (compareAmounts(amounts.ratio, '1') < 0) {
    errors.push(invalid(where, shown, `ratio ${shown} is less than 1`))
  }
  if (amounts.min === undefined || amounts.max === undefined) return
  const { ratio, most } = quotient(amounts)
  if (ratio > most) {
    const limit = Number.isFinite(most) ? most.toFixed(6) : '+Inf'
    errors.push(invalid(where, shown, `ratio ${shown} is greater than max/min = ${limit}`))
  }
}

function checkAmounts(errors: FieldError[], path: string, name: string, amounts: Amounts): void {
  const { min, max, default: limit, defaultRequest: request } = amounts
  const [minText, maxText] = [showQuantity(min), showQuantity(max)]
  const [limitText, requestText] = [showQuantity(limit), showQuantity(request)]
  const add = (list: string, shown: string, text: string) =>
    errors.push(invalid(`${path}.${list}[${name}]`, shown, text))
  if (above(min, max))
    add('min', minText, `min value ${minText} is greater than max value ${maxText}`)
  if (above(min, request)) {
    const text = `min value ${minText} is greater than default request value ${requestText}`
    add('defaultRequest', requestText, text)
  }
  if (above(request, max)) {
    const text = `default request value ${requestText} is greater than max value ${maxText}`
    add('defaultRequest', requestText, text)
  }
  if (above(request, limit)) {
    const text = `default request value ${requestText} is greater than default limit value ${limitText}`
    add('defaultRequest', requestText, text)
  }
  // These two show the bound in place of the value.
  if (above(min, limit)) {
    add('default', minText, `min value ${minText} is greater than default value ${limitText}`)
  }
  if (above(limit, max)) {
    add('default', maxText, `default value ${limitText} is greater than max value ${maxText}`)
  }
  checkRatio(errors, path, name, amounts)
  if (isOvercommitAllowed(name) || limit === undefined || request === undefined) return
  if (compareAmounts(limit, request) !== 0) {
    const text = `default value ${limitText} must equal to defaultRequest value ${requestText} in ${name}`
    add('defaultRequest', requestText, text)
  }
}

function checkItem(errors: FieldError[], path: string, item: Dict): void {
  const ofPods = item.type === 'Pod'
  const nameErrors =
    ofPods || item.type === 'Container' ? containerResourceNameErrors : resourceNameErrors
  const names = new Set<string>()
  const checkNames = (list: string) => {
    for (const name of Object.keys(item[list] ?? {})) {
      errors.push(...nameErrors(name, `${path}.${list}[${name}]`))
      names.add(name)
    }
  }
  checkNames('max')
  checkNames('min')
  for (const list of ['default', 'defaultRequest']) {
    if (!ofPods) checkNames(list)
    else if (Object.keys(item[list] ?? {}).length > 0) {
      errors.push(forbidden(`${path}.${list}`, "may not be specified when `type` is 'Pod'"))
    }
  }
  if (item.type === 'PersistentVolumeClaim') {
    if (at(item.min, 'storage') === undefined && at(item.max, 'storage') === undefined) {
      const text = 'either minimum or maximum storage value is required, but neither was provided'
      errors.push(required(`${path}.limits`, text))
    }
  }
  checkNames('maxLimitRequestRatio')
  for (const name of names) {
    checkAmounts(errors, path, name, {
      min: at(item.min, name),
      max: at(item.max, name),
      default: ofPods ? undefined : at(item.default, name),
      defaultRequest: ofPods ? undefined : at(item.defaultRequest, name),
      ratio: at(item.maxLimitRequestRatio, name),
    })
  }
}

export function checkLimitRange(object: KubeObject): FieldError[] {
  const errors: FieldError[] = []
  const seen = new Set<string>()
  for (const [index, item] of listOf(object.spec?.limits).entries()) {
    const path = `spec.limits[${index}]`
    const type: string = item.type ?? ''
    checkType(errors, `${path}.type`, type)
    if (seen.has(type)) errors.push(duplicate(`${path}.type`, type))
    seen.add(type)
    checkItem(errors, path, item)
  }
  return errors
}
