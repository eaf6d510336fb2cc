// in: nothing → out: the columns of `kubectl get pods`. Never: how a status word is found.
import type { Dict, KubeObject } from '@binnacle/meta'
import type { Column } from '../column.ts'
import { ageColumn, nameColumn, textColumn, wide } from '../parts/columns.ts'
import { type PodRow, podRow, restartsText } from './pod-row.ts'

/** Three columns read the same scan of a pod. */
const rows = new WeakMap<KubeObject, PodRow>()

function rowOf(pod: KubeObject): PodRow {
  let row = rows.get(pod)
  if (row === undefined) {
    row = podRow(pod)
    rows.set(pod, row)
  }
  return row
}

function readinessGates(pod: KubeObject): string {
  const gates = (pod.spec?.readinessGates ?? []) as Dict[]
  if (gates.length === 0) return '<none>'
  const conditions = (pod.status?.conditions ?? []) as Dict[]
  const met = gates.filter((gate) => {
    const found = conditions.find((condition) => condition.type === gate.conditionType)
    return found?.status === 'True'
  })
  return `${met.length}/${gates.length}`
}

export const podColumns: readonly Column[] = [
  nameColumn,
  textColumn(
    'Ready',
    'The aggregate readiness state of this pod for accepting traffic.',
    (pod) => rowOf(pod).ready,
  ),
  textColumn(
    'Status',
    'The aggregate status of the containers in this pod.',
    (pod) => rowOf(pod).status,
  ),
  textColumn(
    'Restarts',
    'The number of times the containers in this pod have been restarted and when the last container in this pod has restarted.',
    (pod, now) => restartsText(rowOf(pod), now),
  ),
  ageColumn,
  wide(
    textColumn(
      'IP',
      'podIP address allocated to the pod. Routable at least within the cluster. Empty if not yet allocated.',
      (pod) => pod.status?.podIPs?.[0]?.ip || '<none>',
    ),
  ),
  wide(
    textColumn(
      'Node',
      'NodeName indicates in which node this pod is scheduled. If empty, this pod is a candidate for scheduling by the scheduler defined in schedulerName. Once this field is set, the kubelet for this node becomes responsible for the lifecycle of this pod. This field should not be used to express a desire for the pod to be scheduled on a specific node. https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/#nodename',
      (pod) => pod.spec?.nodeName || '<none>',
    ),
  ),
  wide(
    textColumn(
      'Nominated Node',
      'nominatedNodeName is set only when this pod preempts other pods on the node, but it cannot be scheduled right away as preemption victims receive their graceful termination periods. This field does not guarantee that the pod will be scheduled on this node. Scheduler may decide to place the pod elsewhere if other nodes become available sooner. Scheduler may also decide to give the resources on this node to a higher priority pod that is created after preemption. As a result, this field may be different than PodSpec.nodeName when the pod is scheduled.',
      (pod) => pod.status?.nominatedNodeName || '<none>',
    ),
  ),
  wide(
    textColumn(
      'Readiness Gates',
      'If specified, all readiness gates will be evaluated for pod readiness. A pod is ready when all its containers are ready AND all conditions specified in the readiness gates have status equal to "True" More info: https://git.k8s.io/enhancements/keps/sig-network/580-pod-readiness-gates',
      readinessGates,
    ),
  ),
]

/** Finished pods are marked, so that clients can leave them out. */
export function podRowConditions(pod: KubeObject): Dict[] | undefined {
  const phase = pod.status?.phase
  if (phase === 'Succeeded') {
    const message = 'The pod has completed successfully.'
    return [{ type: 'Completed', status: 'True', reason: 'Succeeded', message }]
  }
  if (phase === 'Failed') {
    return [{ type: 'Completed', status: 'True', reason: 'Failed', message: 'The pod failed.' }]
  }
  return undefined
}
