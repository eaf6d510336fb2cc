// in: nothing → out: what the API says of an Event of events.k8s.io: the core group's under other names, more strictly.
import { type FieldError, invalidError, type KubeObject } from '@binnacle/meta'
import { checkEventChange, checkNewEvent } from '../core/event-check.ts'
import { fromCoreEvent, toCoreEvent } from '../core/event-shape.ts'
import { eventFieldNames, eventFields, eventHooks } from '../core/event.ts'
import { defineKind } from '../define-kind.ts'

/** Refusals name the kind as the core group does. */
function refuse(object: KubeObject, errors: FieldError[]): FieldError[] {
  if (errors.length === 0) return errors
  throw invalidError({ group: '', kind: 'Event' }, object.metadata.name ?? '', errors)
}

export const eventV1 = defineKind('events.k8s.io', 'events', {
  ...eventHooks,
  toStorage: toCoreEvent,
  fromStorage: fromCoreEvent,
  check: (object, context) => refuse(object, checkNewEvent(object, context)),
  checkChange: (object, was) => refuse(object, checkEventChange(object, was)),
  selectableFields: [...eventFieldNames('regarding'), 'reportingController'],
  selectable: (object) => ({
    ...eventFields(object, 'regarding'),
    reportingController: object.reportingComponent ?? '',
  }),
})
