// in: which policies → out: what the API says of admission policies and their bindings. Never: what they decide.
import { type Dict, type FieldError, type KubeObject, required } from '@binnacle/meta'
import { type DefinedKind, defineKind } from '../define-kind.ts'
import type { SubresourceRule } from '../kind.ts'
import { ageColumn, countColumn, nameColumn, textColumn } from '../parts/columns.ts'
import { checkConditions } from '../parts/condition-check.ts'
import { listOf } from '../parts/field-checks.ts'
import { keepStatus } from '../parts/keep-parts.ts'
import { metadataAgain } from '../parts/metadata-again.ts'
import { showSelectorAsGo } from '../parts/show-selector-as-go.ts'
import { countWhenChanged, startGeneration } from '../parts/spec-generation.ts'
import { statusPart, statusResetFields } from '../parts/status-part.ts'
import { checkMutatingPolicy, checkPolicyBinding, checkValidatingPolicy } from './policy-check.ts'
import { staticNameErrors, staticNameWarnings } from './rule-checks.ts'

const group = 'admissionregistration.k8s.io'

function matchDefaults(match: Dict | undefined): void {
  if (!match) return
  match.matchPolicy ??= 'Equivalent'
  match.namespaceSelector ??= {}
  match.objectSelector ??= {}
  for (const field of ['resourceRules', 'excludeResourceRules']) {
    for (const rule of listOf(match[field])) rule.scope ??= '*'
  }
}

function paramKind(object: KubeObject): string {
  const found: Dict | undefined = object.spec?.paramKind
  return found ? `${found.apiVersion ?? ''}/${found.kind ?? ''}` : '<unset>'
}

function paramName(object: KubeObject): string {
  const ref: Dict | undefined = object.spec?.paramRef
  if (ref?.name) return `${ref.namespace || '*'}/${ref.name}`
  return ref?.selector ? showSelectorAsGo(ref.selector) : '<unset>'
}

function checkStatus(object: KubeObject): FieldError[] {
  const errors: FieldError[] = []
  for (const [index, one] of listOf(object.status?.typeChecking?.expressionWarnings).entries()) {
    const path = `status.typeChecking.expressionWarnings[${index}]`
    if (!one.warning) errors.push(required(`${path}.warning`))
    if ((one.fieldRef ?? '').trim() === '') errors.push(required(`${path}.fieldRef`))
  }
  checkConditions(errors, 'status.conditions', listOf(object.status?.conditions))
  return errors
}

const status: SubresourceRule = statusPart({ checkChange: checkStatus })

function policyKind(mutating: boolean): DefinedKind {
  const check = mutating ? checkMutatingPolicy : checkValidatingPolicy
  const counted = mutating ? 'mutations' : 'validations'
  const what = mutating
    ? 'Mutation indicates the number of mutations'
    : 'Validations indicates the number of validation'
  return defineKind(group, `${mutating ? 'mutating' : 'validating'}admissionpolicies`, {
    defaults: (object) => {
      const spec: Dict = (object.spec ??= {})
      spec.failurePolicy ??= 'Fail'
      matchDefaults(spec.matchConstraints)
    },
    hasGeneration: true,
    prepare: (object) => {
      if (!mutating) object.status = {}
      startGeneration(object)
    },
    prepareChange: (object, was) => {
      if (!mutating) keepStatus(object, was)
      countWhenChanged(object, was)
    },
    check: (object) => [...check(object), ...staticNameErrors(object.metadata.name ?? '')],
    checkChange: (object, was, context) => [
      ...metadataAgain(object, context),
      ...check(object, was),
    ],
    warn: (object, was) => (was ? staticNameWarnings(object.metadata.name ?? '') : []),
    unconditionalUpdate: false,
    columns: [
      nameColumn,
      countColumn(
        mutating ? 'Mutations' : 'Validations',
        `${what} rules defined in this configuration`,
        (object) => listOf(object.spec?.[counted]).length,
      ),
      textColumn(
        'ParamKind',
        'ParamKind specifies the kind of resources used to parameterize this policy',
        paramKind,
      ),
      ageColumn,
    ],
    ...(!mutating && { resetFields: statusResetFields, subresources: { status } }),
  })
}

function bindingKind(mutating: boolean): DefinedKind {
  return defineKind(group, `${mutating ? 'mutating' : 'validating'}admissionpolicybindings`, {
    defaults: (object) => matchDefaults(object.spec?.matchResources),
    hasGeneration: true,
    prepare: startGeneration,
    prepareChange: (object, was) => countWhenChanged(object, was),
    check: (object) => [
      ...checkPolicyBinding(object, mutating),
      ...staticNameErrors(object.metadata.name ?? ''),
    ],
    checkChange: (object, _was, context) => [
      ...metadataAgain(object, context),
      ...checkPolicyBinding(object, mutating),
    ],
    warn: (object, was) => (was ? staticNameWarnings(object.metadata.name ?? '') : []),
    unconditionalUpdate: false,
    columns: [
      nameColumn,
      textColumn(
        'PolicyName',
        'PolicyName indicates the policy definition which the policy binding binded to',
        (object) => object.spec?.policyName ?? '',
      ),
      textColumn(
        'ParamRef',
        'ParamRef indicates the param resource which sets the configuration param',
        paramName,
      ),
      ageColumn,
    ],
  })
}

export const validatingPolicy = policyKind(false)
export const mutatingPolicy = policyKind(true)
export const validatingPolicyBinding = bindingKind(false)
export const mutatingPolicyBinding = bindingKind(true)
