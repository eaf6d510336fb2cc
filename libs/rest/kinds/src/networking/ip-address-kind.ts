// in: nothing → out: what the API says of an IPAddress beyond the catalogue. Never: handing addresses out.
import {
  type Dict,
  dns1123Subdomain,
  type FieldError,
  type KubeObject,
  pathSegmentName,
} from '@binnacle/meta'
import { defineKind } from '../define-kind.ts'
import type { WriteContext } from '../kind.ts'
import { ageColumn, nameColumn, textColumn } from '../parts/columns.ts'
import { declaredImmutable, declaredRequired } from '../parts/declared-checks.ts'
import { textErrors } from '../parts/field-checks.ts'
import { ipErrors } from '../parts/ip-checks.ts'
import { metadataAgain } from '../parts/metadata-again.ts'

const nameRule = (name: string): string[] => ipErrors('', name).map((error) => error.detail)

function check(object: KubeObject): FieldError[] {
  const errors: FieldError[] = []
  const parent: Dict | undefined = object.spec?.parentRef
  const path = 'spec.parentRef'
  if (parent === undefined) return declaredRequired(path, parent)
  if (parent.group)
    textErrors(errors, `${path}.group`, parent.group, dns1123Subdomain(parent.group))
  for (const field of ['resource', 'name', 'namespace']) {
    if (!parent[field]) continue
    textErrors(errors, `${path}.${field}`, parent[field], pathSegmentName(parent[field]))
  }
  return [
    ...errors,
    ...declaredRequired(`${path}.resource`, parent.resource),
    ...declaredRequired(`${path}.name`, parent.name),
  ]
}

function checkChange(object: KubeObject, was: KubeObject, context: WriteContext): FieldError[] {
  return [
    ...metadataAgain(object, context, nameRule),
    ...check(object),
    ...declaredImmutable('spec.parentRef', object.spec?.parentRef, was.spec?.parentRef),
  ]
}

function parent(object: KubeObject): string {
  const found: Dict | undefined = object.spec?.parentRef
  if (!found) return '<none>'
  const { group, resource = '', namespace, name = '' } = found
  const what = (group ? `${resource}.${group}` : resource).toLowerCase()
  return namespace ? `${what}/${namespace}/${name}` : `${what}/${name}`
}

export const ipAddress = defineKind('networking.k8s.io', 'ipaddresses', {
  nameRule,
  check,
  checkChange,
  columns: [
    nameColumn,
    textColumn(
      'ParentRef',
      'parentRef references the resource that an IPAddress is attached to. An IPAddress must reference a parent object.',
      parent,
    ),
    // The reference's rows have this cell although its table has no such column.
    { ...ageColumn, hidden: true },
  ],
})
