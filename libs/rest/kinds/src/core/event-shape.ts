// in: an event in the words of one group → out: the same in the other group's words. Never: a rule.
import type { KubeObject } from '@binnacle/meta'

function withoutMissing(fields: Record<string, unknown>): KubeObject {
  for (const name of Object.keys(fields)) if (fields[name] === undefined) delete fields[name]
  return fields as KubeObject
}

/** From events.k8s.io to the core group, which is how events are stored. */
export function toCoreEvent(event: KubeObject): KubeObject {
  return withoutMissing({
    kind: event.kind,
    apiVersion: 'v1',
    metadata: event.metadata,
    involvedObject: event.regarding ?? {},
    reason: event.reason,
    message: event.note,
    source: event.deprecatedSource ?? {},
    firstTimestamp: event.deprecatedFirstTimestamp ?? null,
    lastTimestamp: event.deprecatedLastTimestamp ?? null,
    count: event.deprecatedCount,
    type: event.type,
    eventTime: event.eventTime ?? null,
    series: event.series,
    action: event.action,
    related: event.related,
    reportingComponent: event.reportingController ?? '',
    reportingInstance: event.reportingInstance ?? '',
  })
}

export function fromCoreEvent(event: KubeObject): KubeObject {
  return withoutMissing({
    kind: event.kind,
    apiVersion: 'events.k8s.io/v1',
    metadata: event.metadata,
    eventTime: event.eventTime ?? null,
    series: event.series,
    reportingController: event.reportingComponent || undefined,
    reportingInstance: event.reportingInstance || undefined,
    action: event.action,
    reason: event.reason,
    regarding: event.involvedObject ?? {},
    related: event.related,
    note: event.message,
    type: event.type,
    deprecatedSource: event.source ?? {},
    deprecatedFirstTimestamp: event.firstTimestamp ?? null,
    deprecatedLastTimestamp: event.lastTimestamp ?? null,
    deprecatedCount: event.count,
  })
}
