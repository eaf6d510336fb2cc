import type { KubeObject } from '@binnacle/meta'
import { expect, test } from 'vitest'
import { podRow } from './pod-row.ts'

function pod(status: object, metadata: object = {}): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'a', ...metadata },
    spec: { containers: [{ name: 'a' }, { name: 'b' }] },
    status,
  }
}

test('shows the phase of a pod that says no more', () => {
  expect(podRow(pod({ phase: 'Pending' }))).toMatchObject({ ready: '0/2', status: 'Pending' })
})

test('shows why a container waits', () => {
  const waiting = { name: 'a', restartCount: 3, state: { waiting: { reason: 'CrashLoopBackOff' } } }
  const running = { name: 'b', ready: true, restartCount: 1, state: { running: {} } }
  const row = podRow(pod({ phase: 'Running', containerStatuses: [waiting, running] }))
  expect(row).toMatchObject({ ready: '1/2', status: 'CrashLoopBackOff', restarts: 4 })
})

test('shows that a pod is going', () => {
  const deleted = { deletionTimestamp: '2024-01-01T00:00:00Z' }
  expect(podRow(pod({ phase: 'Running' }, deleted)).status).toBe('Terminating')
})
