// in: metadata, new and old → out: what is wrong with it, as for every kind. Never: what a kind adds.
import { duplicateFree } from './duplicate-free.ts'
import {
  type FieldError,
  forbidden,
  invalid,
  notSupported,
  required,
  tooLong,
} from './field-error.ts'
import { parseApiVersion } from './group-version.ts'
import type { ManagedFieldsEntry, ObjectMeta, OwnerReference } from './kube-object.ts'
import { labelsErrors } from './labels-check.ts'
import { type NameRule, nameIsLabel } from './names.ts'
import { fieldManagerErrors } from './options-check.ts'
import { qualifiedName } from './qualified-names.ts'

const annotationsMaxBytes = 256 * 1024
const orphan = 'orphan'
const foreground = 'foregroundDeletion'

export function annotationsErrors(
  annotations: Readonly<Record<string, string>> | undefined,
  path: string,
): FieldError[] {
  const errors: FieldError[] = []
  let bytes = 0
  for (const [key, value] of Object.entries(annotations ?? {})) {
    bytes += Buffer.byteLength(key) + Buffer.byteLength(value)
    errors.push(...qualifiedName(key.toLowerCase()).map((text) => invalid(path, key, text)))
  }
  if (bytes > annotationsMaxBytes) errors.push(tooLong(path, annotationsMaxBytes))
  return errors
}

function ownerErrors(owner: OwnerReference, path: string): FieldError[] {
  const errors: FieldError[] = []
  const apiVersion = owner.apiVersion ?? ''
  const parts = apiVersion.split('/')
  if (apiVersion === '') errors.push(required(`${path}.apiVersion`, 'must not be empty'))
  else if (parts.length > 2 || parts.at(-1) === '') {
    const text = 'must be <group>/<version> or <version>'
    errors.push(invalid(`${path}.apiVersion`, apiVersion, text))
  }
  for (const field of ['kind', 'name', 'uid'] as const) {
    if (!owner[field]) errors.push(required(`${path}.${field}`, 'must not be empty'))
  }
  const { group, version } = parseApiVersion(apiVersion)
  if (group === '' && version === 'v1' && owner.kind === 'Event') {
    const text = '/v1, Kind=Event is disallowed from being an owner'
    errors.push(invalid(path, owner, text))
  }
  return errors
}

export function ownerReferencesErrors(
  owners: readonly OwnerReference[] | undefined,
  path: string,
): FieldError[] {
  const errors: FieldError[] = []
  let controller = ''
  owners?.forEach((owner, index) => {
    errors.push(...ownerErrors(owner, `${path}[${index}]`))
    if (owner.controller !== true) return
    const name = `${owner.kind}/${owner.name}`
    if (controller === '') controller = name
    else {
      const text = `Only one reference can have Controller set to true. Found "true" in references for ${controller} and ${name}`
      errors.push(invalid(path, owners, text))
    }
  })
  return errors
}

export function finalizersErrors(
  finalizers: readonly string[] | undefined,
  path: string,
): FieldError[] {
  const list = finalizers ?? []
  const errors = list.flatMap((name) =>
    qualifiedName(name).map((text) => invalid(path, name, text)),
  )
  if (list.includes(orphan) && list.includes(foreground)) {
    const text = `finalizer ${orphan} and ${foreground} cannot be both set`
    errors.push(invalid(path, list, text))
  }
  return errors
}

function managedFieldsErrors(
  entries: readonly ManagedFieldsEntry[] | undefined,
  path: string,
): FieldError[] {
  const errors: FieldError[] = []
  entries?.forEach((entry, index) => {
    const at = `${path}[${index}]`
    if (!entry.operation) errors.push(required(`${at}.operation`, ''))
    else if (entry.operation !== 'Apply' && entry.operation !== 'Update') {
      errors.push(notSupported(`${at}.operation`, entry.operation, ['Apply', 'Update']))
    }
    if (entry.fieldsType && entry.fieldsType !== 'FieldsV1') {
      errors.push(invalid(`${at}.fieldsType`, entry.fieldsType, 'must be `FieldsV1`'))
    }
    errors.push(...fieldManagerErrors(entry.manager ?? '', `${at}.manager`))
    if ((entry.subresource ?? '').length > 256) errors.push(tooLong(`${at}.subresource`, 256))
  })
  return errors
}

export interface MetaRules {
  readonly namespaced: boolean
  readonly nameRule: NameRule
}

/** What is wrong with the name, and with what it would be made of. */
export function nameErrors(
  { generateName, name }: ObjectMeta,
  nameRule: NameRule,
  path = 'metadata',
): FieldError[] {
  const errorsOf = (field: string, value: string | undefined, isPrefix: boolean) =>
    value ? nameRule(value, isPrefix).map((text) => invalid(`${path}.${field}`, value, text)) : []
  return [...errorsOf('generateName', generateName, true), ...errorsOf('name', name, false)]
}

/** Metadata of a new object. `path` is usually `metadata`. */
export function objectMetaErrors(
  meta: ObjectMeta,
  { namespaced, nameRule }: MetaRules,
  path = 'metadata',
): FieldError[] {
  const errors = nameErrors(meta, nameRule, path)
  if (!meta.name) errors.push(required(`${path}.name`, 'name or generateName is required'))
  const namespace = meta.namespace ?? ''
  if (!namespaced) {
    if (namespace !== '') errors.push(forbidden(`${path}.namespace`, 'not allowed on this type'))
  } else if (namespace === '') {
    errors.push(required(`${path}.namespace`))
  } else {
    const texts = nameIsLabel(namespace, false)
    errors.push(...texts.map((text) => invalid(`${path}.namespace`, namespace, text)))
  }
  errors.push(...generationErrors(meta, path))
  errors.push(...labelsErrors(meta.labels, `${path}.labels`))
  errors.push(...annotationsErrors(meta.annotations, `${path}.annotations`))
  errors.push(...ownerReferencesErrors(meta.ownerReferences, `${path}.ownerReferences`))
  errors.push(...finalizersErrors(meta.finalizers, `${path}.finalizers`))
  errors.push(...managedFieldsErrors(meta.managedFields, `${path}.managedFields`))
  return errors
}

function generationErrors(meta: ObjectMeta, path: string): FieldError[] {
  if ((meta.generation ?? 0) >= 0) return []
  return [invalid(`${path}.generation`, meta.generation, 'must be greater than or equal to 0')]
}

const immutable = [
  'name',
  'namespace',
  'uid',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
] as const

/** Metadata of an update against what was there. */
export function objectMetaChangeErrors(
  meta: ObjectMeta,
  was: ObjectMeta,
  path = 'metadata',
): FieldError[] {
  const errors: FieldError[] = []
  if (was.deletionTimestamp !== undefined) {
    const added = duplicateFree(meta.finalizers ?? []).filter(
      (name) => !was.finalizers?.includes(name),
    )
    if (added.length > 0) {
      const shown = `[]string{${added
        .sort()
        .map((name) => JSON.stringify(name))
        .join(', ')}}`
      const text = `no new finalizers can be added if the object is being deleted, found new finalizers ${shown}`
      errors.push(forbidden(`${path}.finalizers`, text))
    }
  }
  if (!meta.resourceVersion) {
    errors.push(invalid(`${path}.resourceVersion`, '', 'must be specified for an update'))
  }
  errors.push(...generationErrors(meta, path))
  if ((meta.generation ?? 0) < (was.generation ?? 0)) {
    errors.push(invalid(`${path}.generation`, meta.generation ?? 0, 'must not be decremented'))
  }
  for (const field of immutable) {
    if ((meta[field] ?? undefined) === (was[field] ?? undefined)) continue
    const shown =
      meta[field] ?? (field.endsWith('Timestamp') || field.endsWith('Seconds') ? null : '')
    errors.push(invalid(`${path}.${field}`, shown, 'field is immutable'))
  }
  errors.push(...labelsErrors(meta.labels, `${path}.labels`))
  errors.push(...annotationsErrors(meta.annotations, `${path}.annotations`))
  errors.push(...ownerReferencesErrors(meta.ownerReferences, `${path}.ownerReferences`))
  errors.push(...managedFieldsErrors(meta.managedFields, `${path}.managedFields`))
  return errors
}
