// in: the rules by which webhooks and policies choose requests → out: what is wrong with them. Never: matching.
import {
  type Dict,
  duplicate,
  type FieldError,
  invalid,
  labelSelectorErrors,
  notSupported,
  pathSegmentName,
  required,
} from '@binnacle/meta'
import { listOf, textErrors } from '../parts/field-checks.ts'

const operations = ['*', 'CONNECT', 'CREATE', 'DELETE', 'UPDATE']
export const mutatingOperations = ['*', 'CONNECT', 'CREATE', 'UPDATE']

function alone(errors: FieldError[], path: string, list: readonly string[], what: string): void {
  if (list.length > 1 && list.includes('*')) {
    errors.push(invalid(path, list, `if '*' is present, must not specify other ${what}`))
  }
}

function checkResources(errors: FieldError[], path: string, list: readonly string[]): void {
  if (list.length === 0) errors.push(required(path))
  const allOfResource = new Set<string>()
  const ofAllResources = new Set<string>()
  let plainLast = false
  for (const [index, entry] of list.entries()) {
    const at = `${path}[${index}]`
    if (entry === '') {
      errors.push(required(at))
      continue
    }
    const slash = entry.indexOf('/')
    if (slash < 0) {
      plainLast = entry !== '*'
      continue
    }
    const [resource, sub] = [entry.slice(0, slash), entry.slice(slash + 1)]
    if (allOfResource.has(resource)) {
      const text = `if '${resource}/*' is present, must not specify ${entry}`
      errors.push(invalid(at, entry, text))
    }
    if (ofAllResources.has(sub)) {
      errors.push(invalid(at, entry, `if '*/${sub}' is present, must not specify ${entry}`))
    }
    if (sub === '*') allOfResource.add(resource)
    if (resource === '*') ofAllResources.add(sub)
  }
  if (list.length > 1 && list.includes('*/*')) {
    const text = "if '*/*' is present, must not specify other resources"
    errors.push(invalid(path, list, text))
  }
  if (list.includes('*') && plainLast) {
    const text = "if '*' is present, must not specify other resources without subresources"
    errors.push(invalid(path, list, text))
  }
}

export function checkRule(errors: FieldError[], path: string, rule: Dict): void {
  const list = (name: string) => (rule[name] ?? []) as string[]
  const [ops, groups, versions] = [list('operations'), list('apiGroups'), list('apiVersions')]
  if (ops.length === 0) errors.push(required(`${path}.operations`))
  alone(errors, `${path}.operations`, ops, 'operations')
  for (const [index, operation] of ops.entries()) {
    if (operations.includes(operation)) continue
    errors.push(notSupported(`${path}.operations[${index}]`, operation, operations))
  }
  if (groups.length === 0) errors.push(required(`${path}.apiGroups`))
  alone(errors, `${path}.apiGroups`, groups, 'API groups')
  if (versions.length === 0) errors.push(required(`${path}.apiVersions`))
  alone(errors, `${path}.apiVersions`, versions, 'API versions')
  versions.forEach((version, index) => {
    if (version === '') errors.push(required(`${path}.apiVersions[${index}]`))
  })
  checkResources(errors, `${path}.resources`, list('resources'))
  const scopes = ['*', 'Cluster', 'Namespaced']
  if (rule.scope !== undefined && !scopes.includes(rule.scope)) {
    errors.push(notSupported(`${path}.scope`, rule.scope, scopes))
  }
}

function checkNamedRule(errors: FieldError[], path: string, rule: Dict): void {
  const names = (rule.resourceNames ?? []) as string[]
  for (const [index, name] of names.entries()) {
    const at = `${path}.resourceNames[${index}]`
    textErrors(errors, at, name, pathSegmentName(name))
    if (names.indexOf(name) < index) errors.push(duplicate(at, name))
  }
  checkRule(errors, path, rule)
}

export function checkMatchResources(errors: FieldError[], path: string, match: Dict): void {
  const policies = ['Equivalent', 'Exact']
  if (match.matchPolicy === undefined) errors.push(required(`${path}.matchPolicy`))
  else if (!policies.includes(match.matchPolicy)) {
    errors.push(notSupported(`${path}.matchPolicy`, match.matchPolicy, policies))
  }
  for (const field of ['namespaceSelector', 'objectSelector']) {
    if (!match[field]) errors.push(required(`${path}.${field}`))
    else errors.push(...labelSelectorErrors(match[field], `${path}.${field}`))
  }
  for (const field of ['resourceRules', 'excludeResourceRules']) {
    listOf(match[field]).forEach((rule, i) =>
      checkNamedRule(errors, `${path}.${field}[${i}]`, rule),
    )
  }
}

/** Deletions cannot be mutated. */
export function checkMutatingOperations(errors: FieldError[], path: string, match: Dict): void {
  for (const rule of listOf(match.resourceRules)) {
    for (const operation of (rule.operations ?? []) as string[]) {
      if (mutatingOperations.includes(operation)) continue
      const at = `${path}.resourceRules.operations`
      errors.push(notSupported(at, operation, mutatingOperations))
    }
  }
}

/** Names with this end belong to files beside the server. */
export function staticNameErrors(name: string): FieldError[] {
  if (!name.endsWith(staticSuffix)) return []
  return [invalid('metadata.name', name, staticText)]
}

const staticSuffix = '.static.k8s.io'
const staticText = `names ending with ${JSON.stringify(staticSuffix)} are reserved for static manifest-based configurations and cannot be managed via the API`

export function staticNameWarnings(name: string): string[] {
  return name.endsWith(staticSuffix) ? [`metadata.name: ${staticText}`] : []
}

const excluded = new Set([
  'selfsubjectreviews.authentication.k8s.io',
  'tokenreviews.authentication.k8s.io',
  'localsubjectaccessreviews.authorization.k8s.io',
  'selfsubjectaccessreviews.authorization.k8s.io',
  'selfsubjectrulesreviews.authorization.k8s.io',
  'subjectaccessreviews.authorization.k8s.io',
])

export function excludedRuleWarnings(webhooks: unknown): string[] {
  const warnings: string[] = []
  for (const [i, webhook] of listOf(webhooks).entries()) {
    for (const [j, rule] of listOf(webhook.rules).entries()) {
      const groups = (rule.apiGroups ?? []) as string[]
      const resources = (rule.resources ?? []) as string[]
      if (groups.includes('*') || resources.includes('*')) continue
      const names = groups.flatMap((group) => resources.map((resource) => `${resource}.${group}`))
      for (const name of new Set(names)) {
        if (!excluded.has(name)) continue
        const text = 'is excluded from admission webhooks; this rule will have no effect'
        warnings.push(`webhooks[${i}].rules[${j}]: ${name} ${text}`)
      }
    }
  }
  return warnings
}
