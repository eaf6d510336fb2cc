import type { KubeObject } from '@binnacle/meta'
import { expect, test } from 'vitest'
import { fromCoreEvent, toCoreEvent } from './event-shape.ts'

test('says the same in the words of both groups', () => {
  const event: KubeObject = {
    kind: 'Event',
    apiVersion: 'events.k8s.io/v1',
    metadata: { name: 'a' },
    eventTime: '2024-03-01T10:00:00.000001Z',
    reportingController: 'example.com/c',
    reportingInstance: 'i',
    regarding: { kind: 'Pod', name: 'p' },
    note: 'done',
    deprecatedSource: {},
    deprecatedFirstTimestamp: null,
    deprecatedLastTimestamp: null,
  }
  const core = toCoreEvent(event)
  expect(core).toMatchObject({
    apiVersion: 'v1',
    involvedObject: { kind: 'Pod', name: 'p' },
    message: 'done',
    reportingComponent: 'example.com/c',
  })
  expect(fromCoreEvent(core)).toEqual(event)
})
