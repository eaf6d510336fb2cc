// in: an event, in the core group's words → out: what is wrong with it. Paths are those words, whatever was asked.
import {
  byteLength,
  type Dict,
  type FieldError,
  invalid,
  type KubeObject,
  required,
} from '@binnacle/meta'
import type { WriteContext } from '../kind.ts'
import { qualifiedErrors } from '../parts/field-checks.ts'
import { internalValue } from '../parts/internal-value.ts'
import { metadataAgain } from '../parts/metadata-again.ts'
import { immutable } from '../parts/number-checks.ts'
import { sameValue } from '../parts/same-value.ts'

const shortMax = 128
const messageMax = 1024
const types = ['Normal', 'Warning']

function checkText(errors: FieldError[], path: string, value: string): void {
  if (value === '') errors.push(required(path))
  checkLength(errors, path, value, shortMax)
}

function checkLength(errors: FieldError[], path: string, value: string, max: number): void {
  if (byteLength(value) > max) errors.push(invalid(path, '', `can have at most ${max} characters`))
}

/** An event without a time is one of the old form. */
function checkOldForm(event: KubeObject): FieldError[] {
  const of: string = event.involvedObject?.namespace ?? ''
  const namespace = event.metadata.namespace ?? ''
  const fits = of === '' ? ['', 'default'].includes(namespace) : namespace === of
  return fits ? [] : [invalid('involvedObject.namespace', of, 'does not match event.namespace')]
}

function checkNewForm(event: KubeObject, controllerPath: string): FieldError[] {
  const errors: FieldError[] = []
  const of = event.involvedObject?.namespace ?? ''
  if (of === '' && !['default', 'kube-system'].includes(event.metadata.namespace ?? '')) {
    errors.push(invalid('involvedObject.namespace', of, 'does not match event.namespace'))
  }
  const controller: string = event.reportingComponent ?? ''
  if (controller === '') errors.push(required(controllerPath))
  qualifiedErrors(errors, controllerPath, controller)
  checkText(errors, 'reportingInstance', event.reportingInstance ?? '')
  checkText(errors, 'action', event.action ?? '')
  checkText(errors, 'reason', event.reason ?? '')
  checkLength(errors, 'message', event.message ?? '', messageMax)
  return errors
}

/** What both groups ask. */
export function checkEvent(event: KubeObject, controllerPath: string): FieldError[] {
  return event.eventTime ? checkNewForm(event, controllerPath) : checkOldForm(event)
}

function checkSeries(errors: FieldError[], series: Dict | undefined): void {
  if (!series) return
  if ((series.count ?? 0) < 2) errors.push(invalid('series.count', '', 'should be at least 2'))
  if (!series.lastObservedTime) errors.push(required('series.lastObservedTime'))
}

export function checkNewEvent(event: KubeObject, context: WriteContext): FieldError[] {
  const errors = checkEvent(event, 'reportingController')
  errors.push(...metadataAgain(event, context))
  checkSeries(errors, event.series)
  if (!event.eventTime) errors.push(required('eventTime'))
  const type = event.type ?? ''
  if (!types.includes(type)) errors.push(invalid('type', '', `has invalid value: ${type}`))
  const set: Record<string, unknown> = {
    firstTimestamp: event.firstTimestamp,
    lastTimestamp: event.lastTimestamp,
    count: event.count,
    source: event.source?.component || event.source?.host,
  }
  for (const path of Object.keys(set)) {
    if (set[path]) errors.push(invalid(path, '', 'needs to be unset'))
  }
  return errors
}

export function checkEventChange(event: KubeObject, was: KubeObject): FieldError[] {
  const errors = checkEvent(event, 'reportingController')
  if (!sameValue(event.series, was.series)) checkSeries(errors, event.series)
  const text = (path: string, name = path) =>
    immutable(errors, path, event[name] ?? '', was[name] ?? '')
  const struct = (path: string, type: string) => {
    const shown = event[path] ? internalValue(type, event[path]) : null
    immutable(errors, path, event[path], was[path], shown)
  }
  const time = (path: string) => immutable(errors, path, event[path] ?? null, was[path] ?? null)
  struct('involvedObject', 'ObjectReference')
  text('reason')
  text('message')
  struct('source', 'EventSource')
  time('firstTimestamp')
  time('lastTimestamp')
  immutable(errors, 'count', event.count ?? 0, was.count ?? 0)
  text('reason')
  text('type')
  time('eventTime')
  text('action')
  struct('related', 'ObjectReference')
  text('reportingController', 'reportingComponent')
  text('reportingInstance')
  return errors
}
