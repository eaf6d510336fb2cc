// in: nothing → out: the columns of `kubectl get jobs`.
import type { Dict, KubeObject } from '@binnacle/meta'
import type { Column } from '../column.ts'
import { ageColumn, nameColumn, textColumn } from '../parts/columns.ts'
import { humanDuration } from '../parts/human-duration.ts'
import { selectorColumn, templateColumns } from '../parts/workload-columns.ts'

/** The first condition of the type decides. */
function isTrue(job: KubeObject, type: string): boolean {
  const conditions = (job.status?.conditions ?? []) as Dict[]
  return conditions.find((condition) => condition.type === type)?.status === 'True'
}

function statusWord(job: KubeObject): string {
  if (isTrue(job, 'Complete')) return 'Complete'
  if (isTrue(job, 'Failed')) return 'Failed'
  if (job.metadata.deletionTimestamp) return 'Terminating'
  for (const type of ['Suspended', 'FailureTarget', 'SuccessCriteriaMet']) {
    if (isTrue(job, type)) return type
  }
  return 'Running'
}

function completions(job: KubeObject): string {
  const done = job.status?.succeeded ?? 0
  const wanted = job.spec?.completions
  if (wanted !== undefined) return `${done}/${wanted}`
  const parallelism = job.spec?.parallelism ?? 0
  return parallelism > 1 ? `${done}/1 of ${parallelism}` : `${done}/1`
}

function duration(job: KubeObject, now: Date): string {
  const start = job.status?.startTime
  if (!start) return ''
  const end = job.status.completionTime
  return humanDuration((end ? Date.parse(end) : now.getTime()) - Date.parse(start))
}

export const jobColumns: readonly Column[] = [
  nameColumn,
  textColumn('Status', 'Status of the job.', statusWord),
  textColumn(
    'Completions',
    'The number of pods which reached phase Succeeded. The value increases monotonically for a given spec. However, it may decrease in reaction to scale down of elastic indexed jobs.',
    completions,
  ),
  textColumn('Duration', 'Time required to complete the job.', duration),
  ageColumn,
  ...templateColumns((job) => job.spec?.template?.spec?.containers),
  selectorColumn(
    'A label query over pods that should match the pod count. Normally, the system sets this field for you. More info: https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors',
    (job) => job.spec?.selector,
  ),
]
