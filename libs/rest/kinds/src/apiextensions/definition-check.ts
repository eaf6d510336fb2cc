// in: a definition, and what was there → out: all that is wrong with it. Never: its objects.
import { hasCondition } from '@binnacle/catalogue'
import {
  type Dict,
  dns1035Label,
  dns1123Subdomain,
  type FieldError,
  invalid,
  type KubeObject,
  notSupported,
  objectMetaChangeErrors,
  required,
} from '@binnacle/meta'
import { sameJson } from '@binnacle/schema'
import { approvalAnnotation, approvalState, isProtectedGroup } from './api-approval.ts'
import {
  conversionErrors,
  type ConversionRules,
  hasKnownReview,
  isCertificateBundle,
} from './conversion-check.ts'
import { everySchema } from './every-schema.ts'
import { type InternalSpec, type InternalVersion, internalSpec } from './internal-definition.ts'
import { columnsErrors, namesErrors, selectableErrors, subresourcesErrors } from './parts-check.ts'
import { showVersions } from './show-internal.ts'
import { validationErrors } from './validation-check.ts'

interface Rules extends ConversionRules {
  /** Versions whose schema is the one that was there before. */
  readonly unchanged: ReadonlySet<string>
  /** Versions that may keep more selectable fields than are allowed; '' for all. */
  readonly manySelectable: ReadonlySet<string>
}

const newRules: Rules = {
  unchanged: new Set(),
  manySelectable: new Set(),
  knownReview: true,
  looseBundle: true,
}

function groupErrors(group: string): FieldError[] {
  const path = 'spec.group'
  if (group === '') return [required(path)]
  const texts = dns1123Subdomain(group)
  if (texts.length > 0) return [invalid(path, group, texts.join(','))]
  if (group.includes('.')) return []
  return [invalid(path, group, 'should be a domain with at least one dot')]
}

function scopeErrors(scope: string): FieldError[] {
  if (scope === '') return [required('spec.scope')]
  if (scope === 'Cluster' || scope === 'Namespaced') return []
  return [notSupported('spec.scope', scope, ['Cluster', 'Namespaced'])]
}

function warningErrors(version: InternalVersion, path: string): FieldError[] {
  const { deprecated, deprecationWarning: warning } = version
  if (warning === undefined) return []
  const at = `${path}.deprecationWarning`
  if (!deprecated) return [invalid(at, warning, 'can only be set for deprecated versions')]
  const errors: FieldError[] = []
  if (Buffer.byteLength(warning) > 256) {
    errors.push(invalid(at, warning, 'must be <= 256 characters long'))
  }
  if (warning === '') errors.push(invalid(at, warning, 'must not be an empty string'))
  const bad = /[\p{C}\p{Zl}\p{Zp}]|(?! )\p{Zs}/u.exec(warning)
  if (bad !== null) {
    const index = Buffer.byteLength(warning.slice(0, bad.index))
    const text = `must only contain printable UTF-8 characters; non-printable character found at index ${index}`
    errors.push(invalid(at, warning, text))
  }
  return errors
}

function hasStatus(subresources: Dict | undefined): boolean {
  return subresources?.status !== undefined
}

function versionErrors(
  version: InternalVersion,
  spec: InternalSpec,
  rules: Rules,
  path: string,
): FieldError[] {
  const errors = warningErrors(version, path)
  const own = version.subresources ?? spec.subresources
  errors.push(
    ...validationErrors(version.schema, {
      path: `${path}.schema`,
      hasStatus: hasStatus(own),
      unchanged: rules.unchanged.has(version.name),
    }),
    ...subresourcesErrors(version.subresources, path),
    ...columnsErrors(version.columns, path),
  )
  const fields = version.selectableFields ?? []
  if (fields.length === 0) return errors
  const schema: Dict | undefined = version.schema?.openAPIV3Schema
  if (schema === undefined) {
    const text = 'may only be set when `version.schema.openAPIV3Schema` is not included'
    errors.push(invalid(`${path}.selectableFields`, '', text))
  } else {
    const many = rules.manySelectable.has(version.name)
    errors.push(...selectableErrors(fields, schema, path, many))
  }
  return errors
}

function schemaPresence({ schema, versions }: InternalSpec): FieldError[] {
  if (schema?.openAPIV3Schema !== undefined) return []
  return versions.flatMap((version, index) =>
    version.schema?.openAPIV3Schema === undefined
      ? [required(`spec.versions[${index}].schema.openAPIV3Schema`)]
      : [],
  )
}

/** What is not pruned gets no defaults. */
function defaultsErrors(spec: Dict, { schema, versions }: InternalSpec): FieldError[] {
  if (spec.preserveUnknownFields !== true) return []
  const schemas = [schema, ...versions.map((version) => version.schema)]
  const any = schemas.some((whole) =>
    everySchema(whole?.openAPIV3Schema).some((part) => (part.default ?? null) !== null),
  )
  if (!any) return []
  const text = 'must be false in order to use defaults in the schema'
  return [invalid('spec.preserveUnknownFields', true, text)]
}

function listErrors(internal: InternalSpec): FieldError[] {
  const errors: FieldError[] = []
  const { versions } = internal
  const names = versions.map(({ name }) => name)
  const shown = () => showVersions(internal)
  if (new Set(names).size !== names.length) {
    errors.push(invalid('spec.versions', shown(), 'must contain unique version names'))
  }
  if (versions.filter(({ storage }) => storage).length !== 1) {
    const text = 'must have exactly one version marked as storage version'
    errors.push(invalid('spec.versions', shown(), text))
  }
  const texts = internal.version === '' ? [] : dns1035Label(internal.version)
  if (texts.length > 0) errors.push(invalid('spec.version', internal.version, texts.join(',')))
  return errors
}

function sharedErrors(internal: InternalSpec, rules: Rules): FieldError[] {
  const { subresources, versions } = internal
  const anyStatus = hasStatus(subresources) || versions.some((v) => hasStatus(v.subresources))
  const errors = [
    ...validationErrors(internal.schema, {
      path: 'spec.validation',
      hasStatus: anyStatus,
      unchanged: rules.unchanged.has(internal.version),
    }),
    ...subresourcesErrors(subresources, 'spec'),
    ...columnsErrors(internal.columns, 'spec'),
  ]
  const fields = internal.selectableFields ?? []
  if (fields.length === 0) return errors
  const schema: Dict | undefined = internal.schema?.openAPIV3Schema
  if (internal.schema === undefined || schema === undefined) {
    const text = 'may only be set when validations.schema is included'
    return [...errors, invalid('spec.selectableFields', '', text)]
  }
  return [...errors, ...selectableErrors(fields, schema, 'spec', rules.manySelectable.has(''))]
}

function specErrors(spec: Dict, rules: Rules): FieldError[] {
  const internal = internalSpec(spec)
  const errors = [
    ...groupErrors(spec.group ?? ''),
    ...scopeErrors(spec.scope ?? ''),
    ...schemaPresence(internal),
    ...defaultsErrors(spec, internal),
  ]
  internal.versions.forEach((version, index) => {
    const path = `spec.versions[${index}]`
    const texts = dns1035Label(version.name)
    if (texts.length > 0) errors.push(invalid(`${path}.name`, version.name, texts.join(',')))
    errors.push(...versionErrors(version, internal, rules, path))
  })
  errors.push(...listErrors(internal))
  for (const name of ['plural', 'singular', 'kind', 'listKind']) {
    if (!spec.names?.[name]) errors.push(required(`spec.names.${name}`))
  }
  errors.push(...namesErrors(spec.names, 'spec.names'), ...sharedErrors(internal, rules))
  const { strategy } = spec.conversion ?? {}
  if (strategy !== undefined && strategy !== 'None' && spec.preserveUnknownFields === true) {
    const text = 'must be None if spec.preserveUnknownFields is true'
    errors.push(invalid('spec.conversion.strategy', strategy, text))
  }
  return [...errors, ...conversionErrors(spec.conversion, 'spec.conversion', rules)]
}

function storedErrors(object: KubeObject): FieldError[] {
  const path = 'status.storedVersions'
  const stored: string[] = object.status?.storedVersions ?? []
  if (stored.length === 0) {
    return [
      invalid(path, object.status?.storedVersions ?? null, 'must have at least one stored version'),
    ]
  }
  const errors: FieldError[] = []
  const left = new Map(stored.map((name, index) => [name, index]))
  for (const { name, storage } of (object.spec.versions ?? []) as Dict[]) {
    if (storage && !left.has(name)) {
      errors.push(invalid(path, stored, `must have the storage version ${name}`))
    }
    left.delete(name)
  }
  for (const [name, index] of left) {
    const text = `missing from spec.versions; ${name} was previously a storage version, and must remain in spec.versions until a storage migration ensures no data remains persisted in ${name} and removes ${name} from status.storedVersions`
    errors.push(invalid(`${path}[${index}]`, name, text))
  }
  return errors
}

function approvalErrors(object: KubeObject, was: KubeObject | undefined): FieldError[] {
  if (!isProtectedGroup(object.spec.group ?? '')) return []
  const { state, reason } = approvalState(object.metadata.annotations)
  if (was && approvalState(was.metadata.annotations).state === state) return []
  const path = `metadata.annotations[${approvalAnnotation}]`
  if (state === 'missing') return [required(path, reason)]
  const value = object.metadata.annotations?.[approvalAnnotation]
  return state === 'invalid' ? [invalid(path, value, reason)] : []
}

function preserveErrors(object: KubeObject, was: KubeObject | undefined): FieldError[] {
  if (was?.spec.preserveUnknownFields === true) return []
  if (object.spec.preserveUnknownFields !== true) return []
  const text =
    'cannot set to true, set x-kubernetes-preserve-unknown-fields to true in spec.versions[*].schema instead'
  return [invalid('spec.preserveUnknownFields', true, text)]
}

export function checkDefinitionStatus(object: KubeObject): FieldError[] {
  return namesErrors(object.status?.acceptedNames, 'status.acceptedNames')
}

export function checkDefinition(object: KubeObject): FieldError[] {
  return [
    ...specErrors(object.spec, newRules),
    ...checkDefinitionStatus(object),
    ...storedErrors(object),
    ...approvalErrors(object, undefined),
    ...preserveErrors(object, undefined),
  ]
}

function changeRules(object: KubeObject, was: KubeObject): Rules {
  const before = new Map<string, Dict>(was.spec.versions.map((v: Dict) => [v.name, v]))
  const unchanged = new Set<string>()
  const manySelectable = new Set<string>()
  for (const version of (object.spec.versions ?? []) as Dict[]) {
    const old = before.get(version.name)
    if (old === undefined) continue
    if (sameJson(version.schema ?? null, old.schema ?? null)) unchanged.add(version.name)
    const fields = old.selectableFields ?? []
    if (fields.length > 8 && sameJson(fields, version.selectableFields)) {
      manySelectable.add(version.name).add('')
    }
  }
  const bundle = was.spec.conversion?.webhook?.clientConfig?.caBundle
  return {
    unchanged,
    manySelectable,
    knownReview: hasKnownReview(was.spec.conversion),
    looseBundle: !hasCondition(was, 'Established') || (bundle && !isCertificateBundle(bundle)),
  }
}

function immutable(value: unknown, before: unknown, path: string): FieldError[] {
  return sameJson(value, before) ? [] : [invalid(path, value, 'field is immutable')]
}

export function checkDefinitionChange(object: KubeObject, was: KubeObject): FieldError[] {
  const { spec } = object
  const errors = specErrors(spec, changeRules(object, was))
  if (hasCondition(was, 'Established')) {
    errors.push(
      ...immutable(spec.scope, was.spec.scope, 'spec.scope'),
      ...immutable(spec.names.kind, was.spec.names.kind, 'spec.names.kind'),
    )
  }
  return [
    ...objectMetaChangeErrors(object.metadata, was.metadata),
    ...errors,
    ...immutable(spec.group, was.spec.group, 'spec.group'),
    ...immutable(spec.names.plural, was.spec.names.plural, 'spec.names.plural'),
    ...checkDefinitionStatus(object),
    ...storedErrors(object),
    ...approvalErrors(object, was),
    ...preserveErrors(object, was),
  ]
}
