// in: affinity and spread constraints → out: what is wrong with them. Never: scheduling.
import {
  type Dict,
  dns1123Label,
  duplicate,
  type FieldError,
  forbidden,
  invalid,
  labelNameErrors,
  labelSelectorErrors,
  labelValue,
  nameIsSubdomain,
  notSupported,
  required,
} from '@binnacle/meta'
import { listOf, textErrors, wordIfAny } from './field-checks.ts'
import { positive } from './number-checks.ts'

function checkRequirement(errors: FieldError[], path: string, rule: Dict, anyValue: boolean): void {
  const values: string[] = rule.values ?? []
  const at = `${path}.values`
  switch (rule.operator) {
    case 'In':
    case 'NotIn':
      if (values.length === 0) {
        errors.push(required(at, "must be specified when `operator` is 'In' or 'NotIn'"))
      }
      break
    case 'Exists':
    case 'DoesNotExist':
      if (values.length > 0) {
        const text = "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"
        errors.push(forbidden(at, text))
      }
      break
    case 'Gt':
    case 'Lt':
      if (values.length !== 1) {
        const text = "must be specified single value when `operator` is 'Lt' or 'Gt'"
        errors.push(required(at, text))
      }
      break
    default: {
      const text = 'not a valid selector operator'
      errors.push(invalid(`${path}.operator`, rule.operator ?? '', text))
    }
  }
  errors.push(...labelNameErrors(rule.key ?? '', `${path}.key`))
  if (anyValue) return
  for (const [i, value] of values.entries()) {
    textErrors(errors, `${at}[${i}]`, value, labelValue(value))
  }
}

function checkFieldRequirement(errors: FieldError[], path: string, rule: Dict): void {
  const values: string[] = rule.values ?? []
  if (rule.operator === 'In' || rule.operator === 'NotIn') {
    if (values.length !== 1) {
      const text =
        "must be only one value when `operator` is 'In' or 'NotIn' for node field selector"
      errors.push(required(`${path}.values`, text))
    }
  } else {
    const text = 'not a valid selector operator'
    errors.push(invalid(`${path}.operator`, rule.operator ?? '', text))
  }
  if (rule.key !== 'metadata.name') {
    errors.push(invalid(`${path}.key`, rule.key ?? '', 'not a valid field selector key'))
    return
  }
  for (const [i, value] of values.entries()) {
    textErrors(errors, `${path}.values[${i}]`, value, nameIsSubdomain(value, false))
  }
}

function checkTerm(errors: FieldError[], path: string, term: Dict, anyValue: boolean): void {
  for (const [i, rule] of listOf(term.matchExpressions).entries()) {
    checkRequirement(errors, `${path}.matchExpressions[${i}]`, rule, anyValue)
  }
  for (const [i, rule] of listOf(term.matchFields).entries()) {
    checkFieldRequirement(errors, `${path}.matchFields[${i}]`, rule)
  }
}

/** Also of persistent volumes. `anyValue`: values need not be values of labels. */
export function checkNodeSelector(
  errors: FieldError[],
  path: string,
  selector: Dict,
  anyValue = false,
): void {
  const terms = listOf(selector.nodeSelectorTerms)
  const at = `${path}.nodeSelectorTerms`
  if (terms.length === 0) errors.push(required(at, 'must have at least one node selector term'))
  for (const [i, term] of terms.entries()) checkTerm(errors, `${at}[${i}]`, term, anyValue)
}

function checkWeight(errors: FieldError[], path: string, weight: number | undefined): void {
  if (weight === undefined || weight <= 0 || weight > 100) {
    errors.push(invalid(`${path}.weight`, weight ?? 0, 'must be in the range 1-100'))
  }
}

export function checkNodeAffinity(
  errors: FieldError[],
  path: string,
  affinity: Dict,
  anyValue: boolean,
): void {
  const needed: Dict | undefined = affinity.requiredDuringSchedulingIgnoredDuringExecution
  if (needed) {
    const at = `${path}.requiredDuringSchedulingIgnoredDuringExecution`
    checkNodeSelector(errors, at, needed, anyValue)
  }
  const liked = listOf(affinity.preferredDuringSchedulingIgnoredDuringExecution)
  for (const [i, term] of liked.entries()) {
    const at = `${path}.preferredDuringSchedulingIgnoredDuringExecution[${i}]`
    checkWeight(errors, at, term.weight)
    checkTerm(errors, `${at}.preference`, term.preference ?? {}, true)
  }
}

function checkKeys(
  errors: FieldError[],
  path: string,
  keys: readonly string[],
  selector: Dict | undefined,
): void {
  if (keys.length === 0) return
  if (!selector) {
    errors.push(forbidden(path, 'must not be specified when labelSelector is not set'))
    return
  }
  for (const [i, key] of keys.entries()) errors.push(...labelNameErrors(key, `${path}[${i}]`))
}

/** Keys whose values the server adds to the selector may not stand there already. */
function checkLabelKeys(errors: FieldError[], path: string, term: Dict): void {
  const match: string[] = term.matchLabelKeys ?? []
  const mismatch: string[] = term.mismatchLabelKeys ?? []
  if (match.length === 0 && mismatch.length === 0) return
  const selector: Dict | undefined = term.labelSelector
  checkKeys(errors, `${path}.matchLabelKeys`, match, selector)
  checkKeys(errors, `${path}.mismatchLabelKeys`, mismatch, selector)
  const seen = new Set(Object.keys(selector?.matchLabels ?? {}))
  for (const { key } of listOf(selector?.matchExpressions)) {
    if (match.includes(key) && seen.has(key)) {
      const text = 'exists in both matchLabelKeys and labelSelector'
      errors.push(invalid(`${path}[${match.lastIndexOf(key)}]`, key, text))
    }
    seen.add(key)
  }
  for (const [i, key] of match.entries()) {
    if (!mismatch.includes(key)) continue
    const text = 'exists in both matchLabelKeys and mismatchLabelKeys'
    errors.push(invalid(`${path}.matchLabelKeys[${i}]`, key, text))
  }
}

function checkPodTerm(errors: FieldError[], path: string, term: Dict, anyValue: boolean): void {
  const rules = { allowInvalidValues: anyValue }
  errors.push(...labelSelectorErrors(term.labelSelector, `${path}.labelSelector`, rules))
  errors.push(...labelSelectorErrors(term.namespaceSelector, `${path}.namespaceSelector`, rules))
  for (const name of (term.namespaces ?? []) as string[]) {
    textErrors(errors, `${path}.namespace`, name, dns1123Label(name))
  }
  checkLabelKeys(errors, path, term)
  const key: string = term.topologyKey ?? ''
  if (key === '') errors.push(required(`${path}.topologyKey`, 'can not be empty'))
  errors.push(...labelNameErrors(key, `${path}.topologyKey`))
}

function checkPodTerms(
  errors: FieldError[],
  path: string,
  affinity: Dict,
  anyValue: boolean,
): void {
  const needed = listOf(affinity.requiredDuringSchedulingIgnoredDuringExecution)
  for (const [i, term] of needed.entries()) {
    const at = `${path}.requiredDuringSchedulingIgnoredDuringExecution[${i}]`
    checkPodTerm(errors, at, term, anyValue)
  }
  const liked = listOf(affinity.preferredDuringSchedulingIgnoredDuringExecution)
  for (const [i, term] of liked.entries()) {
    const at = `${path}.preferredDuringSchedulingIgnoredDuringExecution[${i}]`
    checkWeight(errors, at, term.weight)
    checkPodTerm(errors, `${at}.podAffinityTerm`, term.podAffinityTerm ?? {}, anyValue)
  }
}

function selectorsFault(affinity: Dict | undefined): boolean {
  const errors: FieldError[] = []
  for (const one of [affinity?.podAffinity, affinity?.podAntiAffinity]) {
    if (!one) continue
    for (const term of listOf(one.requiredDuringSchedulingIgnoredDuringExecution)) {
      errors.push(...labelSelectorErrors(term.labelSelector, ''))
      errors.push(...labelSelectorErrors(term.namespaceSelector, ''))
    }
    for (const term of listOf(one.preferredDuringSchedulingIgnoredDuringExecution)) {
      errors.push(...labelSelectorErrors(term.podAffinityTerm?.labelSelector, ''))
      errors.push(...labelSelectorErrors(term.podAffinityTerm?.namespaceSelector, ''))
    }
  }
  return errors.length > 0
}

function nodeValuesFault(affinity: Dict | undefined): boolean {
  const needed = affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution
  return listOf(needed?.nodeSelectorTerms).some((term) =>
    listOf(term.matchExpressions).some((rule) =>
      ((rule.values ?? []) as string[]).some((value) => labelValue(value).length > 0),
    ),
  )
}

/** `was`: the affinity before an update, whose invalid values may stay. */
export function checkAffinity(
  errors: FieldError[],
  path: string,
  affinity: Dict | undefined,
  was: Dict | undefined,
): void {
  if (!affinity) return
  if (affinity.nodeAffinity) {
    const anyValue = nodeValuesFault(was)
    checkNodeAffinity(errors, `${path}.nodeAffinity`, affinity.nodeAffinity, anyValue)
  }
  const anyValue = selectorsFault(was)
  if (affinity.podAffinity)
    checkPodTerms(errors, `${path}.podAffinity`, affinity.podAffinity, anyValue)
  if (affinity.podAntiAffinity) {
    checkPodTerms(errors, `${path}.podAntiAffinity`, affinity.podAntiAffinity, anyValue)
  }
}

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
