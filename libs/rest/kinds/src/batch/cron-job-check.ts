// in: a CronJob, new and old → out: all that is wrong with it.
import {
  type Dict,
  type FieldError,
  invalid,
  type KubeObject,
  notSupported,
  required,
} from '@binnacle/meta'
import { shownSelector } from '../parts/shown-selector.ts'
import type { WriteContext } from '../kind.ts'
import { byteLength } from '../parts/bytes.ts'
import { requireWord } from '../parts/field-checks.ts'
import { nonNegative } from '../parts/number-checks.ts'
import { podTemplateOptions } from '../parts/pod-template-check.ts'
import { cronFault } from './cron-schedule.ts'
import { pushJobSpec } from './job-check.ts'
import { timeZoneFault } from './time-zone.ts'

/** Names of the jobs get eleven characters more. */
const nameMax = 52

function checkSchedule(errors: FieldError[], spec: Dict, was: Dict | undefined): void {
  const { schedule } = spec
  if (!schedule) return
  const fault = cronFault(schedule)
  if (fault !== undefined) errors.push(invalid('spec.schedule', schedule, fault))
  if (!schedule.includes('TZ')) return
  const tolerant = was?.schedule?.includes('TZ') === true
  if (tolerant && spec.timeZone !== undefined) {
    const text = 'cannot use both timeZone field and TZ or CRON_TZ in schedule'
    errors.push(invalid('spec.schedule', schedule, text))
  } else if (!tolerant) {
    const text = 'cannot use TZ or CRON_TZ in schedule, use timeZone field instead'
    errors.push(invalid('spec.schedule', schedule, text))
  }
}

function checkTemplate(errors: FieldError[], spec: Dict, context: WriteContext, was?: Dict): void {
  const path = 'spec.jobTemplate.spec'
  const job: Dict = spec.jobTemplate?.spec ?? {}
  const options = podTemplateOptions(context, was?.jobTemplate?.spec?.template)
  pushJobSpec(errors, path, job, options)
  if (job.selector) {
    errors.push(
      invalid(`${path}.selector`, shownSelector(job.selector), '`selector` will be auto-generated'),
    )
  }
  if (job.manualSelector === true) {
    errors.push(notSupported(`${path}.manualSelector`, true, ['nil', 'false']))
  }
}

function checkSpec(object: KubeObject, context: WriteContext, was?: Dict): FieldError[] {
  const errors: FieldError[] = []
  const { spec } = object
  checkSchedule(errors, spec, was)
  nonNegative(errors, 'spec.startingDeadlineSeconds', spec.startingDeadlineSeconds)
  if (spec.timeZone !== undefined && spec.timeZone !== was?.timeZone) {
    for (const fault of timeZoneFault(spec.timeZone)) {
      errors.push(invalid('spec.timeZone', spec.timeZone, fault))
    }
  }
  const words = ['Allow', 'Forbid', 'Replace']
  requireWord(errors, 'spec.concurrencyPolicy', spec.concurrencyPolicy, words)
  checkTemplate(errors, spec, context, was)
  nonNegative(errors, 'spec.successfulJobsHistoryLimit', spec.successfulJobsHistoryLimit)
  nonNegative(errors, 'spec.failedJobsHistoryLimit', spec.failedJobsHistoryLimit)
  return errors
}

/** Upstream checks this one by declaration, last. */
function checkPresence(errors: FieldError[], spec: Dict): void {
  if (!spec.schedule) errors.push(required('spec.schedule'))
}

export function checkCronJob(object: KubeObject, context: WriteContext): FieldError[] {
  const errors = checkSpec(object, context)
  const name = object.metadata.name ?? ''
  if (byteLength(name) > nameMax) {
    errors.push(invalid('metadata.name', name, `must be no more than ${nameMax} characters`))
  }
  checkPresence(errors, object.spec)
  return errors
}

export function checkCronJobChange(
  object: KubeObject,
  was: KubeObject,
  context: WriteContext,
): FieldError[] {
  const errors = checkSpec(object, context, was.spec)
  checkPresence(errors, object.spec)
  return errors
}
