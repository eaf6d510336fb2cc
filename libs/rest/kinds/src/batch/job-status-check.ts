// in: the status of a Job, new and old → out: what cannot be, or cannot follow. Old faults may stay.
import {
  type Dict,
  duplicate,
  type FieldError,
  invalid,
  type KubeObject,
  omitValue,
  required,
} from '@binnacle/meta'
import { internalValue } from '../parts/internal-value.ts'
import { nonNegative } from '../parts/number-checks.ts'
import { sameValue } from '../parts/same-value.ts'
import { firstCommonIndex, indexesFault } from './index-intervals.ts'
import { isFalseCondition, isFinished, isTrueCondition } from './job-conditions.ts'

interface Change {
  readonly job: KubeObject
  readonly was: KubeObject
  readonly status: Dict
  readonly old: Dict
  readonly spec: Dict
}

/** Did this part of the status change? */
function changed({ status, old }: Change, name: string): boolean {
  return !sameValue(status[name], old[name])
}

function turned({ job, was }: Change, type: string): boolean {
  return isTrueCondition(job, type) !== isTrueCondition(was, type)
}

function finishedTurned({ job, was }: Change): boolean {
  return isFinished(job) !== isFinished(was)
}

function conditionsError(text: string): FieldError {
  return invalid('status.conditions', omitValue, text)
}

function checkUncounted(errors: FieldError[], pods: Dict | undefined): void {
  const seen = new Set<string>()
  for (const list of ['succeeded', 'failed']) {
    for (const [i, uid] of ((pods?.[list] ?? []) as string[]).entries()) {
      const at = `status.uncountedTerminatedPods.${list}[${i}]`
      if (uid === '') errors.push(invalid(at, uid, 'must not be empty'))
      else if (seen.has(uid)) errors.push(duplicate(at, uid))
      else seen.add(uid)
    }
  }
}

function checkNumbers(errors: FieldError[], status: Dict): void {
  for (const name of ['active', 'succeeded', 'failed', 'ready', 'terminating']) {
    nonNegative(errors, `status.${name}`, status[name])
  }
  checkUncounted(errors, status.uncountedTerminatedPods)
}

function checkCompletion(errors: FieldError[], change: Change): void {
  const { job, status } = change
  const complete = isTrueCondition(job, 'Complete')
  const time = status.completionTime
  if (turned(change, 'Complete') || turned(change, 'Failed')) {
    if (complete && isTrueCondition(job, 'Failed')) {
      errors.push(conditionsError('cannot set Complete=True and Failed=true conditions'))
    }
  }
  if (turned(change, 'Complete') || turned(change, 'FailureTarget')) {
    if (complete && isTrueCondition(job, 'FailureTarget')) {
      errors.push(conditionsError('cannot set Complete=True and FailureTarget=true conditions'))
    }
  }
  if (turned(change, 'Complete') || changed(change, 'completionTime')) {
    if (time && !complete) {
      const text = 'cannot set completionTime when there is no Complete=True condition'
      errors.push(invalid('status.completionTime', time, text))
    }
    if (!time && complete) {
      const text = 'completionTime is required for Complete jobs'
      errors.push(required('status.completionTime', text))
    }
  }
  if (changed(change, 'startTime') || changed(change, 'completionTime')) {
    if (status.startTime && time && Date.parse(time) < Date.parse(status.startTime)) {
      const text = 'must be equal to or after `startTime`'
      errors.push(invalid('status.completionTime', time, text))
    }
  }
}

function checkPreconditions(errors: FieldError[], change: Change): void {
  const { job } = change
  if (turned(change, 'Failed') || changed(change, 'failedIndexes')) {
    if (isTrueCondition(job, 'Failed') && !isTrueCondition(job, 'FailureTarget')) {
      const text = 'cannot set Failed=True condition without the FailureTarget=true condition'
      errors.push(conditionsError(text))
    }
  }
  if (turned(change, 'Complete') || turned(change, 'SuccessCriteriaMet')) {
    if (isTrueCondition(job, 'Complete') && !isTrueCondition(job, 'SuccessCriteriaMet')) {
      const text =
        'cannot set Complete=True condition without the SuccessCriteriaMet=true condition'
      errors.push(conditionsError(text))
    }
  }
}

function checkFinished(errors: FieldError[], change: Change): void {
  const { job, status, spec } = change
  if (!isFinished(job)) return
  const turnedNow = finishedTurned(change)
  if ((turnedNow || changed(change, 'active')) && status.active > 0) {
    errors.push(invalid('status.active', status.active, 'active>0 is invalid for finished job'))
  }
  const neverRan = spec.suspend === true && spec.completions === 0
  if ((turnedNow || changed(change, 'startTime')) && !neverRan && !status.startTime) {
    errors.push(required('status.startTime', 'startTime is required for finished job'))
  }
  const pods: Dict | undefined = status.uncountedTerminatedPods
  const count = (pods?.failed ?? []).length + (pods?.succeeded ?? []).length
  if ((turnedNow || changed(change, 'uncountedTerminatedPods')) && pods && count > 0) {
    const shown = internalValue('UncountedTerminatedPods', pods)
    const text = 'must be empty for finished job'
    errors.push(invalid('status.uncountedTerminatedPods', shown, text))
  }
}

function checkIndexes(errors: FieldError[], change: Change): void {
  const { status, spec } = change
  const done: string = status.completedIndexes ?? ''
  const failed: string | undefined = status.failedIndexes
  const { completions } = spec
  const doneChanged = (status.completedIndexes ?? '') !== (change.old.completedIndexes ?? '')
  const failedChanged = changed(change, 'failedIndexes')
  if (doneChanged && completions !== undefined) {
    const fault = indexesFault(done, completions)
    if (fault) {
      const text = `error parsing completedIndexes: ${fault}`
      errors.push(invalid('status.completedIndexes', done, text))
    }
  }
  const perIndex = spec.backoffLimitPerIndex !== undefined
  if (failedChanged && completions !== undefined && perIndex && failed !== undefined) {
    const fault = indexesFault(failed, completions)
    if (fault) {
      const text = `error parsing failedIndexes: ${fault}`
      errors.push(invalid('status.failedIndexes', failed, text))
    }
  }
  if (doneChanged && done !== '' && spec.completionMode !== 'Indexed') {
    const text = 'cannot set non-empty completedIndexes when non-indexed completion mode'
    errors.push(invalid('status.completedIndexes', done, text))
  }
  if (failed === undefined) return
  if (failedChanged && !perIndex) {
    const text = 'cannot set non-null failedIndexes when backoffLimitPerIndex is null'
    errors.push(invalid('status.failedIndexes', failed, text))
  }
  if ((failedChanged || doneChanged) && completions !== undefined) {
    const common = firstCommonIndex(done, failed, completions)
    if (common !== undefined) {
      const text = `failedIndexes and completedIndexes overlap at index: ${common}`
      errors.push(invalid('status.failedIndexes', failed, text))
    }
  }
}

function checkPods(errors: FieldError[], change: Change): void {
  const { job, status } = change
  if ((finishedTurned(change) || changed(change, 'terminating')) && isFinished(job)) {
    if (status.terminating > 0) {
      const text = 'terminating>0 is invalid for finished job'
      errors.push(invalid('status.terminating', status.terminating, text))
    }
  }
  if (
    (changed(change, 'ready') || changed(change, 'active')) &&
    status.ready > (status.active ?? 0)
  ) {
    errors.push(invalid('status.ready', status.ready, 'cannot set more ready pods than active'))
  }
}

function checkSuccess(errors: FieldError[], { job, spec }: Change): void {
  const met = isTrueCondition(job, 'SuccessCriteriaMet')
  if (met && isTrueCondition(job, 'Failed')) {
    errors.push(conditionsError('cannot set SuccessCriteriaMet=True and Failed=true conditions'))
  }
  if (met && isTrueCondition(job, 'FailureTarget')) {
    const text = 'cannot set SuccessCriteriaMet=True and FailureTarget=true conditions'
    errors.push(conditionsError(text))
  }
  if (spec.successPolicy && !met && isTrueCondition(job, 'Complete')) {
    const text =
      'cannot set Complete=True for Job with SuccessPolicy unless SuccessCriteriaMet=True'
    errors.push(conditionsError(text))
  }
}

function checkCourse(errors: FieldError[], change: Change): void {
  const { job, was, status, old, spec } = change
  for (const type of ['Failed', 'Complete', 'FailureTarget']) {
    if (isTrueCondition(was, type) && !isTrueCondition(job, type)) {
      errors.push(conditionsError(`cannot disable the terminal ${type}=True condition`))
    }
  }
  if ((status.failed ?? 0) < (old.failed ?? 0)) {
    errors.push(invalid('status.failed', status.failed ?? 0, 'cannot decrease the failed counter'))
  }
  const elastic = spec.completionMode === 'Indexed' && spec.completions === spec.parallelism
  if (!elastic && (status.succeeded ?? 0) < (old.succeeded ?? 0)) {
    const text = 'cannot decrease the succeeded counter'
    errors.push(invalid('status.succeeded', status.succeeded ?? 0, text))
  }
  if (status.completionTime && old.completionTime && changed(change, 'completionTime')) {
    errors.push(invalid('status.completionTime', status.completionTime, 'field is immutable'))
  }
  const resuming = isTrueCondition(was, 'Suspended') && isFalseCondition(job, 'Suspended')
  if (old.startTime && changed(change, 'startTime') && !resuming && spec.suspend !== true) {
    const text = 'field is immutable for unsuspended job once set'
    errors.push(invalid('status.startTime', status.startTime ?? null, text))
  }
  const metBefore = isTrueCondition(was, 'SuccessCriteriaMet')
  const met = isTrueCondition(job, 'SuccessCriteriaMet')
  if (metBefore && !met) {
    errors.push(conditionsError('cannot disable the SuccessCriteriaMet=True condition'))
  }
  if (isTrueCondition(was, 'Complete') && !metBefore && met) {
    const text = 'cannot set SuccessCriteriaMet=True for Job already has Complete=true conditions'
    errors.push(conditionsError(text))
  }
}

export function checkJobStatus(job: KubeObject, was: KubeObject): FieldError[] {
  const errors: FieldError[] = []
  const status: Dict = job.status ?? {}
  const change: Change = { job, was, status, old: was.status ?? {}, spec: job.spec }
  checkNumbers(errors, status)
  checkCompletion(errors, change)
  checkPreconditions(errors, change)
  checkFinished(errors, change)
  checkIndexes(errors, change)
  checkPods(errors, change)
  checkSuccess(errors, change)
  checkCourse(errors, change)
  return errors
}
