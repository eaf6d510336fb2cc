// in: nothing → out: what the API says of a RuntimeClass beyond the catalogue.
import {
  type Dict,
  dns1123Label,
  duplicate,
  type FieldError,
  type KubeObject,
  labelsErrors,
} from '@binnacle/meta'
import { defineKind } from '../define-kind.ts'
import type { WriteContext } from '../kind.ts'
import { ageColumn, nameColumn, textColumn } from '../parts/columns.ts'
import { declaredImmutable, declaredRequired } from '../parts/declared-checks.ts'
import { listOf, textErrors } from '../parts/field-checks.ts'
import { metadataAgain } from '../parts/metadata-again.ts'
import { oldNodeLabel } from '../parts/node-label-warnings.ts'
import { checkRequirements } from '../parts/resource-checks.ts'
import { resourceListDefaults } from '../parts/resource-defaults.ts'
import { checkTolerations } from '../parts/toleration-check.ts'

function checkScheduling(errors: FieldError[], scheduling: Dict): void {
  errors.push(...labelsErrors(scheduling.nodeSelector, 'scheduling.nodeSelector'))
  const tolerations = listOf(scheduling.tolerations)
  const path = 'scheduling.tolerations'
  checkTolerations(errors, path, tolerations, false)
  const seen = new Set<string>()
  for (const [index, one] of tolerations.entries()) {
    const key = JSON.stringify([
      one.key ?? '',
      one.operator ?? '',
      one.value ?? '',
      one.effect ?? '',
    ])
    if (seen.has(key)) {
      const shown = {
        Key: one.key ?? '',
        Operator: one.operator ?? '',
        Value: one.value ?? '',
        Effect: one.effect ?? '',
        TolerationSeconds: one.tolerationSeconds ?? null,
      }
      errors.push(duplicate(`${path}[${index}]`, shown))
    }
    seen.add(key)
  }
}

function written(object: KubeObject): FieldError[] {
  const errors: FieldError[] = []
  if (object.overhead) {
    checkRequirements(errors, 'overhead', { limits: object.overhead.podFixed }, new Set())
  }
  if (object.scheduling) checkScheduling(errors, object.scheduling)
  return errors
}

function check(object: KubeObject): FieldError[] {
  const errors = written(object)
  const handler: string = object.handler ?? ''
  if (handler === '') errors.push(...declaredRequired('handler', handler))
  else textErrors(errors, 'handler', handler, dns1123Label(handler))
  return errors
}

function checkChange(object: KubeObject, was: KubeObject, context: WriteContext): FieldError[] {
  const errors = [...metadataAgain(object, context), ...written(object)]
  // A handler that did not change is not looked at again.
  errors.push(...declaredImmutable('handler', object.handler, was.handler))
  return errors
}

function warn(object: KubeObject): string[] {
  return Object.keys(object.scheduling?.nodeSelector ?? {}).flatMap((key) => {
    const text = oldNodeLabel(key)
    return text === undefined ? [] : [`scheduling.nodeSelector: ${text}`]
  })
}

export const runtimeClass = defineKind('node.k8s.io', 'runtimeclasses', {
  defaults: (object) => resourceListDefaults(object.overhead?.podFixed),
  check,
  checkChange,
  warn,
  createOnUpdate: true,
  unconditionalUpdate: false,
  columns: [nameColumn, textColumn('Handler', '', (object) => object.handler ?? ''), ageColumn],
})
