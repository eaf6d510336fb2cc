// in: whether bindings are namespaced → out: what the API says of a RoleBinding or a ClusterRoleBinding.
import { type Dict, type FieldError, invalid, type KubeObject } from '@binnacle/meta'
import { type DefinedKind, defineKind } from '../define-kind.ts'
import type { WriteContext } from '../kind.ts'
import { ageColumn, nameColumn, textColumn, wide } from '../parts/columns.ts'
import { listOf } from '../parts/field-checks.ts'
import { metadataAgain } from '../parts/metadata-again.ts'
import { sameValue } from '../parts/same-value.ts'
import { mayWriteBinding } from './may-grant.ts'
import { rbacName } from './role-kinds.ts'
import { checkBinding } from './rules-check.ts'

const group = 'rbac.authorization.k8s.io'

function defaults(object: KubeObject): void {
  object.roleRef ??= {}
  object.roleRef.apiGroup ||= group
  for (const subject of listOf(object.subjects)) {
    if (subject.apiGroup) continue
    if (subject.kind === 'User' || subject.kind === 'Group') subject.apiGroup = group
  }
}

function subjects(object: KubeObject, kind: string): Dict[] {
  return listOf(object.subjects).filter((subject) => subject.kind === kind)
}

function names(object: KubeObject, kind: string): string {
  return subjects(object, kind)
    .map((subject) => subject.name ?? '')
    .join(', ')
}

function accounts(object: KubeObject): string {
  return subjects(object, 'ServiceAccount')
    .map(({ namespace, name }) => `${namespace ?? ''}/${name ?? ''}`)
    .join(', ')
}

/** As Go writes the internal type, which has no JSON names. */
function internalRef(ref: Dict): Dict {
  return { APIGroup: ref.apiGroup ?? '', Kind: ref.kind ?? '', Name: ref.name ?? '' }
}

function bindingKind(resource: string, namespaced: boolean, about: string): DefinedKind {
  const check = (object: KubeObject) => checkBinding(object, namespaced)
  const checkChange = (object: KubeObject, was: KubeObject, context: WriteContext) => {
    const found = check(object)
    const declared = found.filter(
      (error) => error.type === 'FieldValueRequired' && error.field.endsWith('.name'),
    )
    const errors: FieldError[] = [
      ...metadataAgain(object, context, rbacName),
      ...found.filter((error) => !declared.includes(error)),
    ]
    if (!sameValue(object.roleRef, was.roleRef)) {
      errors.push(invalid('roleRef', internalRef(object.roleRef), 'field is immutable'))
    }
    return [...errors, ...declared]
  }
  const where = namespaced ? 'roleBinding' : 'clusterRoleBinding'
  return defineKind(group, resource, {
    defaults,
    nameRule: rbacName,
    permit: mayWriteBinding,
    check,
    checkChange,
    createOnUpdate: true,
    columns: [
      nameColumn,
      textColumn('Role', about, ({ roleRef }) => `${roleRef?.kind ?? ''}/${roleRef?.name ?? ''}`),
      ageColumn,
      wide(textColumn('Users', `Users in the ${where}`, (object) => names(object, 'User'))),
      wide(textColumn('Groups', `Groups in the ${where}`, (object) => names(object, 'Group'))),
      wide(textColumn('ServiceAccounts', `ServiceAccounts in the ${where}`, accounts)),
    ],
  })
}

export const roleBinding = bindingKind(
  'rolebindings',
  true,
  'roleRef can reference a Role in the current namespace or a ClusterRole in the global namespace. If the RoleRef cannot be resolved, the Authorizer must return an error.',
)
export const clusterRoleBinding = bindingKind(
  'clusterrolebindings',
  false,
  'roleRef can only reference a ClusterRole in the global namespace. If the RoleRef cannot be resolved, the Authorizer must return an error.',
)
