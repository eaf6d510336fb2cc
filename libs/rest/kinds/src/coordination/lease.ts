// in: nothing → out: what the API says of a Lease beyond the catalogue.
import {
  type FieldError,
  invalid,
  type KubeObject,
  notSupported,
  qualifiedName,
  forbidden,
} from '@binnacle/meta'
import { defineKind } from '../define-kind.ts'
import { ageColumn, nameColumn, textColumn } from '../parts/columns.ts'
import { textErrors } from '../parts/field-checks.ts'

function check(object: KubeObject): FieldError[] {
  const errors: FieldError[] = []
  const spec = object.spec ?? {}
  const { leaseDurationSeconds: duration, leaseTransitions: transitions, strategy } = spec
  if (duration !== undefined && duration <= 0) {
    errors.push(invalid('spec.leaseDurationSeconds', duration, 'must be greater than 0'))
  }
  if (transitions !== undefined && transitions < 0) {
    const text = 'must be greater than or equal to 0'
    errors.push(invalid('spec.leaseTransitions', transitions, text))
  }
  if (strategy !== undefined) {
    const path = 'spec.strategy.strategy'
    if (strategy.includes('/')) textErrors(errors, path, strategy, qualifiedName(strategy))
    else if (strategy !== 'OldestEmulationVersion') {
      errors.push(notSupported(path, strategy, ['OldestEmulationVersion']))
    }
  }
  if (spec.preferredHolder && !strategy) {
    errors.push(forbidden('spec.preferredHolder', 'may only be specified if `strategy` is defined'))
  }
  return errors
}

/** Coordinated election is off; what is there already may stay. */
function dropElection(object: KubeObject, was?: KubeObject): void {
  for (const field of ['strategy', 'preferredHolder']) {
    if (object.spec && was?.spec?.[field] === undefined) delete object.spec[field]
  }
}

export const lease = defineKind('coordination.k8s.io', 'leases', {
  prepare: (object) => dropElection(object),
  prepareChange: (object, was) => dropElection(object, was),
  check,
  checkChange: check,
  createOnUpdate: true,
  unconditionalUpdate: false,
  columns: [
    nameColumn,
    textColumn(
      'Holder',
      'holderIdentity contains the identity of the holder of a current lease. If Coordinated Leader Election is used, the holder identity must be equal to the elected LeaseCandidate.metadata.name field.',
      (object) => object.spec?.holderIdentity ?? '',
    ),
    ageColumn,
  ],
})
