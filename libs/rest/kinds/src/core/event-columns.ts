// in: an event, in the core group's words → out: its columns. Never: a rule.
import type { KubeObject } from '@binnacle/meta'
import { nameColumn, textColumn, wide } from '../parts/columns.ts'
import { since } from '../parts/human-duration.ts'

function firstSeen(event: KubeObject, now: Date): string {
  return since(event.firstTimestamp || event.eventTime, now)
}

function lastSeen(event: KubeObject, now: Date): string {
  if (event.series) return since(event.series.lastObservedTime, now)
  return event.lastTimestamp ? since(event.lastTimestamp, now) : firstSeen(event, now)
}

function about(event: KubeObject): string {
  const { kind = '', name = '' } = event.involvedObject ?? {}
  return name === '' ? kind.toLowerCase() : `${kind.toLowerCase()}/${name}`
}

function source(event: KubeObject): string {
  const component = event.source?.component || event.reportingComponent || ''
  const instance = event.source?.host || event.reportingInstance || ''
  return instance === '' ? component : `${component}, ${instance}`
}

function count(event: KubeObject): number {
  if (event.series) return event.series.count ?? 0
  return event.count || 1
}

export const eventColumns = [
  textColumn(
    'Last Seen',
    'The time at which the most recent occurrence of this event was recorded.',
    lastSeen,
  ),
  textColumn(
    'Type',
    'Type of this event (Normal, Warning), new types could be added in the future',
    (event) => event.type ?? '',
  ),
  textColumn(
    'Reason',
    "This should be a short, machine understandable string that gives the reason for the transition into the object's current status.",
    (event) => event.reason ?? '',
  ),
  textColumn('Object', 'The object that this event is about.', about),
  wide(
    textColumn(
      'Subobject',
      'If referring to a piece of an object instead of an entire object, this string should contain a valid JSON/Go field access statement, such as desiredState.manifest.containers[2]. For example, if the object reference is to a container within a pod, this would take on a value like: "spec.containers{name}" (where "name" refers to the name of the container that triggered the event) or if no container name is specified "spec.containers[2]" (container with index 2 in this pod). This syntax is chosen only to have some well-defined way of referencing a part of an object.',
      (event) => event.involvedObject?.fieldPath ?? '',
    ),
  ),
  wide(
    textColumn(
      'Source',
      'The component reporting this event. Should be a short machine understandable string.',
      source,
    ),
  ),
  textColumn('Message', 'A human-readable description of the status of this operation.', (event) =>
    (event.message ?? '').trim(),
  ),
  wide(
    textColumn(
      'First Seen',
      'The time at which the event was first recorded. (Time of server receipt is in TypeMeta.)',
      firstSeen,
    ),
  ),
  wide(textColumn('Count', 'The number of times this event has occurred.', count)),
  wide(nameColumn),
]
