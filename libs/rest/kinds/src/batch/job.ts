// in: nothing → out: what the API says of a Job beyond the catalogue.
import { type KubeObject, labelValue } from '@binnacle/meta'
import { defineKind } from '../define-kind.ts'
import { dropGatedFields } from '../parts/drop-gated-fields.ts'
import { countGeneration, keepSpec, keepStatus } from '../parts/keep-parts.ts'
import { podNameWarnings } from '../parts/pod-warnings.ts'
import { sameValue } from '../parts/same-value.ts'
import { checkJob, checkJobChange } from './job-check.ts'
import { jobColumns } from './job-columns.ts'
import { jobDefaults } from './job-defaults.ts'
import { checkJobStatus } from './job-status-check.ts'
import { jobSpecWarnings } from './job-warnings.ts'

const uidLabel = 'batch.kubernetes.io/controller-uid'

/** Pods find their job by labels that carry its name and uid, under their old and their new keys. */
function generateSelector(job: KubeObject): void {
  job.spec.template ??= {}
  const template = job.spec.template
  template.metadata ??= {}
  template.metadata.labels ??= {}
  const labels = template.metadata.labels
  const { name = '', uid = '' } = job.metadata
  for (const [key, value] of [
    ['job-name', name],
    ['batch.kubernetes.io/job-name', name],
    ['controller-uid', uid],
    [uidLabel, uid],
  ] as const) {
    if (!Object.hasOwn(labels, key)) labels[key] = value
  }
  job.spec.selector ??= {}
  job.spec.selector.matchLabels ??= {}
  if (!Object.hasOwn(job.spec.selector.matchLabels, uidLabel)) {
    job.spec.selector.matchLabels[uidLabel] = uid
  }
}

export const job = defineKind('batch', 'jobs', {
  defaults: jobDefaults,
  hasGeneration: true,
  prepare: (object) => {
    if (object.spec.manualSelector !== true) {
      generateSelector(object)
      // A stored job without labels shows its template's, which are there only now; a bad name is refused there.
      const { labels } = object.spec.template.metadata
      const fits = labelValue(object.metadata.name ?? '').length === 0
      if (fits && !object.metadata.labels) object.metadata.labels = { ...labels }
    }
    object.status = {}
    object.metadata.generation = 1
    delete object.spec.scheduling
    dropGatedFields(object.spec.template)
  },
  prepareChange: (object, was) => {
    keepStatus(object, was)
    delete object.spec.scheduling
    dropGatedFields(object.spec.template)
    if (!sameValue(object.spec, was.spec)) countGeneration(object, was)
  },
  check: checkJob,
  checkChange: checkJobChange,
  warn: (object, was) => {
    if (was === undefined)
      return [...podNameWarnings(object), ...jobSpecWarnings('spec', object.spec)]
    if (object.metadata.generation === was.metadata.generation) return []
    return jobSpecWarnings('spec', object.spec)
  },
  defaultPropagation: 'Orphan',
  propagationWarning:
    'child pods are preserved by default when jobs are deleted; set propagationPolicy=Background to remove them or set propagationPolicy=Orphan to suppress this warning',
  columns: jobColumns,
  selectableFields: ['status.successful'],
  selectable: (object) => ({ 'status.successful': String(object.status?.succeeded ?? 0) }),
  resetFields: { '': [['status']], status: [['spec']] },
  subresources: {
    status: { writes: 'part', prepareChange: keepSpec, checkChange: checkJobStatus },
  },
})
