// in: nothing → out: what the API says of a CSINode beyond the catalogue.
import {
  type Dict,
  duplicate,
  type FieldError,
  invalid,
  type KubeObject,
  required,
} from '@binnacle/meta'
import { defineKind } from '../define-kind.ts'
import type { WriteContext } from '../kind.ts'
import { byteLength } from '../parts/bytes.ts'
import { ageColumn, countColumn, nameColumn } from '../parts/columns.ts'
import { listOf, qualifiedErrors } from '../parts/field-checks.ts'
import { keepStatus } from '../parts/keep-parts.ts'
import { metadataAgain } from '../parts/metadata-again.ts'
import { nonNegative } from '../parts/number-checks.ts'
import { sameValue } from '../parts/same-value.ts'
import { statusPart, statusResetFields } from '../parts/status-part.ts'
import { checkDriverName } from '../parts/volume-source-checks.ts'

const idMax = 256

function driversOf(object: KubeObject): readonly Dict[] {
  return listOf(object.spec?.drivers)
}

function checkDriver(errors: FieldError[], path: string, driver: Dict, seen: Set<string>): void {
  checkDriverName(errors, `${path}.name`, driver.name)
  const id: string = driver.nodeID ?? ''
  if (id === '') errors.push(required(`${path}.nodeID`))
  if (byteLength(id) > idMax) {
    errors.push(invalid(`${path}.nodeID`, id, `must be ${idMax} characters or less`))
  }
  nonNegative(errors, `${path}.allocatable.count`, driver.allocatable?.count)
  const name: string = driver.name ?? ''
  if (seen.has(name)) errors.push(duplicate(`${path}.name`, name))
  seen.add(name)
  const keys = new Set<string>()
  for (const key of (driver.topologyKeys ?? []) as string[]) {
    if (key === '') errors.push(required(path))
    if (keys.has(key)) errors.push(duplicate(path, key))
    keys.add(key)
    qualifiedErrors(errors, path, key)
  }
}

function check(object: KubeObject): FieldError[] {
  const errors: FieldError[] = []
  const seen = new Set<string>()
  driversOf(object).forEach((driver, i) => checkDriver(errors, `spec.drivers[${i}]`, driver, seen))
  return errors
}

/** As Go writes the internal type, which has no JSON names. */
function internal(driver: Dict): Dict {
  return {
    Name: driver.name ?? '',
    NodeID: driver.nodeID ?? '',
    TopologyKeys: driver.topologyKeys ?? null,
    Allocatable: null,
  }
}

function checkChange(object: KubeObject, was: KubeObject, context: WriteContext): FieldError[] {
  const errors = [...metadataAgain(object, context), ...check(object)]
  for (const before of driversOf(was)) {
    for (const now of driversOf(object)) {
      if (before.name !== now.name || sameValue(internal(now), internal(before))) continue
      errors.push(invalid('spec.drivers', internal(now), 'field is immutable'))
    }
  }
  return errors
}

export const csiNode = defineKind('storage.k8s.io', 'csinodes', {
  defaults: (object) => {
    object.status ??= {}
  },
  prepare: (object) => {
    object.status = {}
  },
  prepareChange: keepStatus,
  check,
  checkChange,
  unconditionalUpdate: false,
  deleteReturnsObject: true,
  columns: [
    nameColumn,
    countColumn(
      'Drivers',
      'Drivers indicates the number of CSI drivers registered on the node',
      (object) => driversOf(object).length,
    ),
    ageColumn,
  ],
  resetFields: statusResetFields,
  // Health of storage is off by default, so nothing of the status can be set.
  subresources: { status: statusPart({ prepareChange: keepStatus }) },
})
