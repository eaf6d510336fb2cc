// in: a ResourceQuota → out: what is wrong with it. Never: what is used.
import { type Dict, type FieldError, invalid, type KubeObject, required } from '@binnacle/meta'
import { isNegativeAmount, isWholeAmount, showQuantity } from '../parts/amount.ts'
import { listOf } from '../parts/field-checks.ts'
import { isInteger, isQuotaName, quotaNameErrors, scopeFits } from '../parts/resource-names.ts'

const scopes = new Set([
  'Terminating',
  'NotTerminating',
  'BestEffort',
  'NotBestEffort',
  'PriorityClass',
  'VolumeAttributesClass',
  'CrossNamespacePodAffinity',
])
const onlyExists = new Set([
  'BestEffort',
  'NotBestEffort',
  'Terminating',
  'NotTerminating',
  'CrossNamespacePodAffinity',
])
const conflicts = [
  ['BestEffort', 'NotBestEffort'],
  ['Terminating', 'NotTerminating'],
] as const

export function quantityErrors(name: string, quantity: unknown, path: string): FieldError[] {
  const errors: FieldError[] = []
  const shown = showQuantity(quantity)
  if (isNegativeAmount(quantity)) {
    errors.push(invalid(path, shown, 'must be greater than or equal to 0'))
  }
  if (isInteger(name) && !isWholeAmount(quantity)) {
    errors.push(invalid(path, shown, 'must be an integer'))
  }
  return errors
}

function checkList(errors: FieldError[], path: string, list: Dict | undefined): void {
  for (const [name, quantity] of Object.entries(list ?? {})) {
    const at = `${path}[${name}]`
    errors.push(...quotaNameErrors(name, at), ...quantityErrors(name, quantity, at))
  }
}

function conflictErrors(path: string, found: ReadonlySet<string>, shown: unknown): FieldError[] {
  return conflicts
    .filter(([a, b]) => found.has(a) && found.has(b))
    .map(() => invalid(path, shown ?? null, 'conflicting scopes'))
}

function checkScopes(errors: FieldError[], spec: Dict): void {
  const list: string[] = spec.scopes ?? []
  const names = Object.keys(spec.hard ?? {}).sort()
  const path = 'spec.scopes'
  for (const scope of list) {
    if (!scopes.has(scope)) errors.push(invalid(path, list, 'unsupported scope'))
    for (const name of names) {
      if (isQuotaName(name) && !scopeFits(scope, name)) {
        errors.push(invalid(path, list, 'unsupported scope applied to resource'))
      }
    }
  }
  errors.push(...conflictErrors(path, new Set(list), list))
}

function checkOperator(
  errors: FieldError[],
  path: string,
  { scopeName, operator, values }: Dict,
): void {
  if (onlyExists.has(scopeName) && operator !== 'Exists') {
    const text =
      "must be 'Exists' when scope is any of ResourceQuotaScopeTerminating, ResourceQuotaScopeNotTerminating, ResourceQuotaScopeBestEffort, ResourceQuotaScopeNotBestEffort or ResourceQuotaScopeCrossNamespacePodAffinity"
    errors.push(invalid(`${path}.operator`, operator ?? '', text))
  }
  const count = (values ?? []).length
  if (operator === 'In' || operator === 'NotIn') {
    if (count > 0) return
    const text = "must be at least one value when `operator` is 'In' or 'NotIn' for scope selector"
    errors.push(required(`${path}.values`, text))
  } else if (operator === 'Exists' || operator === 'DoesNotExist') {
    if (count === 0) return
    const text = "must be no value when `operator` is 'Exist' or 'DoesNotExist' for scope selector"
    errors.push(invalid(`${path}.values`, values, text))
  } else errors.push(invalid(`${path}.operator`, operator ?? '', 'not a valid selector operator'))
}

/** As Go writes the internal type, which has no JSON names. */
function internalSelector(selector: Dict): Dict {
  const expressions = listOf(selector.matchExpressions).map((one) => ({
    ScopeName: one.scopeName ?? '',
    Operator: one.operator ?? '',
    Values: one.values ?? null,
  }))
  return { MatchExpressions: expressions }
}

function checkSelector(errors: FieldError[], spec: Dict): void {
  const selector: Dict | undefined = spec.scopeSelector
  if (selector === undefined) return
  const path = 'spec.scopeSelector.matchExpressions'
  const names = Object.keys(spec.hard ?? {}).sort()
  const found = new Set<string>()
  for (const expression of listOf(selector.matchExpressions)) {
    const scope: string = expression.scopeName ?? ''
    if (!scopes.has(scope)) {
      errors.push(invalid(`${path}.scopeName`, scope, 'unsupported scope'))
    }
    for (const name of names) {
      if (isQuotaName(name) && !scopeFits(scope, name)) {
        const text = 'unsupported scope applied to resource'
        errors.push(invalid(path, internalSelector(selector), text))
      }
    }
    checkOperator(errors, path, expression)
    found.add(scope)
  }
  errors.push(...conflictErrors(path, found, spec.scopes))
}

function specErrors(spec: Dict): FieldError[] {
  const errors: FieldError[] = []
  checkList(errors, 'spec.hard', spec.hard)
  checkScopes(errors, spec)
  checkSelector(errors, spec)
  return errors
}

export function checkResourceQuotaStatus(object: KubeObject): FieldError[] {
  const errors: FieldError[] = []
  checkList(errors, 'status.hard', object.status?.hard)
  checkList(errors, 'status.used', object.status?.used)
  return errors
}

export function checkResourceQuota(object: KubeObject): FieldError[] {
  return specErrors(object.spec ?? {})
}

export function checkResourceQuotaChange(object: KubeObject, was: KubeObject): FieldError[] {
  const errors = specErrors(object.spec ?? {})
  const now: string[] = object.spec?.scopes ?? []
  const before = new Set<string>(was.spec?.scopes ?? [])
  if (new Set(now).size !== before.size || now.some((scope) => !before.has(scope))) {
    const shown = object.spec?.scopes ?? null
    errors.push(invalid('spec.scopes', shown, 'field is immutable'))
  }
  return errors
}
