// in: a claim and a slice of devices → out: shown in v1beta1 and read back, they are the same.
import { builtinCatalogue, type ResourceDef } from '@binnacle/catalogue'
import type { KubeObject } from '@binnacle/meta'
import { expect, test } from 'vitest'
import { kindOf } from '../all-kinds.ts'

const served = builtinCatalogue({ 'api/all': 'true' })
const group = 'resource.k8s.io'
const defOf = (version: string, resource: string) =>
  served.resource({ group, version }, resource) as ResourceDef
const shown = (object: KubeObject, def: ResourceDef) =>
  kindOf(def).fromStorage?.(structuredClone(object), def) as KubeObject
const read = (object: KubeObject, def: ResourceDef) =>
  kindOf(def).toStorage?.(structuredClone(object), def) as KubeObject

const exactly = { deviceClassName: 'c', allocationMode: 'ExactCount', count: 2 }
const requests = [
  { name: 'one', exactly },
  { name: 'any', firstAvailable: [{ name: 's', deviceClassName: 'd' }] },
]

test.each([
  ['resourceclaims', { devices: { requests } }],
  ['resourceclaimtemplates', { spec: { devices: { requests } } }],
  ['resourceslices', { driver: 'd', devices: [{ name: 'x', capacity: { a: { value: '1' } } }] }],
])('%s say the same in each version', (resource, spec) => {
  const object = { kind: 'K', apiVersion: 'v1', metadata: { name: 'o' }, spec } as KubeObject
  const old = defOf('v1beta1', resource)
  const before = shown(object, old)
  expect(before).not.toEqual(object)
  expect(read(before, old)).toEqual(object)
  expect(shown(object, defOf('v1beta2', resource))).toEqual(object)
})

test('a request of old says at its top what it asks for', () => {
  const spec = { devices: { requests } }
  const claim = { kind: 'K', apiVersion: 'v1', metadata: { name: 'o' }, spec } as KubeObject
  expect(shown(claim, defOf('v1beta1', 'resourceclaims')).spec.devices.requests).toEqual([
    { name: 'one', ...exactly },
    { name: 'any', deviceClassName: '', firstAvailable: requests[1]?.firstAvailable },
  ])
})
