import { type ObjectType, typeOf } from '@binnacle/catalogue'
import type { KubeObject } from '@binnacle/meta'
import { describe, expect, test } from 'vitest'
import { strategicMerge } from './strategic-merge.ts'

const podType = typeOf({ group: '', version: 'v1', kind: 'Pod' }) as ObjectType
type Spec = Record<string, unknown>

function merged(spec: Spec, patch: Spec): Spec {
  const pod = { apiVersion: 'v1', kind: 'Pod', metadata: {}, spec } as KubeObject
  return strategicMerge(pod, { spec: patch }, podType).spec
}

const c = (name: string, image?: string) => (image === undefined ? { name } : { name, image })

describe('strategicMerge', () => {
  test('items merge by key, and new ones come first', () => {
    const spec = { containers: [c('a', '1'), c('b', '1')] }
    expect(merged(spec, { containers: [c('n', '1'), c('b', '2')] })).toEqual({
      containers: [c('n', '1'), c('a', '1'), c('b', '2')],
    })
    expect(merged(spec, { containers: [c('n', '1')] }).containers).toEqual([
      c('n', '1'),
      c('a', '1'),
      c('b', '1'),
    ])
  })

  test('$patch deletes and replaces', () => {
    const spec = { containers: [c('a', '1'), c('b', '1')], nodeSelector: { x: '1', y: '2' } }
    expect(merged(spec, { containers: [{ name: 'a', $patch: 'delete' }] }).containers).toEqual([
      c('b', '1'),
    ])
    expect(merged(spec, { containers: [c('n'), { $patch: 'replace' }] }).containers).toEqual([
      c('n'),
    ])
    expect(merged(spec, { nodeSelector: { $patch: 'replace', z: '3' } }).nodeSelector).toEqual({
      z: '3',
    })
    expect(merged({}, { nodeSelector: { $patch: 'replace', z: '3' } })).toEqual({})
  })

  test('$setElementOrder sorts the items that it names', () => {
    const spec = { containers: [c('a'), c('b'), c('d')] }
    const patch = { '$setElementOrder/containers': [c('d'), c('n'), c('a')], containers: [c('n')] }
    expect(merged(spec, patch).containers).toEqual([c('b'), c('d'), c('n'), c('a')])
  })

  test('$retainKeys drops what it does not name', () => {
    const spec = { volumes: [{ name: 'v', emptyDir: {} }] }
    const patch = {
      volumes: [{ name: 'v', $retainKeys: ['name', 'hostPath'], hostPath: { path: '/' } }],
    }
    expect(merged(spec, patch).volumes).toEqual([{ name: 'v', hostPath: { path: '/' } }])
    expect(() => merged(spec, { volumes: [{ name: 'v', $retainKeys: ['x'] }] })).toThrow(
      'invalid patch format of retainKeys',
    )
  })

  test('lists of primitive values grow, and shrink by $deleteFromPrimitiveList', () => {
    const pod = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { finalizers: ['a', 'b'] },
    } as KubeObject
    const more = strategicMerge(pod, { metadata: { finalizers: ['c', 'b'] } }, podType)
    expect(more.metadata.finalizers).toEqual(['c', 'a', 'b'])
    const patch = { metadata: { '$deleteFromPrimitiveList/finalizers': ['a'] } }
    expect(strategicMerge(pod, patch, podType).metadata.finalizers).toEqual(['b'])
    expect(pod.metadata.finalizers).toEqual(['a', 'b'])
  })

  test('an item without its key is named', () => {
    const spec = { containers: [c('a', '1')] }
    expect(() => merged(spec, { containers: [{ image: 'x' }] })).toThrow(
      'map: map[image:x] does not contain declared merge key: name',
    )
  })
})
