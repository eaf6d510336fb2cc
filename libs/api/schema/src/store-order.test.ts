import { builtins } from '@binnacle/catalogue'
import { expect, test } from 'vitest'
import { canonicalOrder } from './canonical-order.ts'
import { inNameOrder, inStoreOrder } from './store-order.ts'

const type = (group: string, resource: string) => {
  const def = builtins
    .resourcesOf({ group, version: 'v1' })
    .find((each) => each.resource === resource)
  if (!def) throw new Error(resource)
  return def.type
}

test('members of structs go in the order of their fields, those of maps by name', () => {
  const service = JSON.parse(
    '{"spec":{"ports":[{"port":80,"name":"x"}],"selector":{"z":"1","a":"2"}},"metadata":{"labels":{"b":"1","a":"2"},"name":"s"},"apiVersion":"v1","kind":"Service"}',
  )
  expect(JSON.stringify(inStoreOrder(service, type('', 'services')))).toBe(
    '{"kind":"Service","apiVersion":"v1","metadata":{"name":"s","labels":{"a":"2","b":"1"}},"spec":{"ports":[{"name":"x","port":80}],"selector":{"a":"2","z":"1"}}}',
  )
})

test('what is in order is not copied', () => {
  const map = JSON.parse('{"kind":"ConfigMap","metadata":{"name":"a"},"data":{"a":"1","b":"2"}}')
  const { metadata, data } = map
  const ordered = inStoreOrder(map, type('', 'configmaps'))
  expect(ordered).toBe(map)
  expect(ordered.metadata).toBe(metadata)
  expect(ordered.data).toBe(data)
})

test('an empty list that must be said is none, as storage tells it', () => {
  const role = { kind: 'Role', metadata: {}, rules: [] }
  expect(inStoreOrder(role, type('rbac.authorization.k8s.io', 'roles')).rules).toBeNull()
  const pod = { kind: 'Pod', metadata: {}, spec: { containers: [] }, status: {} }
  expect(inStoreOrder(pod, type('', 'pods'))).toEqual({
    ...pod,
    spec: { containers: null },
  })
})

test('schemas of definitions are ordered at every depth, examples and defaults are not', () => {
  const schema = '{"properties":{"b":{"type":"string","format":"date"},"a":{}},"type":"object"}'
  const definition = JSON.parse(
    `{"spec":{"versions":[{"schema":{"openAPIV3Schema":{"items":${schema},"default":{"b":1,"a":2}}},"name":"v1"}]}}`,
  )
  const ordered = inStoreOrder(
    definition,
    type('apiextensions.k8s.io', 'customresourcedefinitions'),
  )
  expect(JSON.stringify(ordered.spec.versions)).toBe(
    '[{"name":"v1","schema":{"openAPIV3Schema":{"default":{"b":1,"a":2},"items":{"type":"object","properties":{"a":{},"b":{"type":"string","format":"date"}}}}}}]',
  )
})

test('custom resources go by name at every depth, and keep names that mean something to the language', () => {
  const pear = JSON.parse(
    '{"kind":"Pear","spec":[{"z":1,"__proto__":{"b":1,"a":2}}],"apiVersion":"v1"}',
  )
  expect(JSON.stringify(inNameOrder(pear))).toBe(
    '{"apiVersion":"v1","kind":"Pear","spec":[{"__proto__":{"a":2,"b":1},"z":1}]}',
  )
})

test('what is added to the metadata of a custom resource goes to its place', () => {
  const pear = { apiVersion: 'v1', kind: 'Pear', metadata: { name: 'a', deletionTimestamp: 'now' } }
  expect(JSON.stringify(canonicalOrder(pear))).toBe(
    '{"apiVersion":"v1","kind":"Pear","metadata":{"deletionTimestamp":"now","name":"a"}}',
  )
})
