// in: nothing → out: what the API says of a CSIStorageCapacity beyond the catalogue.
import {
  type Dict,
  type FieldError,
  invalid,
  type KubeObject,
  labelSelectorErrors,
  nameIsSubdomain,
} from '@binnacle/meta'
import { defineKind } from '../define-kind.ts'
import type { WriteContext } from '../kind.ts'
import { isNegativeAmount, showQuantity } from '../parts/amount.ts'
import { listOf, textErrors } from '../parts/field-checks.ts'
import { metadataAgain } from '../parts/metadata-again.ts'
import { oldNodeLabel } from '../parts/node-label-warnings.ts'
import { sameValue } from '../parts/same-value.ts'

function errorsOf(object: KubeObject, allowInvalidValues: boolean): FieldError[] {
  const errors = labelSelectorErrors(object.nodeTopology, 'nodeTopology', { allowInvalidValues })
  const name: string = object.storageClassName ?? ''
  textErrors(errors, 'storageClassName', name, nameIsSubdomain(name, false))
  if (isNegativeAmount(object.capacity)) {
    const text = 'must be greater than or equal to 0'
    errors.push(invalid('capacity', showQuantity(object.capacity), text))
  }
  return errors
}

function checkChange(object: KubeObject, was: KubeObject, context: WriteContext): FieldError[] {
  const allow = labelSelectorErrors(was.nodeTopology, '').length > 0
  const errors = [...metadataAgain(object, context), ...errorsOf(object, allow)]
  if (!sameValue(object.nodeTopology, was.nodeTopology)) {
    errors.push(invalid('nodeTopology', object.nodeTopology ?? null, 'field is immutable'))
  }
  if (object.storageClassName !== was.storageClassName) {
    errors.push(invalid('storageClassName', object.storageClassName ?? '', 'field is immutable'))
  }
  return errors
}

function warn(object: KubeObject): string[] {
  const selector: Dict | undefined = object.nodeTopology
  const warnings: string[] = []
  for (const [index, rule] of listOf(selector?.matchExpressions).entries()) {
    const text = oldNodeLabel(rule.key ?? '')
    const path = `nodeTopology.matchExpressions[${index}].key`
    if (text !== undefined) warnings.push(`${path}: ${rule.key} is ${text}`)
  }
  for (const label of Object.keys(selector?.matchLabels ?? {})) {
    const text = oldNodeLabel(label)
    if (text !== undefined) warnings.push(`nodeTopology.matchLabels.${label}: ${text}`)
  }
  return warnings
}

export const csiStorageCapacity = defineKind('storage.k8s.io', 'csistoragecapacities', {
  check: (object) => errorsOf(object, false),
  checkChange,
  warn,
  unconditionalUpdate: false,
})
