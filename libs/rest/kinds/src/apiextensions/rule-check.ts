// in: the rules of a schema → out: rules that do not compile or cost too much. Never: objects.
import { compileRules, requestBytesMax, type Rule, validFieldPath } from '@binnacle/cel'
import {
  type FieldError,
  forbidden,
  internalFieldError,
  invalid,
  notSupported,
  required,
} from '@binnacle/meta'
import type { RuleContext } from './rule-context.ts'
import { showRule } from './show-internal.ts'
import { structuralProblem } from './structural-check.ts'

// biome-ignore lint/suspicious/noExplicitAny: JSONSchemaProps
type Schema = any

export const ruleCostMax = 10_000_000
export const allRulesCostMax = 100_000_000

const reasons = [
  'FieldValueDuplicate',
  'FieldValueForbidden',
  'FieldValueInvalid',
  'FieldValueRequired',
]

function hasLineBreak(text: string): boolean {
  return /[\n\r]/.test(text)
}

function textErrors(rule: Rule, path: string): FieldError[] {
  const text = (rule.rule ?? '').trim()
  const message = rule.message ?? ''
  const trimmed = message.trim()
  if (text === '') return [required(`${path}.rule`, 'rule is not specified')]
  if (message !== '' && trimmed === '') {
    return [invalid(`${path}.message`, message, 'must be non-empty if specified')]
  }
  if (hasLineBreak(trimmed)) {
    return [invalid(`${path}.message`, message, 'must not contain line breaks')]
  }
  if (hasLineBreak(text) && trimmed === '') {
    const needed = 'message must be specified if rule contains line breaks'
    return [required(`${path}.message`, needed)]
  }
  return []
}

function pathErrors(fieldPath: string, schema: Schema, path: string): FieldError[] {
  const at = `${path}.fieldPath`
  const errors: FieldError[] = []
  if (fieldPath === '') return errors
  if (fieldPath.trim() === '') {
    errors.push(invalid(at, fieldPath, 'must be non-empty if specified'))
  }
  if (hasLineBreak(fieldPath)) errors.push(invalid(at, fieldPath, 'must not contain line breaks'))
  const readable = structuralProblem(schema) === undefined
  if (readable && 'error' in validFieldPath(fieldPath, schema)) {
    errors.push(invalid(at, fieldPath, 'must be a valid path'))
  }
  return errors
}

/** What can be said of rules without compiling them. */
export function ruleFormErrors(schema: Schema, path: string): FieldError[] {
  const rules: Rule[] = schema['x-kubernetes-validations'] ?? []
  return rules.flatMap((rule, index) => {
    const at = `${path}.x-kubernetes-validations[${index}]`
    const errors = textErrors(rule, at)
    const expression = rule.messageExpression ?? ''
    if (expression !== '' && expression.trim() === '') {
      const text = 'messageExpression must be non-empty if specified'
      errors.push(required(`${at}.messageExpression`, text))
    }
    if (rule.reason !== undefined && !reasons.includes(rule.reason)) {
      errors.push(notSupported(`${at}.reason`, rule.reason, reasons))
    }
    return [...errors, ...pathErrors(rule.fieldPath ?? '', schema, at)]
  })
}

export function costText(what: string, cost: number, limit: number): string {
  const times = cost / limit
  const factor =
    times > 100 ? 'more than 100x' : times < 1.5 ? `${times.toFixed(6)}x` : `${times.toFixed(1)}x`
  return `${what} exceeds budget by factor of ${factor} (try simplifying the rule, or adding maxItems, maxProperties, and maxLength where arrays, maps, and strings are declared)`
}

export interface RulePlace {
  readonly schema: Schema
  readonly path: string
  readonly context: RuleContext
  /** Above here nothing tells which old value belongs to a new one. */
  readonly uncorrelated: string | undefined
  /** The schema did not change: its costs were accepted before. */
  readonly costsAccepted: boolean
}

function times(cost: number, count: number): number {
  return cost === 0 ? 0 : Math.min(cost * count, 2 ** 64)
}

export function ruleErrors(place: RulePlace): FieldError[] {
  const { schema, path, context } = place
  const rules: Rule[] = schema['x-kubernetes-validations'] ?? []
  const type = context.type()
  const head = `${path}.x-kubernetes-validations`
  if (type === undefined) {
    const text =
      'internal error: failed to construct type information for x-kubernetes-validations rules: unable to convert structural schema to CEL declarations'
    return [internalFieldError(head, text)]
  }
  const { decl } = type
  if (decl === undefined) {
    const text = 'failed to convert to declType for CEL validation rules'
    return [internalFieldError(head, text)]
  }
  const count = context.cardinality ?? Math.floor(requestBytesMax / (decl.minSize + 1))
  return compileRules(rules, decl).flatMap((compiled, index) => {
    const { rule } = compiled
    const at = `${head}[${index}]`
    const errors: FieldError[] = []
    const cost = times(compiled.maxCost, count)
    if (!place.costsAccepted && cost > ruleCostMax) {
      errors.push(forbidden(`${at}.rule`, costText('estimated rule cost', cost, ruleCostMax)))
    }
    context.total.add(`${at}.rule`, cost)
    if (compiled.error !== undefined) {
      errors.push(invalid(`${at}.rule`, showRule(rule), compiled.error))
    }
    const message = `${at}.messageExpression`
    if (compiled.messageError !== undefined) {
      errors.push(invalid(message, showRule(rule), compiled.messageError))
    } else if (compiled.message !== undefined) {
      const own = compiled.messageMaxCost
      if (!place.costsAccepted && own > ruleCostMax) {
        const text = costText('estimated messageExpression cost', own, ruleCostMax)
        errors.push(forbidden(message, text))
      }
      context.total.add(message, own)
    }
    if (compiled.usesOldSelf) {
      if (place.uncorrelated !== undefined) {
        const text = `oldSelf cannot be used on the uncorrelatable portion of the schema within ${place.uncorrelated}`
        errors.push(invalid(`${at}.rule`, rule.rule, text))
      }
    } else if (rule.optionalOldSelf !== undefined) {
      const text = 'may not be set if oldSelf is not used in rule'
      errors.push(invalid(`${at}.optionalOldSelf`, rule.optionalOldSelf, text))
    }
    return errors
  })
}
