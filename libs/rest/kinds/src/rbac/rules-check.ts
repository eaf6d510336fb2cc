// in: rules, role references and subjects of RBAC → out: what is wrong with them. Never: what they allow.
import {
  type Dict,
  type FieldError,
  invalid,
  nameIsSubdomain,
  notSupported,
  pathSegmentName,
  required,
} from '@binnacle/meta'
import { declaredRequired } from '../parts/declared-checks.ts'
import { listOf, textErrors } from '../parts/field-checks.ts'

const group = 'rbac.authorization.k8s.io'

export function checkRules(rules: unknown, namespaced: boolean): FieldError[] {
  const errors: FieldError[] = []
  const declared: FieldError[] = []
  for (const [index, rule] of listOf(rules).entries()) {
    const path = `rules[${index}]`
    declared.push(...declaredRequired(`${path}.verbs`, rule.verbs))
    const [groups, resources, names, urls] = [
      listOf(rule.apiGroups),
      listOf(rule.resources),
      listOf(rule.resourceNames),
      listOf(rule.nonResourceURLs),
    ]
    if (urls.length > 0) {
      const at = `${path}.nonResourceURLs`
      if (namespaced) {
        errors.push(invalid(at, urls, 'namespaced rules cannot apply to non-resource URLs'))
      }
      if (groups.length + resources.length + names.length > 0) {
        const text = 'rules cannot apply to both regular resources and non-resource URLs'
        errors.push(invalid(at, urls, text))
      }
      continue
    }
    if (groups.length === 0) {
      const text = 'resource rules must supply at least one api group'
      errors.push(required(`${path}.apiGroups`, text))
    }
    if (resources.length === 0) {
      const text = 'resource rules must supply at least one resource'
      errors.push(required(`${path}.resources`, text))
    }
  }
  return [...errors, ...declared]
}

function checkSubject(
  errors: FieldError[],
  path: string,
  subject: Dict,
  namespaced: boolean,
): void {
  const apiGroup: string = subject.apiGroup ?? ''
  switch (subject.kind) {
    case 'ServiceAccount':
      if (subject.name) {
        textErrors(errors, `${path}.name`, subject.name, nameIsSubdomain(subject.name, false))
      }
      if (apiGroup !== '') errors.push(notSupported(`${path}.apiGroup`, apiGroup, ['']))
      if (!namespaced && !subject.namespace) errors.push(required(`${path}.namespace`))
      break
    case 'User':
    case 'Group':
      if (apiGroup !== group) errors.push(notSupported(`${path}.apiGroup`, apiGroup, [group]))
      break
    default:
      errors.push(
        notSupported(`${path}.kind`, subject.kind ?? '', ['ServiceAccount', 'User', 'Group']),
      )
  }
}

export function checkBinding(object: Dict, namespaced: boolean): FieldError[] {
  const errors: FieldError[] = []
  const declared: FieldError[] = []
  const role: Dict = object.roleRef ?? {}
  const kinds = namespaced ? ['Role', 'ClusterRole'] : ['ClusterRole']
  if ((role.apiGroup ?? '') !== group) {
    errors.push(notSupported('roleRef.apiGroup', role.apiGroup ?? '', [group]))
  }
  if (!kinds.includes(role.kind)) errors.push(notSupported('roleRef.kind', role.kind ?? '', kinds))
  if (role.name) textErrors(errors, 'roleRef.name', role.name, pathSegmentName(role.name))
  for (const [index, subject] of listOf(object.subjects).entries()) {
    const path = `subjects[${index}]`
    declared.push(...declaredRequired(`${path}.name`, subject.name))
    checkSubject(errors, path, subject, namespaced)
  }
  return [...errors, ...declared, ...declaredRequired('roleRef.name', role.name)]
}
