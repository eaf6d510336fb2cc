// in: the spec of a pod or of a template → out: the same with its defaults, in place. Never: what only pods get.
import type { Dict } from '@binnacle/meta'
import { containerDefaults } from './container-defaults.ts'
import { requirementsDefaults, resourceListDefaults } from './resource-defaults.ts'
import { volumeDefaults } from './volume-defaults.ts'

/** The old name of the account follows the new one. */
function accountDefaults(spec: Dict): void {
  const account = spec.serviceAccountName || spec.serviceAccount
  if (account) {
    spec.serviceAccountName = account
    spec.serviceAccount = account
  }
}

export function podSpecDefaults(spec: Dict): void {
  accountDefaults(spec)
  spec.dnsPolicy ||= 'ClusterFirst'
  spec.restartPolicy ||= 'Always'
  spec.securityContext ??= {}
  spec.terminationGracePeriodSeconds ??= 30
  spec.schedulerName ||= 'default-scheduler'
  for (const volume of spec.volumes ?? []) volumeDefaults(volume)
  for (const container of spec.initContainers ?? []) containerDefaults(container)
  for (const container of spec.containers ?? []) containerDefaults(container)
  for (const container of spec.ephemeralContainers ?? []) containerDefaults(container)
  resourceListDefaults(spec.overhead)
  requirementsDefaults(spec.resources)
}

/** Templates are always written with a spec; a foreign object may lack one. */
export function podTemplateDefaults(template: Dict | null | undefined): void {
  if (template?.spec) podSpecDefaults(template.spec)
}
