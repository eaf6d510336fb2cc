// in: the counts in a workload's status → out: those that cannot be.
import { type Dict, type FieldError, invalid } from '@binnacle/meta'
import { nonNegative } from './number-checks.ts'

export function checkCounts(errors: FieldError[], status: Dict, names: readonly string[]): void {
  for (const name of names) nonNegative(errors, `status.${name}`, status[name])
}

/** No part may be larger than the whole; `ready` is how the text names the ready ones. */
export function checkParts(
  errors: FieldError[],
  status: Dict,
  parts: readonly string[],
  ready = 'readyReplicas',
): void {
  const total = status.replicas ?? 0
  for (const name of parts) {
    const value = status[name] ?? 0
    if (value > total) {
      errors.push(invalid(`status.${name}`, value, 'cannot be greater than status.replicas'))
    }
  }
  const available = status.availableReplicas ?? 0
  if (available > (status.readyReplicas ?? 0)) {
    errors.push(invalid('status.availableReplicas', available, `cannot be greater than ${ready}`))
  }
}

export function checkCollisions(errors: FieldError[], status: Dict, was: Dict | undefined): void {
  const before = was?.collisionCount
  const value = status.collisionCount
  if (before === undefined) return
  if (value === undefined || value < before) {
    errors.push(invalid('status.collisionCount', value ?? 0, 'cannot be decremented'))
  }
}
