// in: whether roles are namespaced → out: what the API says of a Role or a ClusterRole. Never: escalation.
import {
  type FieldError,
  invalid,
  type KubeObject,
  labelSelectorErrors,
  pathSegmentName,
  required,
} from '@binnacle/meta'
import { type DefinedKind, defineKind } from '../define-kind.ts'
import { listOf } from '../parts/field-checks.ts'
import { metadataAgain } from '../parts/metadata-again.ts'
import { mayWriteRole } from './may-grant.ts'
import { checkRules } from './rules-check.ts'

export const rbacName = (name: string): string[] => pathSegmentName(name)

function selectorErrors(object: KubeObject, was: KubeObject | undefined): FieldError[] {
  const path = 'aggregationRule.clusterRoleSelectors'
  if (!object.aggregationRule) return []
  const errors: FieldError[] = []
  const selectors = listOf(object.aggregationRule.clusterRoleSelectors)
  if (selectors.length === 0) {
    const text = 'at least one clusterRoleSelector required if aggregationRule is non-nil'
    errors.push(required(path, text))
  }
  const before = listOf(was?.aggregationRule?.clusterRoleSelectors)
  const allowInvalidValues = before.some((selector) => labelSelectorErrors(selector, '').length > 0)
  for (const [index, selector] of selectors.entries()) {
    const at = `${path}[${index}]`
    errors.push(...labelSelectorErrors(selector, at, { allowInvalidValues }))
    if (labelSelectorErrors(selector, at).length > 0) {
      errors.push(invalid(at, null, 'invalid label selector.'))
    }
  }
  return errors
}

function roleKind(resource: string, namespaced: boolean): DefinedKind {
  const check = (object: KubeObject, was?: KubeObject) => {
    const selectors = namespaced ? [] : selectorErrors(object, was)
    const rules = checkRules(object.rules, namespaced)
    const declared = rules.filter((error) => error.field.endsWith('.verbs'))
    const written = rules.filter((error) => !error.field.endsWith('.verbs'))
    return [...written, ...selectors, ...declared]
  }
  return defineKind('rbac.authorization.k8s.io', resource, {
    nameRule: rbacName,
    permit: mayWriteRole,
    check: (object) => check(object),
    checkChange: (object, was, context) => [
      ...metadataAgain(object, context, rbacName),
      ...check(object, was),
    ],
    createOnUpdate: true,
  })
}

export const role = roleKind('roles', true)
export const clusterRole = roleKind('clusterroles', false)
