// in: nothing → out: what the API says of an Event beyond the catalogue.
import type { KubeObject } from '@binnacle/meta'
import { defineKind } from '../define-kind.ts'
import type { Kind } from '../kind.ts'
import { checkEvent } from './event-check.ts'
import { eventColumns } from './event-columns.ts'

const ofObject = ['kind', 'namespace', 'name', 'uid', 'apiVersion', 'resourceVersion', 'fieldPath']

/** The words under which a field of the event's object is asked for differ by group. */
export function eventFields(event: KubeObject, prefix: string): Record<string, string> {
  const fields: Record<string, string> = {}
  for (const name of ofObject) fields[`${prefix}.${name}`] = event.involvedObject?.[name] ?? ''
  fields.reason = event.reason ?? ''
  fields.type = event.type ?? ''
  return fields
}

export function eventFieldNames(prefix: string): string[] {
  return [...ofObject.map((name) => `${prefix}.${name}`), 'reason', 'type']
}

/** What events of both groups have in common. */
export const eventHooks: Kind = {
  createOnUpdate: true,
  defaultPropagation: 'Unsupported',
  metadataLast: true,
  ttlSeconds: ({ settings }) => settings.eventTtlSeconds,
  unknownFieldText: (field) => `field label not supported: ${field}`,
  columns: eventColumns,
}

export const event = defineKind('', 'events', {
  ...eventHooks,
  check: (object) => checkEvent(object, 'reportingComponent'),
  checkChange: (object) => checkEvent(object, 'reportingComponent'),
  selectableFields: [...eventFieldNames('involvedObject'), 'reportingComponent', 'source'],
  selectable: (object) => ({
    ...eventFields(object, 'involvedObject'),
    reportingComponent: object.reportingComponent ?? '',
    source: object.source?.component || object.reportingComponent || '',
  }),
})
