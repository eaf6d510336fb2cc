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
import { sameValue } from '../parts/same-value.ts'
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

function handlerErrors(object: KubeObject): FieldError[] {
  const handler: string = object.handler ?? ''
  if (handler === '') return declaredRequired('handler', handler)
  const errors: FieldError[] = []
  textErrors(errors, 'handler', handler, dns1123Label(handler))
  return errors
}

function check(object: KubeObject): FieldError[] {
  return [...written(object), ...handlerErrors(object)]
}

function checkChange(object: KubeObject, was: KubeObject, context: WriteContext): FieldError[] {
  // A handler that did not change is not looked at again.
  const same = sameValue(object.handler, was.handler)
  const named = same || !object.handler ? [] : handlerErrors(object)
  return [
    ...metadataAgain(object, context),
    ...named,
    ...written(object),
    ...declaredImmutable('handler', object.handler, was.handler),
    ...(same ? [] : declaredRequired('handler', object.handler)),
  ]
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
