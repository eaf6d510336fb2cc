// in: tolerations and taints → out: what is wrong with them.
import {
  type Dict,
  type FieldError,
  invalid,
  labelNameErrors,
  labelValue,
  notSupported,
  required,
} from '@binnacle/meta'

const effects = ['NoSchedule', 'PreferNoSchedule', 'NoExecute']

/** A taint must have an effect; a toleration without one means all. */
export function checkTaintEffect(
  errors: FieldError[],
  path: string,
  effect: string | undefined,
  allowEmpty: boolean,
): void {
  if (!effect) {
    if (!allowEmpty) errors.push(required(path))
  } else if (!effects.includes(effect)) errors.push(notSupported(path, effect, effects))
}

function checkComparison(errors: FieldError[], path: string, value: string): void {
  if (!/^(?:0|-?[1-9]\d*)$/.test(value)) {
    const text =
      'must be a valid decimal integer in canonical form (e.g., 1, 42, -100, no leading zeros, no plus sign)'
    errors.push(invalid(path, value, text))
  }
}

function checkOperator(errors: FieldError[], path: string, one: Dict, comparisons: boolean): void {
  const at = `${path}.operator`
  const value: string = one.value ?? ''
  switch (one.operator ?? '') {
    case '':
    case 'Equal': {
      const texts = labelValue(value)
      if (texts.length > 0) errors.push(invalid(at, value, texts.join(';')))
      break
    }
    case 'Exists':
      if (value !== '') {
        errors.push(invalid(at, value, "value must be empty when `operator` is 'Exists'"))
      }
      break
    case 'Lt':
    case 'Gt':
      if (comparisons) checkComparison(errors, `${path}.value`, value)
      else errors.push(notSupported(at, one.operator, ['Equal', 'Exists', 'Lt', 'Gt']))
      break
    default:
      errors.push(notSupported(at, one.operator, ['Equal', 'Exists']))
  }
}

/** `comparisons`: Lt and Gt, which only pods that had them before may use. */
export function checkTolerations(
  errors: FieldError[],
  path: string,
  list: readonly Dict[],
  comparisons: boolean,
): void {
  for (let i = 0; i < list.length; i++) {
    const one = list[i] as Dict
    const at = `${path}[${i}]`
    if (one.key) errors.push(...labelNameErrors(one.key, `${at}.key`))
    else if (one.operator !== 'Exists') {
      const text =
        'operator must be Exists when `key` is empty, which means "match all values and all keys"'
      errors.push(invalid(`${at}.operator`, one.operator ?? '', text))
    }
    if (one.tolerationSeconds !== undefined && one.effect !== 'NoExecute') {
      const text = "effect must be 'NoExecute' when `tolerationSeconds` is set"
      errors.push(invalid(`${at}.effect`, one.effect ?? '', text))
    }
    checkOperator(errors, at, one, comparisons)
    if (one.effect) checkTaintEffect(errors, `${at}.effect`, one.effect, true)
  }
}
