// in: nothing → out: what the API says of a PriorityClass beyond the catalogue.
import {
  type FieldError,
  forbidden,
  forbiddenError,
  invalid,
  type KubeObject,
} from '@binnacle/meta'
import { defineKind } from '../define-kind.ts'
import { ageColumn, countColumn, flagColumn, nameColumn, textColumn } from '../parts/columns.ts'
import { requireWord } from '../parts/field-checks.ts'
import { startGeneration } from '../parts/spec-generation.ts'

const userMax = 1000000000
const system = new Map([
  ['system-node-critical', 2000001000],
  ['system-cluster-critical', 2000000000],
])

function systemFault(object: KubeObject): string | undefined {
  const name = object.metadata.name ?? ''
  const value = system.get(name)
  if (value === undefined) return `${name} is not a known system priority class`
  if (object.value !== value) return `value of ${name} PriorityClass must be ${value}`
  return object.globalDefault ? `globalDefault of ${name} PriorityClass must be false` : undefined
}

function check(object: KubeObject): FieldError[] {
  const errors: FieldError[] = []
  if (object.metadata.name?.startsWith('system-')) {
    const fault = systemFault(object)
    if (fault !== undefined) {
      const text = `priority class names with 'system-' prefix are reserved for system use only. error: ${fault}`
      errors.push(forbidden('metadata.name', text))
    }
  } else if ((object.value ?? 0) > userMax) {
    const text = `maximum allowed value of a user defined priority is ${userMax}`
    errors.push(forbidden('value', text))
  }
  if (object.preemptionPolicy !== undefined) {
    const words = ['PreemptLowerPriority', 'Never']
    requireWord(errors, 'preemptionPolicy', object.preemptionPolicy, words)
  }
  return errors
}

function checkChange(object: KubeObject, was: KubeObject): FieldError[] {
  const errors: FieldError[] = []
  if ((object.value ?? 0) !== (was.value ?? 0)) {
    errors.push(forbidden('value', 'may not be changed in an update.'))
  }
  if (object.preemptionPolicy !== was.preemptionPolicy) {
    errors.push(invalid('preemptionPolicy', object.preemptionPolicy ?? null, 'field is immutable'))
  }
  return errors
}

export const priorityClass = defineKind('scheduling.k8s.io', 'priorityclasses', {
  defaults: (object) => {
    object.preemptionPolicy ??= 'PreemptLowerPriority'
  },
  hasGeneration: true,
  prepare: startGeneration,
  check,
  checkChange,
  // As the reference, where who deletes them all is not held up: they come back at the next start.
  beforeDelete: ({ metadata: { name = '' } }, { wholeCollection }) => {
    if (wholeCollection || !system.has(name)) return
    const text = 'this is a system priority class and cannot be deleted'
    throw forbiddenError({ group: 'scheduling.k8s.io', resource: 'priorityclasses' }, name, text)
  },
  columns: [
    nameColumn,
    countColumn(
      'Value',
      'value represents the integer value of this priority class. This is the actual priority that pods receive when they have the name of this class in their pod spec.',
      (object) => object.value ?? 0,
    ),
    flagColumn(
      'Global-Default',
      'globalDefault specifies whether this PriorityClass should be considered as the default priority for pods that do not have any priority class. Only one PriorityClass can be marked as `globalDefault`. However, if more than one PriorityClasses exists with their `globalDefault` field set to true, the smallest value of such global default PriorityClasses will be used as the default priority.',
      (object) => object.globalDefault ?? false,
    ),
    ageColumn,
    textColumn(
      'PreemptionPolicy',
      'preemptionPolicy is the Policy for preempting pods with lower priority. One of Never, PreemptLowerPriority. Defaults to PreemptLowerPriority if unset.',
      (object) => object.preemptionPolicy ?? '',
    ),
  ],
})
