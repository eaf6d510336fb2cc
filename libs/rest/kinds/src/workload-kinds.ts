// in: the kinds that run things → out: their list. Never: a rule.
import { controllerRevision } from './apps/controller-revision.ts'
import { daemonSet } from './apps/daemon-set.ts'
import { deployment } from './apps/deployment.ts'
import { replicaSet } from './apps/replica-set.ts'
import { statefulSet } from './apps/stateful-set.ts'
import { horizontalPodAutoscaler } from './autoscaling/horizontal-pod-autoscaler.ts'
import { cronJob } from './batch/cron-job.ts'
import { job } from './batch/job.ts'
import { binding } from './core/binding.ts'
import { event } from './core/event.ts'
import { node } from './core/node.ts'
import { pod } from './core/pod.ts'
import { podTemplate } from './core/pod-template.ts'
import { replicationController } from './core/replication-controller.ts'
import type { DefinedKind } from './define-kind.ts'
import { eventV1 } from './events/event.ts'
import { podDisruptionBudget } from './policy/pod-disruption-budget.ts'

export const workloadKinds: readonly DefinedKind[] = [
  pod,
  podTemplate,
  replicationController,
  binding,
  deployment,
  replicaSet,
  statefulSet,
  daemonSet,
  controllerRevision,
  job,
  cronJob,
  horizontalPodAutoscaler,
  podDisruptionBudget,
  event,
  eventV1,
  node,
]
