import { ApiError, type KubeObject } from '@binnacle/meta'
import { expect, test } from 'vitest'
import { testCluster } from '../test-cluster.ts'
import { resourceQuota } from './resource-quota.ts'

const quotaObject: KubeObject = {
  apiVersion: 'v1',
  kind: 'ResourceQuota',
  metadata: { name: 'q', namespace: 'n', uid: 'q' },
  spec: { hard: { 'count/configmaps': '10' } },
  status: { hard: { 'count/configmaps': '10' }, used: { 'count/configmaps': '0' } },
}

test('sixty writers at once never exceed a quota, and use all of it', async () => {
  const step = resourceQuota()
  const cluster = testCluster()
  await cluster.put(quotaObject)
  const { store, catalogue, shapeOf, lookUp } = cluster.surroundings
  const def = catalogue.current().resource({ group: '', version: 'v1' }, 'configmaps')
  if (def === undefined) throw new Error('no config maps')
  const create = async (name: string): Promise<boolean> => {
    const object: KubeObject = {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name, namespace: 'n' },
    }
    const write = cluster.write({ object })
    const place = { shape: shapeOf(def), namespace: 'n', name }
    try {
      await step.validate?.(write)
      return (await store.create(place, object, { charge: write.charge })) !== undefined
    } catch (error) {
      if (error instanceof ApiError && error.code === 403) return false
      throw error
    }
  }
  const created = await Promise.all(Array.from({ length: 60 }, (_, at) => create(`c${at}`)))
  expect(created.filter(Boolean)).toHaveLength(10)
  const quota = lookUp({ group: '', resource: 'resourcequotas' }, 'n', 'q')
  expect(quota?.status.used).toEqual({ 'count/configmaps': '10' })
})
