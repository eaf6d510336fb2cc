import { expect, test } from 'vitest'
import { definitionColumns } from './definition-columns.ts'

test('shows what a definition defines, served versions only', () => {
  const versions = [
    { name: 'v2', served: true, storage: true },
    { name: 'v1', served: true, storage: false },
    { name: 'v0', served: false, storage: false },
  ]
  const names = { plural: 'things', kind: 'Thing', shortNames: ['t', 'th'] }
  const object = {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'things.example.com', creationTimestamp: '2026-01-01T00:00:00Z' },
    spec: { group: 'example.com', scope: 'Cluster', names, versions },
    status: { conditions: [{ type: 'Established', status: 'True' }] },
  }
  const cells = definitionColumns.map(({ value }) => value(object, new Date()))
  const created = '2026-01-01T00:00:00Z'
  const wide = ['example.com', 'Thing', 't,th', true]
  const narrow = ['things.example.com', 'Cluster', 'v1,v2(storage)', created]
  expect(cells).toEqual([...narrow, ...wide])
})
