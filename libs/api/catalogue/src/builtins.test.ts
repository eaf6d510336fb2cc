import { expect, test } from 'vitest'
import { builtinCatalogue, builtins, typeOf } from './index.ts'

test('stable versions are on by default, others by --runtime-config', () => {
  const all = builtins.groups
  expect(all.length).toBe(22)
  expect(all.find(({ group }) => group === 'autoscaling')?.versions).toEqual(['v2', 'v1'])
  expect(builtins.resourcesOf({ group: 'lifecycle.k8s.io', version: 'v1alpha1' })).toEqual([])
  const beta = builtinCatalogue({ 'api/beta': 'true', 'apps/v1/daemonsets': 'false' })
  expect(
    beta.byKind({ group: 'coordination.k8s.io', version: 'v1beta1' }, 'LeaseCandidate'),
  ).toBeDefined()
  expect(beta.resource({ group: 'apps', version: 'v1' }, 'daemonsets')).toBeUndefined()
  expect(() => builtinCatalogue({ 'apps/v9': 'true' })).toThrow('apps/v9')
})

test('records say where etcd keeps a resource', () => {
  const at = (group: string, version: string, resource: string) =>
    builtins.resource({ group, version }, resource)?.storage
  expect(at('', 'v1', 'nodes')?.prefix).toBe('minions')
  expect(at('events.k8s.io', 'v1', 'events')).toEqual({
    group: '',
    version: 'v1',
    prefix: 'events',
  })
  expect(at('autoscaling', 'v1', 'horizontalpodautoscalers')?.version).toBe('v2')
  expect(at('certificates.k8s.io', 'v1', 'clustertrustbundles')?.version).toBe('v1')
})

test('types link along fields, with how they merge and when they are written', () => {
  const pod = builtins.byKind({ group: '', version: 'v1' }, 'Pod')?.type
  const spec = pod?.fields.get('spec')?.type
  const containers = spec?.kind === 'object' ? spec.fields.get('containers') : undefined
  expect(containers?.patchMergeKey).toBe('name')
  expect(containers?.type).toMatchObject({ kind: 'list', listType: 'map', mapKeys: ['name'] })
  expect(typeOf({ group: 'policy', version: 'v1', kind: 'Eviction' })?.goName).toBe('Eviction')
  expect(
    typeOf({ group: '', version: 'v1', kind: 'DeleteOptions' })?.fields.has('preconditions'),
  ).toBe(true)
})
