// in: the affinity of a pod → out: what is wrong with them. Never: scheduling.
import {
  type Dict,
  dns1123Label,
  type FieldError,
  forbidden,
  invalid,
  labelNameErrors,
  labelSelectorErrors,
  labelValue,
  nameIsSubdomain,
  required,
} from '@binnacle/meta'
import { listOf, textErrors } from './field-checks.ts'
import { checkLabelKeys } from './label-keys-check.ts'

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
