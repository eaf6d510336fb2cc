// in: nothing → out: what the API says of a Namespace beyond the catalogue. Never: emptying it.
import {
  type Dict,
  dns1123Label,
  type FieldError,
  invalid,
  type KubeObject,
  maskTrailingDash,
  qualifiedName,
} from '@binnacle/meta'
import { defineKind } from '../define-kind.ts'
import { ageColumn, nameColumn, textColumn } from '../parts/columns.ts'
import { keepPart, keepSpec, keepStatus } from '../parts/keep-parts.ts'
import { metadataAgain } from '../parts/metadata-again.ts'

const kubernetes = 'kubernetes'
const nameLabel = 'kubernetes.io/metadata.name'
const known = new Set([kubernetes, 'orphan', 'foregroundDeletion'])

const nameRule = (name: string, isPrefix: boolean) =>
  dns1123Label(isPrefix ? maskTrailingDash(name) : name)

function finalizerErrors(path: string, name: string): FieldError[] {
  const errors = qualifiedName(name).map((text) => invalid(path, name, text))
  if (!name.includes('/') && !known.has(name)) {
    const text = 'name is neither a standard finalizer name nor is it fully qualified'
    errors.push(invalid(path, name, text))
  }
  return errors
}

function finalizersOf(object: KubeObject): string[] {
  return object.spec?.finalizers ?? []
}

function check(object: KubeObject): FieldError[] {
  return finalizersOf(object).flatMap((name) => finalizerErrors('spec.finalizers', name))
}

function checkFinalize(object: KubeObject): FieldError[] {
  return finalizersOf(object).flatMap((name, index) =>
    finalizerErrors(`spec.finalizers[${index}]`, name),
  )
}

function checkStatus(object: KubeObject): FieldError[] {
  const phase = object.status?.phase ?? ''
  const gone = object.metadata.deletionTimestamp !== undefined
  const wanted = gone ? 'Terminating' : 'Active'
  if (phase === wanted) return []
  const text = `may only be '${wanted}' if \`deletionTimestamp\` is ${gone ? 'not empty' : 'empty'}`
  return [invalid('status.Phase', phase, text)]
}

/** The label always says the name. */
function defaults(object: KubeObject): void {
  const { name } = object.metadata
  if (name) {
    object.metadata.labels ??= {}
    object.metadata.labels[nameLabel] = name
  }
  object.status ??= {}
  object.status.phase ||= 'Active'
}

export const namespace = defineKind('', 'namespaces', {
  defaults,
  prepare: (object) => {
    object.status = { phase: 'Active' }
    const spec: Dict = (object.spec ??= {})
    const finalizers: string[] = spec.finalizers ?? []
    if (!finalizers.includes(kubernetes)) finalizers.push(kubernetes)
    spec.finalizers = finalizers
    defaults(object)
  },
  prepareChange: (object, was) => {
    object.spec ??= {}
    keepPart(object.spec, was.spec ?? {}, 'finalizers')
    keepStatus(object, was)
  },
  check,
  checkChange: (object, _was, context) => [
    ...metadataAgain(object, context, nameRule),
    ...check(object),
  ],
  nameRule,
  deleteReturnsObject: true,
  holds: (object) => finalizersOf(object).length > 0,
  markDeleted: (object) => {
    object.status = { ...object.status, phase: 'Terminating' }
  },
  columns: [
    nameColumn,
    textColumn('Status', 'The status of the namespace', (object) => object.status?.phase ?? ''),
    ageColumn,
  ],
  selectableFields: ['status.phase'],
  selectable: (object) => ({ 'status.phase': object.status?.phase ?? '' }),
  resetFields: { '': [['status']], status: [['spec']], finalize: [['status']] },
  subresources: {
    status: { writes: 'part', prepareChange: keepSpec, checkChange: checkStatus },
    finalize: { writes: 'part', prepareChange: keepStatus, checkChange: checkFinalize },
  },
})
