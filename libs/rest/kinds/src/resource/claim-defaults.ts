// in: the spec of a ResourceClaim → out: the same with its defaults, in place. Never: allocation.
import type { Dict } from '@binnacle/meta'
import { listOf } from '../parts/field-checks.ts'

function requestDefaults(request: Dict): void {
  request.allocationMode ||= 'ExactCount'
  if (request.allocationMode === 'ExactCount') request.count ||= 1
  for (const toleration of listOf(request.tolerations)) toleration.operator ||= 'Equal'
}

export function claimSpecDefaults(spec: Dict | undefined): void {
  for (const request of listOf(spec?.devices?.requests)) {
    if (request.exactly) requestDefaults(request.exactly)
    for (const sub of listOf(request.firstAvailable)) requestDefaults(sub)
  }
}

/** Of features that are off by default. */
export function dropGatedClaimFields(spec: Dict | undefined): void {
  for (const request of listOf(spec?.devices?.requests)) {
    for (const one of [request.exactly, ...listOf(request.firstAvailable)]) {
      if (one) delete one.derivedAttributes
    }
  }
}
