// in: nothing → out: what the API says of a ControllerRevision beyond the catalogue.
import { type FieldError, type KubeObject, required } from '@binnacle/meta'
import { defineKind } from '../define-kind.ts'
import type { WriteContext } from '../kind.ts'
import { ageColumn, nameColumn, textColumn } from '../parts/columns.ts'
import { metadataAgain } from '../parts/metadata-again.ts'
import { immutable, nonNegative } from '../parts/number-checks.ts'
import { controllerName } from '../parts/controller-name.ts'

function checkRevision(object: KubeObject): FieldError[] {
  const errors: FieldError[] = []
  nonNegative(errors, 'revision', object.revision)
  return errors
}

function check(object: KubeObject): FieldError[] {
  const errors = checkRevision(object)
  const { data } = object
  if (data === undefined || data === null) errors.push(required('data', 'data is mandatory'))
  else if (typeof data !== 'object' || Array.isArray(data)) {
    errors.push(required('data', 'data must be a valid JSON object'))
  }
  return errors
}

function checkChange(object: KubeObject, was: KubeObject, context: WriteContext): FieldError[] {
  const errors = [...metadataAgain(object, context), ...checkRevision(object)]
  immutable(errors, 'data', object.data, was.data)
  return errors
}

export const controllerRevision = defineKind('apps', 'controllerrevisions', {
  check,
  checkChange,
  columns: [
    nameColumn,
    textColumn('Controller', 'Controller of the object', controllerName),
    textColumn(
      'Revision',
      'Revision indicates the revision of the state represented by Data.',
      (object) => object.revision ?? 0,
    ),
    ageColumn,
  ],
})
