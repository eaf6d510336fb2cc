// in: a FlowSchema → out: what is wrong with it. Never: matching.
import {
  type Dict,
  dns1123Label,
  duplicate,
  type FieldError,
  forbidden,
  invalid,
  type KubeObject,
  nameIsSubdomain,
  notSupported,
  required,
} from '@binnacle/meta'
import { listOf, textErrors } from '../parts/field-checks.ts'
import { sameValue } from '../parts/same-value.ts'
import { mandatorySchemas } from './mandatory.ts'

const verbs = [
  'create',
  'delete',
  'deletecollection',
  'get',
  'list',
  'patch',
  'proxy',
  'update',
  'watch',
]
const kinds = ['Group', 'ServiceAccount', 'User']
const precedenceMax = 10000
const members: Readonly<Record<string, string>> = {
  ServiceAccount: 'serviceAccount',
  User: 'user',
  Group: 'group',
}

function checkAccount(errors: FieldError[], path: string, { name, namespace }: Dict): void {
  if (!name) errors.push(required(`${path}.name`))
  else if (name !== '*') textErrors(errors, `${path}.name`, name, nameIsSubdomain(name, false))
  if (namespace) textErrors(errors, `${path}.namespace`, namespace, dns1123Label(namespace))
  else errors.push(required(`${path}.namespace`, 'must specify namespace for service account'))
}

function checkSubject(errors: FieldError[], path: string, subject: Dict): void {
  const kind: string = subject.kind ?? ''
  const own = Object.hasOwn(members, kind) ? members[kind] : undefined
  if (own === undefined) {
    errors.push(notSupported(`${path}.kind`, kind, kinds))
    return
  }
  const at = `${path}.${own}`
  if (!subject[own]) {
    errors.push(required(at, `${own} is required when subject kind is '${kind}'`))
  } else if (kind === 'ServiceAccount') checkAccount(errors, at, subject[own])
  else if (!subject[own].name) errors.push(required(`${at}.name`))
  for (const [other, member] of Object.entries(members)) {
    if (member === own || !subject[member]) continue
    const text = `${member} is forbidden when subject kind is not '${other}'`
    errors.push(forbidden(`${path}.${member}`, text))
  }
}

function checkVerbs(errors: FieldError[], path: string, list: readonly string[]): void {
  if (list.length === 0) errors.push(required(path, 'verbs must contain at least one value'))
  else if (list.includes('*')) {
    if (list.length > 1) {
      errors.push(invalid(path, list, "if '*' is present, must not specify other verbs"))
    }
  } else if (list.some((verb) => !verbs.includes(verb))) {
    errors.push(notSupported(path, list, verbs))
  }
}

function urlFault(path: string): string | undefined {
  if (path === '') return 'must not be empty'
  if (path === '/') return undefined
  if (!path.startsWith('/')) return 'must start with slash'
  if (path.includes(' ')) return 'must not contain white-space'
  if (path.includes('//')) return 'must not contain double slash'
  const stars = path.split('*').length - 1
  if (stars > 1 || (stars === 1 && !path.endsWith('/*'))) {
    return 'wildcard can only do suffix matching'
  }
  return undefined
}

function checkUrls(errors: FieldError[], path: string, rule: Dict): void {
  checkVerbs(errors, `${path}.verbs`, rule.verbs ?? [])
  const urls = (rule.nonResourceURLs ?? []) as string[]
  const at = `${path}.nonResourceURLs`
  if (urls.length === 0) {
    errors.push(required(at, 'nonResourceURLs must contain at least one value'))
  } else if (urls.includes('*')) {
    const text = "if '*' is present, must not specify other non-resource URLs"
    if (urls.length > 1) errors.push(invalid(at, urls, text))
  } else {
    urls.forEach((url, index) => {
      const fault = urlFault(url)
      if (fault !== undefined) errors.push(invalid(`${at}[${index}]`, url, fault))
    })
  }
}

function checkResources(errors: FieldError[], path: string, rule: Dict): void {
  checkVerbs(errors, `${path}.verbs`, rule.verbs ?? [])
  for (const [field, one, many] of [
    ['apiGroups', 'api group', 'api groups'],
    ['resources', 'resource', 'resources'],
  ] as const) {
    const list = (rule[field] ?? []) as string[]
    const at = `${path}.${field}`
    if (list.length === 0) {
      errors.push(required(at, `resource rules must supply at least one ${one}`))
    } else if (list.length > 1 && list.includes('*')) {
      errors.push(invalid(at, list, `if '*' is present, must not specify other ${many}`))
    }
  }
  const namespaces = (rule.namespaces ?? []) as string[]
  const at = `${path}.namespaces`
  if (namespaces.length === 0 && !rule.clusterScope) {
    const text = 'resource rules that are not cluster scoped must supply at least one namespace'
    errors.push(required(at, text))
  } else if (namespaces.includes('*')) {
    const text = "if '*' is present, must not specify other namespaces"
    if (namespaces.length > 1) errors.push(invalid(at, namespaces, text))
  } else {
    const intro = "each member of this list must be '*' or a DNS-1123 label; "
    namespaces.forEach((name, index) => {
      const texts = dns1123Label(name).map((text) => intro + text)
      textErrors(errors, `${at}[${index}]`, name, texts)
    })
  }
}

function checkRule(errors: FieldError[], path: string, rule: Dict): void {
  const subjects = listOf(rule.subjects)
  if (subjects.length === 0) {
    errors.push(required(`${path}.subjects`, 'subjects must contain at least one value'))
  }
  subjects.forEach((one, i) => checkSubject(errors, `${path}.subjects[${i}]`, one))
  const [resources, urls] = [listOf(rule.resourceRules), listOf(rule.nonResourceRules)]
  if (resources.length === 0 && urls.length === 0) {
    const text = 'at least one of resourceRules and nonResourceRules has to be non-empty'
    errors.push(required(path, text))
  }
  resources.forEach((one, i) => checkResources(errors, `${path}.resourceRules[${i}]`, one))
  urls.forEach((one, i) => checkUrls(errors, `${path}.nonResourceRules[${i}]`, one))
}

export function conditionErrors(object: KubeObject): FieldError[] {
  const errors: FieldError[] = []
  const seen = new Set<string>()
  for (const [index, { type = '' }] of listOf(object.status?.conditions).entries()) {
    const path = `status.conditions[${index}].type`
    if (seen.has(type)) errors.push(duplicate(path, type))
    seen.add(type)
    if (type === '') errors.push(required(path))
  }
  return errors
}

export function checkFlowSchema(object: KubeObject): FieldError[] {
  const errors: FieldError[] = []
  const spec: Dict = object.spec ?? {}
  const name = object.metadata.name ?? ''
  const precedence: number = spec.matchingPrecedence ?? 0
  const path = 'spec.matchingPrecedence'
  if (precedence <= 0) errors.push(invalid(path, precedence, 'must be a positive value'))
  if (precedence > precedenceMax) {
    errors.push(invalid(path, precedence, `must not be greater than ${precedenceMax}`))
  }
  if (precedence === 1 && name !== 'exempt') {
    const text = "only the schema named 'exempt' may have matchingPrecedence 1"
    errors.push(invalid(path, precedence, text))
  }
  const method = spec.distinguisherMethod
  if (method && !['ByNamespace', 'ByUser'].includes(method.type)) {
    const shown = { Type: method.type ?? '' }
    errors.push(notSupported('spec.distinguisherMethod.type', shown, ['ByNamespace', 'ByUser']))
  }
  const level: string = spec.priorityLevelConfiguration?.name ?? ''
  const at = 'spec.priorityLevelConfiguration.name'
  if (level === '') errors.push(required(at, 'must reference a priority level'))
  else textErrors(errors, at, level, nameIsSubdomain(level, false))
  listOf(spec.rules).forEach((rule, i) => checkRule(errors, `spec.rules[${i}]`, rule))
  const fixed = Object.hasOwn(mandatorySchemas, name) ? mandatorySchemas[name] : undefined
  if (fixed && !sameValue(spec, fixed)) {
    errors.push(invalid('spec', spec, `spec of '${name}' must equal the fixed value`))
  }
  return [...errors, ...conditionErrors(object)]
}
