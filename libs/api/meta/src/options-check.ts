// in: options of a write (from the query or a body) → out: what is wrong with them.
import {
  type FieldError,
  forbidden,
  invalid,
  notSupported,
  required,
  tooLong,
} from './field-error.ts'
import type { Dict } from './kube-object.ts'

const managerMaxBytes = 128
// Unicode's letters, marks, numbers, punctuation, symbols and the plain space: what Go calls printable.
const printable = /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u

export function fieldManagerErrors(manager: string, path = 'fieldManager'): FieldError[] {
  const errors: FieldError[] = []
  if (Buffer.byteLength(manager) > managerMaxBytes) errors.push(tooLong(path, managerMaxBytes))
  let position = 0
  for (const rune of manager) {
    if (!printable.test(rune)) {
      const code = (rune.codePointAt(0) as number).toString(16).toUpperCase().padStart(4, '0')
      const text = `invalid character U+${code} (at position ${position})`
      errors.push(invalid(path, manager, text))
    }
    position += Buffer.byteLength(rune)
  }
  return errors
}

function dryRunErrors(dryRun: readonly string[]): FieldError[] {
  return dryRun.every((value) => value === 'All') ? [] : [notSupported('dryRun', dryRun, ['All'])]
}

const fieldValidations = ['', 'Ignore', 'Strict', 'Warn']

function fieldValidationErrors(value: string): FieldError[] {
  return fieldValidations.includes(value)
    ? []
    : [notSupported('fieldValidation', value, fieldValidations)]
}

/** Options of create and update. */
export function writeOptionsErrors(options: Dict): FieldError[] {
  return [
    ...fieldManagerErrors(options.fieldManager ?? ''),
    ...dryRunErrors(options.dryRun ?? []),
    ...fieldValidationErrors(options.fieldValidation ?? ''),
  ]
}

export function patchOptionsErrors(options: Dict, isApply: boolean): FieldError[] {
  const errors: FieldError[] = []
  if (isApply && !options.fieldManager) {
    errors.push(required('fieldManager', 'is required for apply patch'))
  }
  if (!isApply && options.force !== undefined) {
    errors.push(forbidden('force', 'may not be specified for non-apply patch'))
  }
  return [...errors, ...writeOptionsErrors(options)]
}

const policies = ['Foreground', 'Background', 'Orphan']

export function deleteOptionsErrors(options: Dict): FieldError[] {
  const errors: FieldError[] = []
  const { orphanDependents, propagationPolicy } = options
  if (orphanDependents !== undefined && propagationPolicy !== undefined) {
    const text = 'orphanDependents and deletionPropagation cannot be both set'
    errors.push(invalid('propagationPolicy', propagationPolicy, text))
  }
  if (propagationPolicy !== undefined && !policies.includes(propagationPolicy)) {
    errors.push(notSupported('propagationPolicy', propagationPolicy, [...policies, 'nil']))
  }
  errors.push(...dryRunErrors(options.dryRun ?? []))
  if (options.ignoreStoreReadErrorWithClusterBreakingPotential === true) {
    const field = 'ignoreStoreReadErrorWithClusterBreakingPotential'
    const others = ['propagationPolicy', 'orphanDependents', 'gracePeriodSeconds', 'preconditions']
    for (const other of others) {
      if (options[other] === undefined) continue
      errors.push(invalid(field, true, `cannot be set together with .${other}`))
    }
  }
  return errors
}
