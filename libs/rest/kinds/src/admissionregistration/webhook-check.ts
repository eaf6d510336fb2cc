// in: webhooks, new and old → out: what is wrong with them. Never: calls; compiling expressions is given.
import {
  type Dict,
  dns1035Label,
  duplicate,
  type FieldError,
  fullyQualifiedName,
  invalid,
  labelSelectorErrors,
  notSupported,
  qualifiedName,
  required,
  tooMany,
} from '@binnacle/meta'
import { conditionFaults } from './expression-faults.ts'
import { listOf, textErrors, wordIfAny } from '../parts/field-checks.ts'
import { sameValue } from '../parts/same-value.ts'
import { webhookServiceErrors, webhookUrlErrors } from '../parts/webhook-client-check.ts'
import { checkRule } from './rule-checks.ts'

const reviewVersions = ['v1', 'v1beta1']
const quiet = ['None', 'NoneOnDryRun']
const effects = ['None', 'NoneOnDryRun', 'Some', 'Unknown']

/** What was wrong before may stay wrong. */
interface Rules {
  readonly conditions: boolean
  readonly noSideEffects: boolean
  readonly knownVersion: boolean
  readonly uniqueNames: boolean
  readonly oddSelectorValues: boolean
}

function hasKnownVersion(hook: Dict): boolean {
  const versions = (hook.admissionReviewVersions ?? []) as string[]
  return versions.length === 0 || versions.some((version) => reviewVersions.includes(version))
}

function rulesFor(hooks: readonly Dict[], before: readonly Dict[] | undefined): Rules {
  if (before === undefined) {
    return {
      conditions: true,
      noSideEffects: true,
      knownVersion: true,
      uniqueNames: true,
      oddSelectorValues: false,
    }
  }
  const selectors = before.flatMap((hook) => [hook.namespaceSelector, hook.objectSelector])
  return {
    conditions: !sameValue(
      hooks.map((hook) => hook.matchConditions ?? []),
      before.map((hook) => hook.matchConditions ?? []),
    ),
    noSideEffects: before.every((hook) => quiet.includes(hook.sideEffects)),
    knownVersion: before.every(hasKnownVersion),
    uniqueNames: new Set(before.map((hook) => hook.name)).size === before.length,
    oddSelectorValues: selectors.some((selector) => labelSelectorErrors(selector, '').length > 0),
  }
}

/** Judges a condition's expression; the place for the compiler. */
export type ExpressionCheck = (errors: FieldError[], path: string, expression: string) => void

export function checkMatchConditions(
  errors: FieldError[],
  path: string,
  list: readonly Dict[],
  compile: ExpressionCheck = () => {},
): void {
  if (list.length > 64) errors.push(tooMany(path, list.length, 64))
  const seen = new Set<string>()
  for (const [index, { name = '', expression = '' }] of list.entries()) {
    const at = `${path}[${index}]`
    const trimmed = expression.trim()
    if (trimmed === '') errors.push(required(`${at}.expression`))
    else compile(errors, `${at}.expression`, trimmed)
    if (name === '') errors.push(required(`${at}.name`))
    else textErrors(errors, `${at}.name`, name, qualifiedName(name))
    if (name !== '' && seen.has(name)) errors.push(duplicate(`${at}.name`, name))
    seen.add(name)
  }
}

function checkClient(errors: FieldError[], path: string, client: Dict): void {
  const { url, service } = client
  if ((url === undefined) === (service === undefined)) {
    errors.push(required(path, 'exactly one of url or service is required'))
  } else if (url !== undefined) errors.push(...webhookUrlErrors(`${path}.url`, url))
  else errors.push(...webhookServiceErrors(`${path}.service`, service))
}

function checkVersions(errors: FieldError[], path: string, hook: Dict, rules: Rules): void {
  const versions = (hook.admissionReviewVersions ?? []) as string[]
  if (versions.length === 0) {
    errors.push(required(path, `must specify one of ${reviewVersions.join(', ')}`))
    return
  }
  for (const [index, version] of versions.entries()) {
    const at = `${path}[${index}]`
    if (versions.indexOf(version) < index) errors.push(invalid(at, version, 'duplicate version'))
    else textErrors(errors, at, version, dns1035Label(version))
  }
  if (rules.knownVersion && !hasKnownVersion(hook)) {
    const text = `must include at least one of ${reviewVersions.join(', ')}`
    errors.push(invalid(path, versions, text))
  }
}

function checkWebhook(errors: FieldError[], path: string, hook: Dict, rules: Rules): void {
  errors.push(...fullyQualifiedName(`${path}.name`, hook.name ?? ''))
  listOf(hook.rules).forEach((rule, i) => checkRule(errors, `${path}.rules[${i}]`, rule))
  wordIfAny(errors, `${path}.failurePolicy`, hook.failurePolicy, ['Fail', 'Ignore'])
  wordIfAny(errors, `${path}.matchPolicy`, hook.matchPolicy, ['Equivalent', 'Exact'])
  const allowed = rules.noSideEffects ? quiet : effects
  const at = `${path}.sideEffects`
  if (!hook.sideEffects && hook.sideEffects !== '') {
    errors.push(required(at, `must specify one of ${allowed.join(', ')}`))
  } else if (!allowed.includes(hook.sideEffects)) {
    errors.push(notSupported(at, hook.sideEffects, allowed))
  }
  const seconds = hook.timeoutSeconds
  if (seconds !== undefined && (seconds > 30 || seconds < 1)) {
    const text = 'the timeout value must be between 1 and 30 seconds'
    errors.push(invalid(`${path}.timeoutSeconds`, seconds, text))
  }
  const allow = { allowInvalidValues: rules.oddSelectorValues }
  for (const field of ['namespaceSelector', 'objectSelector']) {
    errors.push(...labelSelectorErrors(hook[field], `${path}.${field}`, allow))
  }
  wordIfAny(errors, `${path}.reinvocationPolicy`, hook.reinvocationPolicy, ['IfNeeded', 'Never'])
  checkClient(errors, `${path}.clientConfig`, hook.clientConfig ?? {})
  if (!rules.conditions) return
  const conditions = listOf(hook.matchConditions)
  checkMatchConditions(errors, `${path}.matchConditions`, conditions, conditionFaults(false))
}

export function checkWebhooks(
  hooks: readonly Dict[],
  before: readonly Dict[] | undefined,
): FieldError[] {
  const errors: FieldError[] = []
  const rules = rulesFor(hooks, before)
  const names = new Set<string>()
  for (const [index, hook] of hooks.entries()) {
    const path = `webhooks[${index}]`
    checkWebhook(errors, path, hook, rules)
    checkVersions(errors, `${path}.admissionReviewVersions`, hook, rules)
    const name: string = hook.name ?? ''
    if (name === '') continue
    if (rules.uniqueNames && names.has(name)) errors.push(duplicate(`${path}.name`, name))
    names.add(name)
  }
  return errors
}
