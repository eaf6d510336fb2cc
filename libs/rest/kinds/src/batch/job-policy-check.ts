// in: the failure and success policies of a Job → out: what is wrong with them.
import {
  type Dict,
  duplicate,
  type FieldError,
  goQuote,
  invalid,
  notSupported,
  omitValue,
  required,
  tooLong,
  tooMany,
} from '@binnacle/meta'
import { byteLength } from '../parts/bytes.ts'
import { listOf, qualifiedErrors } from '../parts/field-checks.ts'
import { nonNegative } from '../parts/number-checks.ts'
import { countIndexes, IntervalError } from './index-intervals.ts'

const rulesMax = 20
const exitCodesMax = 255
const patternsMax = 20
const indexesMaxBytes = 65536

const actions = ['Count', 'FailIndex', 'FailJob', 'Ignore']
const operators = ['In', 'NotIn']
const statuses = ['False', 'True', 'Unknown']

function checkWord(
  errors: FieldError[],
  path: string,
  word: string,
  words: readonly string[],
): void {
  if (word === '') errors.push(required(path, `valid values: [${words.map(goQuote).join(' ')}]`))
  else if (!words.includes(word)) errors.push(notSupported(path, word, words))
}

function checkValues(
  errors: FieldError[],
  path: string,
  values: readonly number[],
  isIn: boolean,
): void {
  if (values.length === 0) errors.push(invalid(path, null, 'at least one value is required'))
  else if (values.length > exitCodesMax) errors.push(tooMany(path, values.length, exitCodesMax))
  const seen = new Set<number>()
  let ordered = true
  for (const [i, value] of values.entries()) {
    if (isIn && value === 0) {
      errors.push(invalid(`${path}[${i}]`, value, 'must not be 0 for the In operator'))
    }
    if (seen.has(value)) errors.push(duplicate(`${path}[${i}]`, value))
    seen.add(value)
    if (i > 0 && (values[i - 1] as number) > value) ordered = false
  }
  if (!ordered) errors.push(invalid(path, values, 'must be ordered'))
}

function checkExitCodes(
  errors: FieldError[],
  path: string,
  rule: Dict,
  names: ReadonlySet<string>,
): void {
  checkWord(errors, `${path}.operator`, rule.operator ?? '', operators)
  if (rule.containerName !== undefined && !names.has(rule.containerName)) {
    const text = 'must be one of the container or initContainer names in the pod template'
    errors.push(invalid(`${path}.containerName`, rule.containerName, text))
  }
  checkValues(errors, `${path}.values`, rule.values ?? [], rule.operator === 'In')
}

function checkConditions(errors: FieldError[], path: string, list: readonly Dict[]): void {
  if (list.length > patternsMax) errors.push(tooMany(path, list.length, patternsMax))
  for (const [i, pattern] of list.entries()) {
    qualifiedErrors(errors, `${path}[${i}].type`, pattern.type ?? '')
    checkWord(errors, `${path}[${i}].status`, pattern.status ?? '', statuses)
  }
}

function checkRule(
  errors: FieldError[],
  path: string,
  rule: Dict,
  spec: Dict,
  names: ReadonlySet<string>,
): void {
  const action: string = rule.action ?? ''
  if (action === 'FailIndex') {
    if (spec.backoffLimitPerIndex === undefined) {
      const text = 'requires the backoffLimitPerIndex to be set'
      errors.push(invalid(`${path}.action`, action, text))
    }
  } else checkWord(errors, `${path}.action`, action, actions)
  const conditions = listOf(rule.onPodConditions)
  if (rule.onExitCodes) checkExitCodes(errors, `${path}.onExitCodes`, rule.onExitCodes, names)
  if (conditions.length > 0) checkConditions(errors, `${path}.onPodConditions`, conditions)
  if (rule.onExitCodes && conditions.length > 0) {
    const text = 'specifying both OnExitCodes and OnPodConditions is not supported'
    errors.push(invalid(path, omitValue, text))
  }
  if (!rule.onExitCodes && conditions.length === 0) {
    const text = 'specifying one of OnExitCodes and OnPodConditions is required'
    errors.push(invalid(path, omitValue, text))
  }
}

export function checkFailurePolicy(errors: FieldError[], path: string, spec: Dict): void {
  const rules = listOf(spec.podFailurePolicy.rules)
  const at = `${path}.rules`
  if (rules.length > rulesMax) errors.push(tooMany(at, rules.length, rulesMax))
  const podSpec: Dict = spec.template?.spec ?? {}
  const containers = [...listOf(podSpec.containers), ...listOf(podSpec.initContainers)]
  const names = new Set(containers.map((container) => container.name as string))
  for (const [i, rule] of rules.entries()) checkRule(errors, `${at}[${i}]`, rule, spec, names)
}

function checkIndexes(
  errors: FieldError[],
  path: string,
  text: string,
  completions: number,
): number {
  if (byteLength(text) > indexesMaxBytes) errors.push(tooLong(path, indexesMaxBytes))
  try {
    return countIndexes(text, completions)
  } catch (error) {
    if (!(error instanceof IntervalError)) throw error
    errors.push(invalid(path, text, `error parsing succeededIndexes: ${error.message}`))
    return 0
  }
}

function checkSuccessRule(
  errors: FieldError[],
  path: string,
  rule: Dict,
  completions: number,
): void {
  const { succeededCount: count, succeededIndexes: indexes } = rule
  if (count === undefined && indexes === undefined) {
    const text = 'at least one of succeededCount or succeededIndexes must be specified'
    errors.push(required(path, text))
  }
  let total = 0
  if (indexes !== undefined) {
    total = checkIndexes(errors, `${path}.succeededIndexes`, indexes, completions)
  }
  if (count === undefined) return
  const at = `${path}.succeededCount`
  nonNegative(errors, at, count)
  if (count > completions) {
    const text = `must be less than or equal to ${completions} (the number of specified completions)`
    errors.push(invalid(at, count, text))
  }
  if (indexes !== undefined && count > total) {
    const text = `must be less than or equal to ${total} (the number of indexes in the specified succeededIndexes field)`
    errors.push(invalid(at, count, text))
  }
}

export function checkSuccessPolicy(errors: FieldError[], path: string, spec: Dict): void {
  const rules = listOf(spec.successPolicy.rules)
  const at = `${path}.rules`
  if (rules.length === 0) {
    const text = 'at least one rules must be specified when the successPolicy is specified'
    errors.push(required(at, text))
  }
  if (rules.length > rulesMax) errors.push(tooMany(at, rules.length, rulesMax))
  for (const [i, rule] of rules.entries()) {
    checkSuccessRule(errors, `${at}[${i}]`, rule, spec.completions ?? 0)
  }
}
