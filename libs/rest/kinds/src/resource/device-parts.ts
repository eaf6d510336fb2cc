// in: the parts that claims, classes and slices of devices share → out: what is wrong with them. Never: a kind.
import {
  type Dict,
  cIdentifier,
  dns1123Label,
  dns1123Subdomain,
  dns1123SubdomainCaseless,
  duplicate,
  type FieldError,
  invalid,
  labelNameErrors,
  labelValue,
  notSupported,
  required,
  tooLong,
  tooLongCharacters,
  tooMany,
} from '@binnacle/meta'
import { byteLength } from '../parts/bytes.ts'
import { listOf, textErrors } from '../parts/field-checks.ts'
import { checkDriverName } from '../parts/volume-source-checks.ts'
import { selectorFaults } from './selector-expression.ts'

const effects = ['NoExecute', 'NoSchedule', 'None']
const idMax = 32
const poolNameMax = 253
const parametersMax = 10 * 1024
const bindingsMax = 4
const driverLengthMax = 63

export type ItemCheck<T> = (item: T, path: string) => void

/** A list that is too long is not looked into. */
export function checkList<T>(
  errors: FieldError[],
  path: string,
  list: readonly T[],
  max: number,
  check: ItemCheck<T>,
): boolean {
  if (list.length > max) {
    errors.push(tooMany(path, list.length, max))
    return false
  }
  list.forEach((item, index) => check(item, `${path}[${index}]`))
  return true
}

/** Two items with one key are the same; a duplicate shows the key, or itself. */
export interface Sameness<T> {
  keyOf(item: T): unknown
  readonly whole?: boolean
}

export function checkSet<T>(
  errors: FieldError[],
  path: string,
  list: readonly T[],
  max: number,
  { keyOf, whole = false }: Sameness<T>,
  check: ItemCheck<T>,
): void {
  if (!checkList(errors, path, list, max, check)) return
  const seen = new Set<unknown>()
  list.forEach((item, index) => {
    const key = keyOf(item)
    if (seen.has(key)) errors.push(duplicate(`${path}[${index}]`, whole ? item : key))
    seen.add(key)
  })
}

export function checkLabel(errors: FieldError[], path: string, name: string | undefined): void {
  textErrors(errors, path, name ?? '', dns1123Label(name ?? ''))
}

export function checkPoolName(errors: FieldError[], path: string, name: string | undefined): void {
  if (!name) {
    errors.push(required(path))
    return
  }
  if (byteLength(name) > poolNameMax) errors.push(tooLong(path, poolNameMax))
  for (const part of name.split('/')) textErrors(errors, path, part, dns1123Subdomain(part))
}

function checkIdentifier(errors: FieldError[], path: string, id: string): void {
  if (byteLength(id) > idMax) errors.push(tooLong(path, idMax))
  textErrors(errors, path, id, cIdentifier(id))
}

export function checkQualifiedName(errors: FieldError[], path: string, name: string): void {
  const [first = '', second, ...more] = name.split('/')
  if (more.length > 0) return
  if (second === undefined) {
    checkIdentifier(errors, path, first)
    return
  }
  if (first === '') errors.push(invalid(path, '', 'the domain must not be empty'))
  else checkDriverName(errors, path, first)
  if (second === '') errors.push(invalid(path, '', 'the name must not be empty'))
  else checkIdentifier(errors, path, second)
}

export function checkFullName(errors: FieldError[], path: string, name: string): void {
  checkQualifiedName(errors, path, name)
  if (name.includes('/')) return
  const text = 'a fully qualified name must be a domain and a name separated by a slash'
  errors.push(invalid(path, name, text))
}

export function checkTaint(
  errors: FieldError[],
  path: string,
  taint: Dict,
  effectBefore?: string,
): void {
  errors.push(...labelNameErrors(taint.key ?? '', `${path}.key`))
  if (taint.value) textErrors(errors, `${path}.value`, taint.value, labelValue(taint.value))
  if (effectBefore !== undefined && effectBefore === taint.effect) return
  checkEffect(errors, `${path}.effect`, taint.effect)
}

function checkEffect(errors: FieldError[], path: string, effect: string | undefined): void {
  if (!effect) errors.push(required(path))
  else if (!effects.includes(effect)) errors.push(notSupported(path, effect, effects))
}

export function checkToleration(errors: FieldError[], path: string, one: Dict): void {
  if (one.key) errors.push(...labelNameErrors(one.key, `${path}.key`))
  const at = `${path}.value`
  const value: string = one.value ?? ''
  if (one.operator === 'Exists') {
    if (value) errors.push(invalid(at, value, 'must be empty for operator `Exists`'))
  } else if (one.operator === 'Equal') textErrors(errors, at, value, labelValue(value))
  else if (!one.operator) errors.push(required(`${path}.operator`))
  else errors.push(notSupported(`${path}.operator`, one.operator, ['Equal', 'Exists']))
  if (one.effect) checkEffect(errors, `${path}.effect`, one.effect)
}

export function checkRaw(
  errors: FieldError[],
  path: string,
  value: unknown,
  stored: boolean,
): void {
  if (value === undefined || value === null) {
    errors.push(required(path))
  } else if (!stored && byteLength(JSON.stringify(value)) > parametersMax) {
    errors.push(tooLong(path, parametersMax))
  } else if (typeof value !== 'object' || Array.isArray(value)) {
    errors.push(invalid(path, '<value omitted>', 'must be a valid JSON object'))
  }
}

/** As a driver's name, in the words of a declared rule. */
export function checkDeclaredDriver(
  errors: FieldError[],
  path: string,
  name: string | undefined,
): void {
  if (!name) {
    errors.push(required(path))
    return
  }
  textErrors(errors, path, name, dns1123SubdomainCaseless(name))
  if (name.length > driverLengthMax) errors.push(tooLongCharacters(path, driverLengthMax))
}

export function checkConfig(
  errors: FieldError[],
  path: string,
  config: Dict,
  stored: boolean,
): void {
  const at = `${path}.opaque`
  if (!config.opaque) {
    errors.push(required(at))
    return
  }
  checkDeclaredDriver(errors, `${at}.driver`, config.opaque.driver)
  checkRaw(errors, `${at}.parameters`, config.opaque.parameters, stored)
}

export function checkBindings(errors: FieldError[], path: string, one: Dict): void {
  const conditions: readonly string[] = one.bindingConditions ?? []
  const failures: readonly string[] = one.bindingFailureConditions ?? []
  const at = `${path}.bindingConditions`
  const atFailures = `${path}.bindingFailureConditions`
  const checkName = (name: string, where: string): void => {
    errors.push(...labelNameErrors(name, where))
  }
  checkList(errors, at, conditions, bindingsMax, checkName)
  checkList(errors, atFailures, failures, bindingsMax, checkName)
  conditions.forEach((name, index) => {
    if (conditions.indexOf(name) < index) errors.push(duplicate(`${at}[${index}]`, name))
  })
  failures.forEach((name, index) => {
    const where = `${atFailures}[${index}]`
    if (failures.indexOf(name) < index) errors.push(duplicate(where, name))
    if (!conditions.includes(name)) return
    const text = 'bindingFailureConditions must not overlap with bindingConditions'
    errors.push(invalid(where, name, text))
  })
  if (conditions.length === 0 && failures.length > 0) {
    const text = 'bindingConditions are required to use bindingFailureConditions'
    errors.push(invalid(at, one.bindingConditions ?? null, text))
  }
  if (failures.length === 0 && conditions.length > 0) {
    const text = 'bindingFailureConditions are required to use bindingConditions'
    errors.push(invalid(atFailures, one.bindingFailureConditions ?? null, text))
  }
}

export function checkSelectors(errors: FieldError[], path: string, selectors: unknown): void {
  checkList(errors, path, listOf(selectors), 32, (one, at) => {
    if (!one.cel) errors.push(required(`${at}.cel`))
    else if (byteLength(one.cel.expression ?? '') > parametersMax) {
      errors.push(tooLong(`${at}.cel.expression`, parametersMax))
    } else errors.push(...selectorFaults(`${at}.cel.expression`, one.cel.expression ?? ''))
  })
}
