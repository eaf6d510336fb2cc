// in: the request and the pod as it was → out: what the checks of a pod must know beyond the pod itself.
import type { Dict } from '@binnacle/meta'
import type { WriteContext } from '../kind.ts'
import { listOf } from './field-checks.ts'
import { visitContainers } from './visit-containers.ts'

export interface PodOptions {
  /** A pod itself, not a template. */
  readonly isPod: boolean
  readonly allowPrivileged: boolean
  /** The spec before an update: what it already got wrong may stay. */
  readonly was: Dict | undefined
}

export function podOptions(context: WriteContext, isPod: boolean, was?: Dict): PodOptions {
  return { isPod, allowPrivileged: context.surroundings.settings.allowPrivileged, was }
}

export function someContainer(spec: Dict | undefined, test: (container: Dict) => boolean): boolean {
  let found = false
  if (spec) {
    visitContainers(spec, '', (container) => {
      found ||= test(container)
    })
  }
  return found
}

export function hasSysAdmin(container: Dict): boolean {
  const context = container.securityContext
  if (!context || context.allowPrivilegeEscalation === true) return false
  return (context.capabilities?.add ?? []).includes('CAP_SYS_ADMIN')
}

export function usesComparison(spec: Dict | undefined): boolean {
  return listOf(spec?.tolerations).some(({ operator }) => operator === 'Lt' || operator === 'Gt')
}
