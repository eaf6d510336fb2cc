// in: nothing → out: what the API says of a VolumeAttributesClass beyond the catalogue.
import { type FieldError, forbidden, type KubeObject } from '@binnacle/meta'
import { defineKind } from '../define-kind.ts'
import type { WriteContext } from '../kind.ts'
import { ageColumn, nameColumn, textColumn } from '../parts/columns.ts'
import { metadataAgain } from '../parts/metadata-again.ts'
import { sameValue } from '../parts/same-value.ts'
import { parameterErrors, provisionerErrors } from './class-checks.ts'

function check(object: KubeObject): FieldError[] {
  return [
    ...provisionerErrors('driverName', object.driverName),
    ...parameterErrors('parameters', object.parameters, false),
  ]
}

function checkChange(object: KubeObject, was: KubeObject, context: WriteContext): FieldError[] {
  const errors: FieldError[] = []
  for (const field of ['driverName', 'parameters']) {
    if (sameValue(object[field], was[field])) continue
    errors.push(forbidden(field, `updates to ${field} are forbidden.`))
  }
  return [...errors, ...metadataAgain(object, context), ...check(object)]
}

export const volumeAttributesClass = defineKind('storage.k8s.io', 'volumeattributesclasses', {
  check,
  checkChange,
  deleteReturnsObject: true,
  columns: [
    nameColumn,
    textColumn(
      'DriverName',
      'driverName is the name of the CSI driver This field is immutable.',
      (object) => object.driverName ?? '',
    ),
    ageColumn,
  ],
})
