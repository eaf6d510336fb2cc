// in: nothing → out: what the API says of an Event of events.k8s.io: the core group's under other names, more strictly.
import { checkEventChange, checkNewEvent } from '../core/event-check.ts'
import { fromCoreEvent, toCoreEvent } from '../core/event-shape.ts'
import { eventFieldNames, eventFields, eventHooks } from '../core/event.ts'
import { defineKind } from '../define-kind.ts'

export const eventV1 = defineKind('events.k8s.io', 'events', {
  ...eventHooks,
  toStorage: toCoreEvent,
  fromStorage: fromCoreEvent,
  refusedAs: { group: '', kind: 'Event' },
  check: checkNewEvent,
  checkChange: checkEventChange,
  selectableFields: [...eventFieldNames('regarding'), 'reportingController'],
  selectable: (object) => ({
    ...eventFields(object, 'regarding'),
    reportingController: object.reportingComponent ?? '',
  }),
})
