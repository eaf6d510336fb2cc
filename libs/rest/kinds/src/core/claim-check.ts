// in: a PersistentVolumeClaim, new and old → out: what is wrong with it and with the change.
import {
  type Dict,
  type FieldError,
  forbidden,
  invalid,
  type KubeObject,
  labelSelectorErrors,
  notSupported,
  qualifiedName,
  required,
} from '@binnacle/meta'
import type { WriteContext } from '../kind.ts'
import { compareAmounts, isNegativeAmount, wholeAmount } from '../parts/amount.ts'
import { checkClaimSpec } from '../parts/claim-spec-check.ts'
import { internalValue } from '../parts/internal-value.ts'
import { metadataAgain } from '../parts/metadata-again.ts'
import { isNative } from '../parts/resource-names.ts'
import { sameValue } from '../parts/same-value.ts'
import { unifiedDiff } from '../parts/unified-diff.ts'
import { quantityErrors } from './resource-quota-check.ts'

const betaClass = 'volume.beta.kubernetes.io/storage-class'
const resizeStates = [
  'ControllerResizeInProgress',
  'ControllerResizeInfeasible',
  'NodeResizeInProgress',
  'NodeResizeInfeasible',
  'NodeResizePending',
].sort()

export function checkClaim(object: KubeObject, was: KubeObject | undefined): FieldError[] {
  const errors: FieldError[] = []
  const before: Dict = was?.spec ?? {}
  checkClaimSpec(errors, 'spec', object.spec ?? {}, {
    allowInvalidSelectorValues: labelSelectorErrors(before.selector, '').length > 0,
    allowInvalidSourceGroup:
      (before.dataSource?.apiGroup ?? before.dataSourceRef?.apiGroup ?? null) !== null,
  })
  return errors
}

function classOf(object: KubeObject): string | undefined {
  return object.metadata.annotations?.[betaClass]
}

/** What may change is made equal before the two are compared. */
function comparable(object: KubeObject, was: KubeObject): { now: Dict; before: Dict } {
  const now: Dict = structuredClone(object.spec ?? {})
  const before: Dict = structuredClone(was.spec ?? {})
  if (!before.volumeName) {
    delete before.volumeName
    if (now.volumeName) before.volumeName = now.volumeName
  }
  const oldClass = classOf(was)
  const newClass = classOf(object)
  const named: string | undefined = now.storageClassName
  if (before.storageClassName === undefined && named !== undefined) {
    const upgraded = oldClass !== undefined && named === oldClass
    if (
      upgraded
        ? newClass === undefined || newClass === oldClass || named === oldClass
        : oldClass === undefined
    ) {
      delete now.storageClassName
    }
  }
  if (object.status?.phase === 'Bound') {
    if (now.resources?.requests) {
      now.resources.requests.storage = before.resources?.requests?.storage ?? '0'
    }
    delete now.volumeAttributesClassName
    if (before.volumeAttributesClassName !== undefined) {
      now.volumeAttributesClassName = before.volumeAttributesClassName
    }
  }
  return { now, before }
}

function show(spec: Dict): string {
  return JSON.stringify(internalValue('PersistentVolumeClaimSpec', spec), null, 1)
}

function classErrors(object: KubeObject, was: KubeObject): FieldError[] {
  const [now, before] = [classOf(object), classOf(was)]
  const named = object.spec?.storageClassName
  const upgraded =
    before !== undefined &&
    was.spec?.storageClassName === undefined &&
    named === before &&
    (now === undefined || now === before)
  if (upgraded || (now ?? '') === (before ?? '')) return []
  return [invalid(`metadata.annotations.${betaClass}`, now ?? '', 'field is immutable')]
}

function attributesErrors(object: KubeObject, was: KubeObject): FieldError[] {
  const now: string | undefined = object.spec?.volumeAttributesClassName
  if (now === was.spec?.volumeAttributesClassName) return []
  if (was.status?.currentVolumeAttributesClassName === undefined || now) return []
  const what = now === undefined ? 'nil' : 'empty string'
  const text = `update to ${what} is forbidden when status.currentVolumeAttributesClassName is not nil`
  return [forbidden('spec.volumeAttributesClassName', text)]
}

export function checkClaimChange(
  object: KubeObject,
  was: KubeObject,
  context: WriteContext,
): FieldError[] {
  const errors = [...metadataAgain(object, context), ...checkClaim(object, was)]
  errors.push(...classErrors(object, was))
  const { now, before } = comparable(object, was)
  if (!sameValue(now, before)) {
    const text =
      'spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims'
    errors.push(forbidden('spec', `${text}\n${unifiedDiff(show(before), show(now))}`))
  }
  const size = object.spec?.resources?.requests?.storage
  if (compareAmounts(size, was.spec?.resources?.requests?.storage) < 0) {
    if (compareAmounts(size, was.status?.capacity?.storage) <= 0) {
      const text = 'field can not be less than status.capacity'
      errors.push(forbidden('spec.resources.requests.storage', text))
    }
  }
  if (object.spec?.volumeMode !== was.spec?.volumeMode) {
    errors.push(invalid('volumeMode', object.spec?.volumeMode ?? null, 'field is immutable'))
  }
  return [...errors, ...attributesErrors(object, was)]
}

function keyErrors(name: string, path: string): FieldError[] {
  const errors = qualifiedName(name).map((text) => invalid(path, name, text))
  if (errors.length === 0 && isNative(name) && name !== 'storage') {
    errors.push(notSupported(path, name, ['storage']))
  }
  return errors
}

function basicErrors(quantity: unknown, path: string): FieldError[] {
  if (!isNegativeAmount(quantity) || wholeAmount(quantity) >= 0n) return []
  return [invalid(path, Number(wholeAmount(quantity)), 'must be a valid resource quantity')]
}

export function checkClaimStatus(object: KubeObject): FieldError[] {
  const errors: FieldError[] = []
  const status: Dict = object.status ?? {}
  if ((object.spec?.accessModes ?? []).length === 0) errors.push(required('Spec.accessModes'))
  for (const [name, quantity] of Object.entries(status.capacity ?? {})) {
    errors.push(...basicErrors(quantity, `status.capacity[${name}]`))
  }
  for (const [name, state] of Object.entries(status.allocatedResourceStatuses ?? {})) {
    const path = 'status.allocatedResourceStatuses'
    errors.push(...keyErrors(name, path))
    if (!resizeStates.includes(state as string)) errors.push(notSupported(path, name, resizeStates))
  }
  for (const [name, quantity] of Object.entries(status.allocatedResources ?? {})) {
    const path = 'status.allocatedResources'
    const wrong = keyErrors(name, path)
    const at = `${path}[${name}]`
    if (wrong.length > 0) errors.push(...wrong)
    else {
      const basic = basicErrors(quantity, at)
      errors.push(...(basic.length > 0 ? basic : quantityErrors('storage', quantity, at)))
    }
  }
  return errors
}
