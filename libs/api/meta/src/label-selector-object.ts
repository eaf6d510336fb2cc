// in: a metav1.LabelSelector → out: the selector it means; what is wrong with it.
import { type FieldError, forbidden, invalid, required } from './field-error.ts'
import type { Dict } from './kube-object.ts'
import { everything, type LabelRequirement, type LabelSelector, nothing } from './label-selector.ts'
import { labelNameErrors, labelsErrors } from './labels-check.ts'
import { labelValue } from './qualified-names.ts'

const operators = { In: 'in', NotIn: 'notin', Exists: 'exists', DoesNotExist: '!' } as const

/** Absent: matches nothing; empty: matches everything. An unknown operator throws an Error. */
export function labelSelectorFromObject(object: Dict | null | undefined): LabelSelector {
  if (object === undefined || object === null) return nothing
  const requirements: LabelRequirement[] = []
  for (const [key, value] of Object.entries(object.matchLabels ?? {})) {
    requirements.push({ key, operator: '=', values: [String(value)] })
  }
  for (const { key, operator, values } of object.matchExpressions ?? []) {
    if (!Object.hasOwn(operators, operator)) {
      throw new Error(`${JSON.stringify(operator ?? '')} is not a valid label selector operator`)
    }
    const known = operators[operator as keyof typeof operators]
    requirements.push({ key, operator: known, values: [...(values ?? [])].sort() })
  }
  if (requirements.length === 0) return everything
  requirements.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
  return { requirements }
}

export interface LabelSelectorRules {
  /** Stored objects from before a rule was made may keep their values. */
  readonly allowInvalidValues?: boolean
  readonly allowUnknownOperators?: boolean
}

function requirementErrors(
  requirement: Dict,
  path: string,
  rules: LabelSelectorRules,
): FieldError[] {
  const errors: FieldError[] = []
  const values: string[] = requirement.values ?? []
  const operator = requirement.operator ?? ''
  if (operator === 'In' || operator === 'NotIn') {
    if (values.length === 0) {
      const text = "must be specified when `operator` is 'In' or 'NotIn'"
      errors.push(required(`${path}.values`, text))
    }
  } else if (operator === 'Exists' || operator === 'DoesNotExist') {
    if (values.length > 0) {
      const text = "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"
      errors.push(forbidden(`${path}.values`, text))
    }
  } else if (!rules.allowUnknownOperators) {
    errors.push(invalid(`${path}.operator`, operator, 'not a valid selector operator'))
  }
  errors.push(...labelNameErrors(requirement.key ?? '', `${path}.key`))
  if (rules.allowInvalidValues) return errors
  values.forEach((value, index) => {
    errors.push(
      ...labelValue(value).map((text) => invalid(`${path}.values[${index}]`, value, text)),
    )
  })
  return errors
}

export function labelSelectorErrors(
  object: Dict | undefined | null,
  path: string,
  rules: LabelSelectorRules = {},
): FieldError[] {
  if (!object) return []
  const errors = labelsErrors(object.matchLabels, `${path}.matchLabels`)
  const expressions: Dict[] = object.matchExpressions ?? []
  expressions.forEach((expression, index) => {
    errors.push(...requirementErrors(expression, `${path}.matchExpressions[${index}]`, rules))
  })
  return errors
}
