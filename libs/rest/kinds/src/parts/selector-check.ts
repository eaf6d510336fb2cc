// in: a workload's selector and its template → out: whether they fit.
import {
  type Dict,
  type FieldError,
  invalid,
  type LabelSelector,
  labelSelectorErrors,
  labelSelectorFromObject,
  labelValue,
  matchesLabels,
  qualifiedName,
} from '@binnacle/meta'
import { immutable } from './number-checks.ts'
import { shownLabels, shownSelector } from './shown-selector.ts'

/** undefined: what cannot be a selector at all, as a key or value that no label may have. */
export function selectorOf(object: Dict | null | undefined): LabelSelector | undefined {
  try {
    const selector = labelSelectorFromObject(object)
    for (const { key, operator, values } of selector.requirements) {
      if (qualifiedName(key).length > 0) return undefined
      if ((operator === 'in' || operator === 'notin') && values.length === 0) return undefined
      if ((operator === 'exists' || operator === '!') && values.length > 0) return undefined
      if (values.some((value) => labelValue(value).length > 0)) return undefined
    }
    return selector
  } catch {
    return undefined
  }
}

export function isEmptySelector(selector: Dict): boolean {
  const count = Object.keys(selector.matchLabels ?? {}).length
  return count + (selector.matchExpressions ?? []).length === 0
}

/** A selector of nothing at all counts as one that asks nothing, as upstream's does here. */
export function checkTemplateLabels(
  errors: FieldError[],
  path: string,
  template: Dict | undefined,
  selector: LabelSelector,
): void {
  const labels = template?.metadata?.labels
  if (matchesLabels(selector, labels)) return
  const text = '`selector` does not match template `labels`'
  errors.push(invalid(`${path}.metadata.labels`, shownLabels(labels), text))
}

export function checkSelector(
  errors: FieldError[],
  path: string,
  selector: Dict,
  what: string,
  allowInvalidValues = false,
): void {
  errors.push(...labelSelectorErrors(selector, path, { allowInvalidValues }))
  if (isEmptySelector(selector)) {
    errors.push(invalid(path, selector, `empty selector is invalid for ${what}`))
  }
}

export function immutableSelector(errors: FieldError[], selector: Dict, was: Dict): void {
  immutable(errors, 'spec.selector', selector, was, shownSelector(selector))
}
