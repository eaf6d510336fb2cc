// in: nothing → out: what the API says of a StorageVersionMigration beyond the catalogue. Never: migrating.
import {
  type Dict,
  dns1035Label,
  dns1123Subdomain,
  type FieldError,
  invalid,
  type KubeObject,
  required,
} from '@binnacle/meta'
import { defineKind } from '../define-kind.ts'
import type { WriteContext } from '../kind.ts'
import { nameColumn, textColumn } from '../parts/columns.ts'
import { checkConditions } from '../parts/condition-check.ts'
import { listOf } from '../parts/field-checks.ts'
import { keepStatus } from '../parts/keep-parts.ts'
import { metadataAgain } from '../parts/metadata-again.ts'
import { sameValue } from '../parts/same-value.ts'
import { statusPart, statusResetFields } from '../parts/status-part.ts'

const path = 'spec.resource'

function check(object: KubeObject): FieldError[] {
  const errors: FieldError[] = []
  const { resource = '', group = '' }: Dict = object.spec?.resource ?? {}
  if (resource === '') errors.push(required(`${path}.resource`, 'resource is required to be set'))
  else {
    const texts = dns1035Label(resource)
    if (texts.length > 0) errors.push(invalid(`${path}.resource`, resource, texts.join(',')))
  }
  const texts = group === '' ? [] : dns1123Subdomain(group)
  if (texts.length > 0) errors.push(invalid(`${path}.group`, group, texts.join(',')))
  return errors
}

function checkChange(object: KubeObject, was: KubeObject, context: WriteContext): FieldError[] {
  const errors = [...metadataAgain(object, context), ...check(object)]
  if (!sameValue(object.spec, was.spec)) {
    const { resource = '', group = '' }: Dict = object.spec?.resource ?? {}
    const shown = { Resource: { group, resource } }
    errors.push(invalid('spec', shown, 'field is immutable'))
  }
  return errors
}

function isTrue(object: KubeObject, type: string): boolean {
  const found = listOf(object.status?.conditions).find((one) => one.type === type)
  return found?.status === 'True'
}

function checkStatus(object: KubeObject, was: KubeObject): FieldError[] {
  const errors: FieldError[] = []
  const at = 'status.resourceVersion'
  const version: string = object.status?.resourceVersion ?? ''
  const before: string = was.status?.resourceVersion ?? ''
  if (version !== '' && !/^[1-9][0-9]*$/.test(version)) {
    const text =
      version === '0'
        ? 'resource version is not well formed: 0'
        : `resource version is not well formed: ${version}`
    errors.push(invalid(at, version, text))
  }
  const conditions = listOf(object.status?.conditions)
  checkConditions(errors, 'status.conditions', conditions)
  if (before !== '' && before !== version) errors.push(invalid(at, version, 'field is immutable'))
  const shown = conditions.map(
    ({
      type,
      status,
      observedGeneration,
      lastTransitionTime = null,
      reason = '',
      message = '',
    }) => ({
      type,
      status,
      ...(observedGeneration ? { observedGeneration } : {}),
      lastTransitionTime,
      reason,
      message,
    }),
  )
  const add = (text: string) => errors.push(invalid('status.conditions', shown, text))
  if (isTrue(object, 'Succeeded') && isTrue(object, 'Failed')) {
    add('Both success and failed conditions cannot be true at the same time')
  }
  if (isTrue(was, 'Succeeded') && !isTrue(object, 'Succeeded')) {
    add('Success condition cannot be set to false once it is true')
  }
  if (isTrue(was, 'Failed') && !isTrue(object, 'Failed')) {
    add('Failed condition cannot be set to false once it is true')
  }
  return errors
}

function resource(object: KubeObject): string {
  const { resource: name = '', group = '' }: Dict = object.spec?.resource ?? {}
  return group === '' ? name : `${name}.${group}`
}

function state(object: KubeObject): string {
  let found = 'Unknown'
  for (const { type, status } of listOf(object.status?.conditions)) {
    if (status === 'True' && ['Running', 'Failed', 'Succeeded'].includes(type)) found = type
  }
  return found
}

export const storageVersionMigration = defineKind(
  'storagemigration.k8s.io',
  'storageversionmigrations',
  {
    prepare: (object) => {
      object.status = {}
    },
    prepareChange: keepStatus,
    check,
    checkChange,
    unconditionalUpdate: false,
    columns: [
      { ...nameColumn, format: '' },
      textColumn('Resource', 'GroupResource to migrate', resource),
      textColumn('Status', 'Status of the migration', state),
    ],
    resetFields: statusResetFields,
    subresources: { status: statusPart({ checkChange: checkStatus }) },
  },
)
