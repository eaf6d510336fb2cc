// in: the kinds that run things → out: their list. Never: a rule.
import { controllerRevision } from './apps/controller-revision.ts'
import { daemonSet } from './apps/daemon-set.ts'
import { deployment } from './apps/deployment.ts'
import { replicaSet } from './apps/replica-set.ts'
import { statefulSet } from './apps/stateful-set.ts'
import { cronJob } from './batch/cron-job.ts'
import { job } from './batch/job.ts'
import { binding } from './core/binding.ts'
import { pod } from './core/pod.ts'
import { podTemplate } from './core/pod-template.ts'
import { replicationController } from './core/replication-controller.ts'
import type { DefinedKind } from './define-kind.ts'

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
]
