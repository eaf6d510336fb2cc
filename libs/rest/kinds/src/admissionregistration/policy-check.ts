// in: admission policies and their bindings → out: what is wrong with them. Never: what their expressions decide.
import { AdmissionCompiler, admissionResults } from '@binnacle/cel'
import {
  type Dict,
  dns1035Label,
  dns1123Subdomain,
  duplicate,
  type FieldError,
  forbidden,
  invalid,
  type KubeObject,
  labelSelectorErrors,
  nameIsSubdomain,
  notSupported,
  pathSegmentName,
  qualifiedName,
  required,
} from '@binnacle/meta'
import { declaredRequired } from '../parts/declared-checks.ts'
import { listOf, textErrors } from '../parts/field-checks.ts'
import { sameValue } from '../parts/same-value.ts'
import { conditionFaults, expressionFaults } from './expression-faults.ts'
import { checkMatchResources, checkMutatingOperations } from './rule-checks.ts'
import { checkMatchConditions } from './webhook-check.ts'

const auditMax = 20
const auditBytesMax = 5 * 1024
const identifier = /^[_a-zA-Z][_a-zA-Z0-9]*$/
const reserved = new Set(
  'true false null in as break const continue else for function if import let loop package namespace return var void while'.split(
    ' ',
  ),
)

function checkParamKind(errors: FieldError[], { apiVersion = '', kind = '' }: Dict): void {
  const path = 'spec.paramKind'
  const parts = apiVersion.split('/')
  const at = `${path}.apiVersion`
  if (apiVersion === '') errors.push(required(at))
  else if (parts.length > 2) {
    errors.push(invalid(at, apiVersion, `unexpected GroupVersion string: ${apiVersion}`))
  } else {
    const [group, version] = parts.length === 1 ? ['', apiVersion] : parts
    const texts = group === '' ? [] : dns1123Subdomain(group)
    if (texts.length > 0) errors.push(invalid(at, group, texts.join(',')))
    const wrong = dns1035Label(version)
    if (version === '') errors.push(invalid(at, apiVersion, 'version must be specified'))
    else if (wrong.length > 0) errors.push(invalid(at, version, wrong.join(',')))
  }
  if (kind === '') errors.push(required(`${path}.kind`))
  else {
    const texts = dns1035Label(kind.toLowerCase())
    const text = `may have mixed case, but should otherwise match: ${texts.join(',')}`
    if (texts.length > 0) errors.push(invalid(`${path}.kind`, kind, text))
  }
}

interface Compiling {
  readonly compiler: AdmissionCompiler
  readonly params: boolean
}

function checkVariables(
  errors: FieldError[],
  variables: readonly Dict[],
  { compiler, params }: Compiling,
): void {
  for (const [index, { name = '', expression = '' }] of variables.entries()) {
    const path = `spec.variables[${index}]`
    if (name.trim() === '') errors.push(required(`${path}.name`, 'name is not specified'))
    else if (!identifier.test(name) || reserved.has(name)) {
      errors.push(invalid(`${path}.name`, name, 'must be a valid CEL identifier'))
    }
    if (expression.trim() === '') {
      errors.push(required(`${path}.expression`, 'expression is not specified'))
    } else {
      const compiled = compiler.variable(name, expression, { params, authorizer: true })
      errors.push(...expressionFaults(`${path}.expression`, compiled))
    }
  }
}

function checkValidation(
  errors: FieldError[],
  path: string,
  validation: Dict,
  { compiler, params }: Compiling,
): void {
  const { expression = '', message = '', messageExpression = '', reason } = validation
  if (expression.trim() === '') {
    errors.push(required(`${path}.expression`, 'expression is not specified'))
  } else {
    const names = { params, authorizer: true }
    const compiled = compiler.compile(expression, names, admissionResults.condition)
    errors.push(...expressionFaults(`${path}.expression`, compiled))
  }
  const empty = 'must be non-empty if specified'
  if (messageExpression !== '' && messageExpression.trim() === '') {
    errors.push(invalid(`${path}.messageExpression`, messageExpression, empty))
  } else if (messageExpression !== '') {
    const compiled = compiler.compile(messageExpression, { params }, admissionResults.message)
    errors.push(...expressionFaults(`${path}.messageExpression`, compiled))
  }
  if (message !== '' && message.trim() === '') {
    errors.push(invalid(`${path}.message`, message, empty))
  } else if (/[\n\r]/.test(message.trim())) {
    errors.push(invalid(`${path}.message`, message, 'must not contain line breaks'))
  }
  const reasons = ['Forbidden', 'Invalid', 'RequestEntityTooLarge']
  if (reason !== undefined && !reasons.includes(reason)) {
    errors.push(notSupported(`${path}.reason`, reason, reasons))
  }
}

function checkAudits(
  errors: FieldError[],
  audits: readonly Dict[],
  policy: string,
  { compiler, params }: Compiling,
): void {
  const path = 'spec.auditAnnotations'
  if (audits.length > auditMax) {
    const shown = audits.map(({ key = '', valueExpression = '' }) => ({
      Key: key,
      ValueExpression: valueExpression,
    }))
    errors.push(invalid(path, shown, `must not have more than ${auditMax} auditAnnotations`))
  }
  const seen = new Set<string>()
  for (const [index, { key = '', valueExpression = '' }] of audits.entries()) {
    const at = `${path}[${index}]`
    const full = `${policy}/${key}`
    if (policy) textErrors(errors, `${at}.key`, full, qualifiedName(full))
    else errors.push(invalid(`${at}.key`, key, 'requires metadata.name be non-empty'))
    const value = `${at}.valueExpression`
    const trimmed = valueExpression.trim()
    if (trimmed === '') errors.push(required(value, 'valueExpression is not specified'))
    else if (Buffer.byteLength(trimmed) > auditBytesMax) {
      errors.push(required(value, `must not exceed ${auditBytesMax} bytes in length`))
    } else {
      const names = { params, authorizer: true }
      const compiled = compiler.compile(trimmed, names, admissionResults.audit)
      errors.push(...expressionFaults(value, compiled, valueExpression))
    }
    if (seen.has(key)) errors.push(duplicate(`${at}.key`, key))
    seen.add(key)
  }
}

/** The head that both kinds of policy share. */
function checkHead(
  errors: FieldError[],
  spec: Dict,
  before: Dict | undefined,
  mutating: boolean,
): Compiling {
  const params = Boolean(spec.paramKind)
  const policies = ['Fail', 'Ignore']
  if (spec.failurePolicy === undefined) errors.push(required('spec.failurePolicy'))
  else if (!policies.includes(spec.failurePolicy)) {
    errors.push(notSupported('spec.failurePolicy', spec.failurePolicy, policies))
  }
  if (spec.paramKind) checkParamKind(errors, spec.paramKind)
  const path = 'spec.matchConstraints'
  if (!spec.matchConstraints) errors.push(required(path))
  else {
    checkMatchResources(errors, path, spec.matchConstraints)
    if (listOf(spec.matchConstraints.resourceRules).length === 0) {
      errors.push(required(`${path}.resourceRules`))
    }
    if (mutating) checkMutatingOperations(errors, path, spec.matchConstraints)
  }
  const same =
    before !== undefined &&
    sameValue(spec.paramKind, before.paramKind) &&
    sameValue(spec.matchConditions, before.matchConditions)
  const conditions = listOf(spec.matchConditions)
  if (!same) {
    checkMatchConditions(errors, 'spec.matchConditions', conditions, conditionFaults(params))
  }
  const variables = listOf(spec.variables)
  const compiler = new AdmissionCompiler(mutating || variables.length > 0)
  const compiling = { compiler, params }
  checkVariables(errors, variables, compiling)
  return compiling
}

export function checkValidatingPolicy(object: KubeObject, was?: KubeObject): FieldError[] {
  const errors: FieldError[] = []
  const spec: Dict = object.spec ?? {}
  const compiling = checkHead(errors, spec, was?.spec, false)
  const validations = listOf(spec.validations)
  const audits = listOf(spec.auditAnnotations)
  if (validations.length === 0 && audits.length === 0) {
    const text = 'validations or auditAnnotations must contain at least one item'
    errors.push(required('spec.validations', text), required('spec.auditAnnotations', text))
    return errors
  }
  validations.forEach((one, i) => checkValidation(errors, `spec.validations[${i}]`, one, compiling))
  checkAudits(errors, audits, object.metadata.name ?? '', compiling)
  return errors
}

function checkMutation(
  errors: FieldError[],
  path: string,
  mutation: Dict,
  { compiler, params }: Compiling,
): void {
  const types: Readonly<Record<string, 'applyConfiguration' | 'jsonPatch'>> = {
    ApplyConfiguration: 'applyConfiguration',
    JSONPatch: 'jsonPatch',
  }
  const type: string = mutation.patchType ?? ''
  if (type === '') {
    errors.push(required(`${path}.patchType`))
    return
  }
  const own = Object.hasOwn(types, type) ? types[type] : undefined
  if (own === undefined) {
    errors.push(notSupported(`${path}.patchType`, type, Object.keys(types)))
    return
  }
  if (!mutation[own]) {
    errors.push(required(`${path}.${own}`, `must be specified when patchType is ${type}`))
  } else if ((mutation[own].expression ?? '').trim() === '') {
    errors.push(required(`${path}.${own}.expression`))
  } else {
    const source = mutation[own].expression.trim()
    const names = { params, authorizer: true, patches: true }
    const compiled = compiler.compile(source, names, admissionResults[own])
    errors.push(...expressionFaults(`${path}.${own}.expression`, compiled))
  }
  const other = own === 'jsonPatch' ? 'applyConfiguration' : 'jsonPatch'
  if (mutation[other]) {
    const text = `must not be specified when patchType is ${type}`
    errors.push(invalid(`${path}.${other}`, `{${other}}`, text))
  }
}

export function checkMutatingPolicy(object: KubeObject, was?: KubeObject): FieldError[] {
  const errors: FieldError[] = []
  const spec: Dict = object.spec ?? {}
  const compiling = checkHead(errors, spec, was?.spec, true)
  const mutations = listOf(spec.mutations)
  if (mutations.length === 0) {
    errors.push(required('spec.mutations', 'mutations must contain at least one item'))
  }
  mutations.forEach((one, i) => checkMutation(errors, `spec.mutations[${i}]`, one, compiling))
  const policy: string = spec.reinvocationPolicy ?? ''
  const policies = ['IfNeeded', 'Never']
  if (policy === '') errors.push(required('spec.reinvocationPolicy'))
  else if (!policies.includes(policy)) {
    errors.push(notSupported('spec.reinvocationPolicy', policy, policies))
  }
  return errors
}

function checkParamRef(errors: FieldError[], ref: Dict): void {
  const path = 'spec.paramRef'
  const both = 'name and selector are mutually exclusive'
  if (ref.name) {
    textErrors(errors, `${path}.name`, ref.name, pathSegmentName(ref.name))
    if (ref.selector) errors.push(forbidden(`${path}.name`, both))
  }
  if (ref.selector) {
    errors.push(...labelSelectorErrors(ref.selector, `${path}.selector`))
    if (ref.name) errors.push(forbidden(`${path}.selector`, both))
  }
  if (!ref.name && !ref.selector) {
    errors.push(required(path, 'one of name or selector must be specified'))
  }
  const action = ref.parameterNotFoundAction
  const at = `${path}.parameterNotFoundAction`
  if (!action) errors.push(required(at))
  else if (action !== 'Deny' && action !== 'Allow') {
    errors.push(notSupported(at, action, ['Deny', 'Allow']))
  }
}

function checkActions(errors: FieldError[], actions: readonly string[]): void {
  const path = 'spec.validationActions'
  const known = ['Audit', 'Deny', 'Warn']
  for (const [index, action] of actions.entries()) {
    const at = `${path}[${index}]`
    if (!known.includes(action)) errors.push(notSupported(at, action, known))
    if (actions.indexOf(action) < index) errors.push(duplicate(at, action))
  }
  if (actions.includes('Deny') && actions.includes('Warn')) {
    const text =
      'must not contain both Deny and Warn (repeating the same validation failure information in the API response and headers serves no purpose)'
    errors.push(invalid(path, actions, text))
  }
}

export function checkPolicyBinding(object: KubeObject, mutating: boolean): FieldError[] {
  const errors: FieldError[] = []
  const spec: Dict = object.spec ?? {}
  const path = 'spec.policyName'
  if (spec.policyName) {
    textErrors(errors, path, spec.policyName, nameIsSubdomain(spec.policyName, false))
  } else if (mutating) errors.push(required(path))
  if (spec.paramRef) checkParamRef(errors, spec.paramRef)
  if (spec.matchResources) {
    checkMatchResources(errors, 'spec.matchResources', spec.matchResources)
    if (mutating) checkMutatingOperations(errors, 'spec.matchResources', spec.matchResources)
  }
  if (mutating) return errors
  checkActions(errors, spec.validationActions ?? [])
  return [
    ...errors,
    ...declaredRequired(path, spec.policyName),
    ...declaredRequired('spec.validationActions', spec.validationActions),
  ]
}
