// in: pods, workloads and namespaces → out: what their namespace's security levels say. Never: changes.
import { internalError, type KubeObject } from '@binnacle/meta'
import type { AdmissionStep, Admitted } from '../step.ts'
import { type PodSecurityConfiguration, readPodSecurity } from './configuration.ts'
import { annotationPrefix, evaluatePod } from './evaluate-pod.ts'
import type { PodLike } from './finding.ts'
import { isPrivileged, policyOf } from './level.ts'
import { checkNamespace } from './namespace-labels.ts'
import { isWorkload, templateOf } from './pod-of.ts'
import { isSignificant } from './significant-change.ts'

const namespaces = { group: '', resource: 'namespaces' }
/** Parts of a pod that say nothing about its security. */
const partsIgnored = new Set([
  'exec',
  'attach',
  'binding',
  'eviction',
  'log',
  'portforward',
  'proxy',
  'status',
])

async function namespaceOf({ surroundings, namespace }: Admitted): Promise<KubeObject | undefined> {
  const known = surroundings.lookUp(namespaces, '', namespace)
  if (known) return known
  const def = surroundings.catalogue.current().resource({ group: '', version: 'v1' }, 'namespaces')
  if (def === undefined) return undefined
  const place = { shape: surroundings.shapeOf(def), namespace: '', name: namespace }
  return (await surroundings.store.get(place))?.view()
}

function exemptBy(write: Admitted, { exemptions }: PodSecurityConfiguration): string | undefined {
  if (write.namespace !== '' && exemptions.namespaces.has(write.namespace)) return 'namespace'
  return exemptions.usernames.has(write.user.name) ? 'user' : undefined
}

async function checkPod(
  write: Admitted,
  configuration: PodSecurityConfiguration,
  isPod: boolean,
): Promise<void> {
  const exempt = exemptBy(write, configuration)
  if (exempt) return write.annotate(`${annotationPrefix}exempt`, exempt)
  const space = await namespaceOf(write)
  if (space === undefined) {
    const name = JSON.stringify(write.namespace)
    if (isPod) throw internalError(`failed to lookup namespace ${name}`)
    return
  }
  const levels = policyOf(space.metadata.labels, configuration.defaults)
  const { policy, faults } = levels
  if (faults.length === 0) {
    if (isPod && isPrivileged(policy)) {
      return write.annotate(`${annotationPrefix}enforce-policy`, 'privileged:latest')
    }
    const silent = policy.warn.level === 'privileged' && policy.audit.level === 'privileged'
    if (!isPod && silent) return
  }
  const { object, oldObject, operation } = write
  if (object === undefined) return
  const pod = isPod ? (object as KubeObject & PodLike) : templateOf(object)
  if (pod === undefined) return
  if (isPod && operation === 'UPDATE' && oldObject && !isSignificant(object, oldObject)) return
  const runtimeClass = pod.spec.runtimeClassName
  if (runtimeClass && configuration.exemptions.runtimeClasses.has(runtimeClass)) {
    return write.annotate(`${annotationPrefix}exempt`, 'runtimeClass')
  }
  evaluatePod(write, pod, levels, isPod)
}

export function podSecurity(configuration: unknown): AdmissionStep {
  const read = readPodSecurity(configuration)
  return {
    name: 'PodSecurity',
    handles: ['CREATE', 'UPDATE'],
    validate(write) {
      const { def, subresource } = write
      if (def.group === '' && def.resource === 'namespaces') {
        return subresource === '' ? checkNamespace(write, read) : undefined
      }
      if (def.group === '' && def.resource === 'pods') {
        return partsIgnored.has(subresource) ? undefined : checkPod(write, read, true)
      }
      if (subresource === '' && isWorkload(def)) return checkPod(write, read, false)
    },
  }
}
