import type { KubeObject } from '@binnacle/meta'
import { expect, test } from 'vitest'
import { testCluster } from '../test-cluster.ts'
import { nodeRestriction } from './node-restriction.ts'

const user = { name: 'system:node:one', uid: '', groups: ['system:nodes'], extra: {} }

function node(name: string, labels: Record<string, string> = {}): KubeObject {
  return { apiVersion: 'v1', kind: 'Node', metadata: { name, labels }, spec: {} }
}

function asNode(object: KubeObject): () => unknown {
  return () => nodeRestriction.mutate?.(testCluster().write({ object, user }))
}

test('a node writes only itself, without labels that steer pods', () => {
  expect(asNode(node('one', { 'kubernetes.io/os': 'linux' }))).not.toThrow()
  expect(asNode(node('two'))).toThrow('node "one" is not allowed to modify node "two"')
  const label = 'node-restriction.kubernetes.io/secret'
  expect(asNode(node('one', { [label]: 'yes' }))).toThrow(
    `is not allowed to set the following labels: ${label}`,
  )
})

test('a node makes mirror pods only', () => {
  const metadata = { name: 'p', namespace: 'kube-system' }
  const object = { apiVersion: 'v1', kind: 'Pod', metadata, spec: { nodeName: 'one' } }
  expect(asNode(object)).toThrow('node "one" can only create mirror pods')
})

test('others are not concerned', () => {
  const write = testCluster().write({ object: node('two') })
  expect(() => nodeRestriction.mutate?.(write)).not.toThrow()
})
