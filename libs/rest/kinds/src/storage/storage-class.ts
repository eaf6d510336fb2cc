// in: nothing → out: what the API says of a StorageClass beyond the catalogue.
import {
  type Dict,
  duplicate,
  type FieldError,
  type KubeObject,
  labelNameErrors,
  required,
} from '@binnacle/meta'
import { defineKind } from '../define-kind.ts'
import type { WriteContext } from '../kind.ts'
import { ageColumn, nameColumn, textColumn } from '../parts/columns.ts'
import { declaredImmutable } from '../parts/declared-checks.ts'
import { listOf, wordIfAny } from '../parts/field-checks.ts'
import { metadataAgain } from '../parts/metadata-again.ts'
import { oldNodeLabel } from '../parts/node-label-warnings.ts'
import { sameValue } from '../parts/same-value.ts'
import { parameterErrors, provisionerErrors } from './class-checks.ts'

const fixed = ['provisioner', 'parameters', 'reclaimPolicy', 'volumeBindingMode']

/** Values by key, as sets; what the reference compares terms by. */
function checkTerm(errors: FieldError[], path: string, term: Dict): Map<string, string[]> {
  const found = new Map<string, string[]>()
  for (const [index, rule] of listOf(term.matchLabelExpressions).entries()) {
    const at = `${path}.matchLabelExpressions[${index}]`
    const values = (rule.values ?? []) as string[]
    const key: string = rule.key ?? ''
    if (values.length === 0) errors.push(required(`${at}.values`))
    values.forEach((value, i) => {
      if (values.indexOf(value) < i) errors.push(duplicate(`${at}.values[${i}]`, value))
    })
    errors.push(...labelNameErrors(key, `${at}.key`))
    if (found.has(key)) errors.push(duplicate(`${at}.key`, key))
    found.set(key, [...new Set(values)].sort())
  }
  return found
}

function checkTopologies(errors: FieldError[], terms: readonly Dict[]): void {
  // The reference starts with as many empty terms as there are.
  const seen: unknown[] = terms.map(() => [])
  for (const [index, term] of terms.entries()) {
    const path = `allowedTopologies[${index}]`
    const found = [...checkTerm(errors, path, term)].sort(([a], [b]) => (a < b ? -1 : 1))
    for (const other of seen) {
      if (sameValue(found, other)) errors.push(duplicate(`${path}.matchLabelExpressions`, ''))
    }
    seen.push(found)
  }
}

function check(object: KubeObject): FieldError[] {
  const errors: FieldError[] = []
  const missing = !object.provisioner
  if (!missing) errors.push(...provisionerErrors('provisioner', object.provisioner))
  errors.push(...parameterErrors('parameters', object.parameters, true))
  if (object.reclaimPolicy) {
    wordIfAny(errors, 'reclaimPolicy', object.reclaimPolicy, ['Delete', 'Retain'])
  }
  const modes = ['Immediate', 'WaitForFirstConsumer']
  const mode: string | undefined = object.volumeBindingMode
  if (mode === undefined) errors.push(required('volumeBindingMode'))
  else wordIfAny(errors, 'volumeBindingMode', mode, modes)
  checkTopologies(errors, listOf(object.allowedTopologies))
  if (missing) errors.push(required('provisioner'))
  return errors
}

function checkChange(object: KubeObject, was: KubeObject, context: WriteContext): FieldError[] {
  return [
    ...metadataAgain(object, context),
    ...check(object),
    ...fixed.flatMap((field) => declaredImmutable(field, object[field], was[field])),
  ]
}

function warn(object: KubeObject): string[] {
  const warnings: string[] = []
  for (const [i, term] of listOf(object.allowedTopologies).entries()) {
    for (const [j, rule] of listOf(term.matchLabelExpressions).entries()) {
      const text = oldNodeLabel(rule.key ?? '')
      const path = `allowedTopologies[${i}].matchLabelExpressions[${j}].key`
      if (text !== undefined) warnings.push(`${path}: ${text}`)
    }
  }
  return warnings
}

function isDefault({ metadata }: KubeObject): boolean {
  const annotations = metadata.annotations ?? {}
  const names = [
    'storageclass.kubernetes.io/is-default-class',
    'storageclass.beta.kubernetes.io/is-default-class',
  ]
  return names.some((name) => annotations[name] === 'true')
}

/** Of several default classes the newest counts, then the first by name. */
export function effectiveDefault(classes: Iterable<KubeObject>): string | undefined {
  let best: KubeObject | undefined
  for (const one of classes) {
    if (!isDefault(one)) continue
    const time = one.metadata.creationTimestamp ?? ''
    const bestTime = best?.metadata.creationTimestamp ?? ''
    const better =
      best === undefined ||
      time > bestTime ||
      (time === bestTime && (one.metadata.name ?? '') < (best.metadata.name ?? ''))
    if (better) best = one
  }
  return best?.metadata.name
}

const columns = [
  nameColumn,
  textColumn(
    'Provisioner',
    'provisioner indicates the type of the provisioner.',
    (object) => object.provisioner ?? '',
  ),
  textColumn(
    'ReclaimPolicy',
    'reclaimPolicy controls the reclaimPolicy for dynamically provisioned PersistentVolumes of this storage class. Defaults to Delete.',
    (object) => object.reclaimPolicy ?? 'Delete',
  ),
  textColumn(
    'VolumeBindingMode',
    'volumeBindingMode indicates how PersistentVolumeClaims should be provisioned and bound.  When unset, VolumeBindingImmediate is used. This field is only honored by servers that enable the VolumeScheduling feature.',
    (object) => object.volumeBindingMode ?? 'Immediate',
  ),
  textColumn(
    'AllowVolumeExpansion',
    'allowVolumeExpansion shows whether the storage class allow volume expand.',
    (object) => object.allowVolumeExpansion ?? false,
  ),
  ageColumn,
]

export const storageClass = defineKind('storage.k8s.io', 'storageclasses', {
  defaults: (object) => {
    object.reclaimPolicy ??= 'Delete'
    object.volumeBindingMode ??= 'Immediate'
  },
  check,
  checkChange,
  warn,
  deleteReturnsObject: true,
  columns,
  /** In a list, and only there, the class that claims get is marked. */
  listColumns: (objects) => {
    const name = effectiveDefault(objects)
    if (name === undefined) return columns
    const marked = (object: KubeObject) =>
      object.metadata.name === name ? `${name} (default)` : (object.metadata.name ?? '')
    return [{ ...nameColumn, value: marked }, ...columns.slice(1)]
  },
})
