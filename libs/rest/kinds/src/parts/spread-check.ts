// in: the spread constraints of a pod → out: what is wrong with them. Never: scheduling.
import {
  type Dict,
  duplicate,
  type FieldError,
  forbidden,
  invalid,
  labelNameErrors,
  labelSelectorErrors,
  notSupported,
  required,
} from '@binnacle/meta'
import { listOf, wordIfAny } from './field-checks.ts'
import { checkLabelKeys } from './label-keys-check.ts'
import { positive } from './number-checks.ts'

const whenUnsatisfiable = ['DoNotSchedule', 'ScheduleAnyway']

function checkMinDomains(errors: FieldError[], path: string, constraint: Dict): void {
  const { minDomains } = constraint
  if (minDomains === undefined) return
  positive(errors, path, minDomains)
  if (constraint.whenUnsatisfiable !== 'DoNotSchedule') {
    const text = `can only use minDomains if whenUnsatisfiable=DoNotSchedule, not ${constraint.whenUnsatisfiable ?? ''}`
    errors.push(invalid(path, minDomains, text))
  }
}

function repeats(a: Dict, b: Dict): boolean {
  return a.topologyKey === b.topologyKey && a.whenUnsatisfiable === b.whenUnsatisfiable
}

function checkConstraint(errors: FieldError[], at: string, one: Dict, rest: readonly Dict[]): void {
  positive(errors, `${at}.maxSkew`, one.maxSkew)
  if (!one.topologyKey) errors.push(required(`${at}.topologyKey`, 'can not be empty'))
  const action: string = one.whenUnsatisfiable ?? ''
  if (!whenUnsatisfiable.includes(action)) {
    errors.push(notSupported(`${at}.whenUnsatisfiable`, action, whenUnsatisfiable))
  }
  if (rest.some((other) => repeats(one, other))) {
    const pair = `{${one.topologyKey ?? ''}, ${action}}`
    errors.push(duplicate(`${at}.{topologyKey, whenUnsatisfiable}`, pair))
  }
  checkMinDomains(errors, `${at}.minDomains`, one)
  wordIfAny(errors, `${at}.nodeAffinityPolicy`, one.nodeAffinityPolicy, ['Honor', 'Ignore'])
  wordIfAny(errors, `${at}.nodeTaintsPolicy`, one.nodeTaintsPolicy, ['Honor', 'Ignore'])
}

/** What the old rule said of label keys, for pods that the new one would refuse. */
function checkOldLabelKeys(errors: FieldError[], path: string, one: Dict): void {
  const keys: string[] = one.matchLabelKeys ?? []
  if (keys.length === 0) return
  const selector: Dict | undefined = one.labelSelector
  const taken = new Set(Object.keys(selector?.matchLabels ?? {}))
  for (const { key } of listOf(selector?.matchExpressions)) taken.add(key)
  if (!selector) errors.push(forbidden(path, 'must not be specified when labelSelector is not set'))
  for (const [i, key] of keys.entries()) {
    errors.push(...labelNameErrors(key, `${path}[${i}]`))
    if (taken.has(key)) {
      const text = 'exists in both matchLabelKeys and labelSelector'
      errors.push(invalid(`${path}[${i}]`, key, text))
    }
  }
}

export function checkSpread(
  errors: FieldError[],
  path: string,
  constraints: readonly Dict[],
  was: readonly Dict[] | undefined,
): void {
  const keysFault = (was ?? []).some((one) => {
    const wrong: FieldError[] = []
    checkLabelKeys(wrong, '', one)
    return wrong.length > 0
  })
  const selectorFault = (was ?? []).some(
    (one) => labelSelectorErrors(one.labelSelector, '').length > 0,
  )
  for (const [i, one] of constraints.entries()) {
    const at = `${path}[${i}]`
    checkConstraint(errors, at, one, constraints.slice(i + 1))
    if (keysFault) checkOldLabelKeys(errors, `${at}.matchLabelKeys`, one)
    else checkLabelKeys(errors, at, one)
    if (!selectorFault)
      errors.push(...labelSelectorErrors(one.labelSelector, `${at}.labelSelector`))
  }
}
