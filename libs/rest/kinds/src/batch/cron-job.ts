// in: nothing → out: what the API says of a CronJob beyond the catalogue.
import type { KubeObject } from '@binnacle/meta'
import { defineKind } from '../define-kind.ts'
import { ageColumn, countColumn, flagColumn, nameColumn, textColumn } from '../parts/columns.ts'
import { dropGatedFields } from '../parts/drop-gated-fields.ts'
import { since } from '../parts/human-duration.ts'
import { countGeneration, keepSpec, keepStatus } from '../parts/keep-parts.ts'
import { podTemplateDefaults } from '../parts/pod-spec-defaults.ts'
import { podNameWarnings } from '../parts/pod-warnings.ts'
import { sameValue } from '../parts/same-value.ts'
import { selectorColumn, templateColumns } from '../parts/workload-columns.ts'
import { checkCronJob, checkCronJobChange } from './cron-job-check.ts'
import { failurePolicyDefaults } from './job-defaults.ts'
import { jobSpecWarnings } from './job-warnings.ts'

function defaults(object: KubeObject): void {
  object.spec ??= {}
  const spec = object.spec
  spec.concurrencyPolicy ||= 'Allow'
  spec.suspend ??= false
  spec.successfulJobsHistoryLimit ??= 3
  spec.failedJobsHistoryLimit ??= 1
  const jobSpec = spec.jobTemplate?.spec
  if (!jobSpec) return
  failurePolicyDefaults(jobSpec)
  podTemplateDefaults(jobSpec.template)
}

function warn(object: KubeObject, was: KubeObject | undefined): string[] {
  const template = object.spec.jobTemplate?.spec ?? {}
  const path = 'spec.jobTemplate.spec'
  if (was === undefined) return [...podNameWarnings(object), ...jobSpecWarnings(path, template)]
  const changed = object.metadata.generation !== was.metadata.generation
  const warnings = changed ? jobSpecWarnings(path, template) : []
  if (object.spec.schedule?.includes('TZ')) {
    warnings.push(
      'cannot use TZ or CRON_TZ in spec.spec.schedule, use timeZone instead, see https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/ for more details',
    )
  }
  return warnings
}

function drop(object: KubeObject): void {
  const spec = object.spec.jobTemplate?.spec
  if (!spec) return
  delete spec.scheduling
  dropGatedFields(spec.template)
}

export const cronJob = defineKind('batch', 'cronjobs', {
  defaults,
  hasGeneration: true,
  prepare: (object) => {
    object.status = {}
    object.metadata.generation = 1
    drop(object)
  },
  prepareChange: (object, was) => {
    keepStatus(object, was)
    drop(object)
    if (!sameValue(object.spec, was.spec)) countGeneration(object, was)
  },
  check: checkCronJob,
  checkChange: checkCronJobChange,
  warn,
  columns: [
    nameColumn,
    textColumn(
      'Schedule',
      'The schedule in Cron format, see https://en.wikipedia.org/wiki/Cron.',
      (object) => object.spec?.schedule ?? '',
    ),
    textColumn(
      'Timezone',
      'The time zone name for the given schedule, see https://en.wikipedia.org/wiki/List_of_tz_database_time_zones. If not specified, this will default to the time zone of the kube-controller-manager process. The set of valid time zone names and the time zone offset is loaded from the system-wide time zone database by the API server during CronJob validation and the controller manager during execution. If no system-wide time zone database can be found a bundled version of the database is used instead. If the time zone name becomes invalid during the lifetime of a CronJob or due to a change in host configuration, the controller will stop creating new new Jobs and will create a system event with the reason UnknownTimeZone. More information can be found in https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#time-zones',
      (object) => object.spec?.timeZone ?? '<none>',
    ),
    flagColumn(
      'Suspend',
      'This flag tells the controller to suspend subsequent executions, it does not apply to already started executions.  Defaults to false.',
      (object) => {
        const suspend = object.spec?.suspend
        return suspend === undefined ? '<unset>' : suspend ? 'True' : 'False'
      },
    ),
    countColumn(
      'Active',
      'A list of pointers to currently running jobs.',
      (object) => (object.status?.active ?? []).length,
    ),
    textColumn(
      'Last Schedule',
      'Information when was the last time the job was successfully scheduled.',
      (object, now) => {
        const last = object.status?.lastScheduleTime
        return last ? since(last, now) : '<none>'
      },
    ),
    ageColumn,
    ...templateColumns((object) => object.spec?.jobTemplate?.spec?.template?.spec?.containers),
    selectorColumn(
      'A label query over pods that should match the pod count. Normally, the system sets this field for you. More info: https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors',
      (object) => object.spec?.jobTemplate?.spec?.selector,
    ),
  ],
  resetFields: { '': [['status']], status: [['spec']] },
  subresources: {
    status: { writes: 'part', prepareChange: keepSpec },
  },
})
