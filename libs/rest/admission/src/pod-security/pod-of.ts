// in: a write → out: the pod, or the template of one, that it is about. Never: a judgement.
import type { KubeObject } from '@binnacle/meta'
import type { PodLike } from './finding.ts'

const workloads = new Set([
  'replicationcontrollers',
  'podtemplates',
  'replicasets.apps',
  'deployments.apps',
  'statefulsets.apps',
  'daemonsets.apps',
  'jobs.batch',
  'cronjobs.batch',
])

export function isWorkload({ group, resource }: { group: string; resource: string }): boolean {
  return workloads.has(group === '' ? resource : `${resource}.${group}`)
}

/** undefined: a controller without a template. */
export function templateOf(object: KubeObject): PodLike | undefined {
  const { kind, spec } = object
  const template =
    kind === 'PodTemplate'
      ? object.template
      : kind === 'CronJob'
        ? spec?.jobTemplate?.spec?.template
        : spec?.template
  if (!template) return kind === 'ReplicationController' ? undefined : { spec: {} }
  return { metadata: template.metadata, spec: template.spec ?? {} }
}
