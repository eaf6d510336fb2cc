// in: nothing → out: what the API says of a Pod beyond the catalogue.
import type { KubeObject } from '@binnacle/meta'
import { podAttach, podExec, podPortForward } from '../connect/pod-streams.ts'
import { podProxy } from '../connect/proxies.ts'
import { defineKind } from '../define-kind.ts'
import { podNameWarnings, templateWarnings } from '../parts/pod-warnings.ts'
import { podBinding } from './pod-binding.ts'
import { checkPod, checkPodChange } from './pod-check.ts'
import { podColumns, podRowConditions } from './pod-columns.ts'
import { podDefaults } from './pod-defaults.ts'
import { podEphemeralContainers } from './pod-ephemeral-containers.ts'
import { podEviction } from './pod-eviction.ts'
import { podLog } from './pod-log.ts'
import { preparePod, preparePodChange, prepareWarnings } from './pod-prepare.ts'
import { podResize } from './pod-resize.ts'
import { podStatus } from './pod-status.ts'

const selectableFields = [
  'spec.nodeName',
  'spec.restartPolicy',
  'spec.schedulerName',
  'spec.serviceAccountName',
  'spec.hostNetwork',
  'status.phase',
  'status.podIP',
  'status.podIPs',
  'status.nominatedNodeName',
]

function selectable(pod: KubeObject): Record<string, string> {
  const { spec = {}, status = {} } = pod
  return {
    'spec.nodeName': spec.nodeName ?? '',
    'spec.restartPolicy': spec.restartPolicy ?? '',
    'spec.schedulerName': spec.schedulerName ?? '',
    'spec.serviceAccountName': spec.serviceAccountName ?? '',
    'spec.hostNetwork': String(spec.hostNetwork === true),
    'status.phase': status.phase ?? '',
    'status.podIP': status.podIPs?.[0]?.ip ?? '',
    'status.nominatedNodeName': status.nominatedNodeName ?? '',
  }
}

/** Nothing waits for a pod that no node runs. */
function gracePeriod(pod: KubeObject, asked: number | undefined): number {
  const phase = pod.status?.phase
  if (!pod.spec?.nodeName || phase === 'Failed' || phase === 'Succeeded') return 0
  const seconds = asked ?? pod.spec.terminationGracePeriodSeconds ?? 0
  return seconds < 0 ? 1 : seconds
}

function warn(pod: KubeObject, was: KubeObject | undefined): string[] {
  if (was !== undefined) return []
  const name = podNameWarnings(pod).map((text) =>
    text.replace('used in Pod names and hostnames', "used in the Pod's hostname"),
  )
  return [...(prepareWarnings.get(pod) ?? []), ...name, ...templateWarnings('', pod)]
}

export const pod = defineKind('', 'pods', {
  defaults: podDefaults,
  hasGeneration: true,
  deleteReturnsObject: true,
  prepare: preparePod,
  prepareChange: preparePodChange,
  check: checkPod,
  checkChange: checkPodChange,
  warn,
  gracePeriod,
  columns: podColumns,
  rowConditions: podRowConditions,
  selectableFields,
  selectable,
  resetFields: {
    '': [['status']],
    status: [['spec'], ['metadata', 'deletionTimestamp'], ['metadata', 'ownerReferences']],
  },
  subresources: {
    status: podStatus,
    ephemeralcontainers: podEphemeralContainers,
    resize: podResize,
    binding: podBinding,
    eviction: podEviction,
    log: podLog,
    exec: podExec,
    attach: podAttach,
    portforward: podPortForward,
    proxy: podProxy,
  },
})
