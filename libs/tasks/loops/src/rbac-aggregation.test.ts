import { randomUUID } from 'node:crypto'
import type { KubeObject } from '@binnacle/meta'
import { createMemoryStore, type Place, type ResourceShape } from '@binnacle/objects'
import { expect, it } from 'vitest'
import { bootstrap } from './bootstrap.ts'
import type { BootstrapTools } from './create-missing.ts'
import { aggregateRoles } from './rbac-aggregation.ts'

it('gives admin, edit and view the rules of the roles that they select, and follows changes', async () => {
  const store = createMemoryStore()
  const shapes = new Map<string, ResourceShape>()
  const placeOf = ({ kind, metadata }: KubeObject): Place => {
    const resource = { group: '', resource: kind }
    const shape = shapes.get(kind) ?? {
      prefix: kind,
      resource,
      namespaced: false,
      selectable: () => ({}),
    }
    shapes.set(kind, shape)
    return { shape, namespace: metadata.namespace ?? '', name: metadata.name ?? '' }
  }
  const tools: BootstrapTools = { store, placeOf, now: () => new Date(), newUid: randomUUID }
  await bootstrap(
    { authentication: {}, service: { ranges: ['10.96.0.0/16'], targetPort: 1 } },
    tools,
  )
  const loop = aggregateRoles(tools, (error) => {
    throw error
  })
  await loop.ready
  const rules = async (name: string) => {
    const place = placeOf({ kind: 'ClusterRole', apiVersion: '', metadata: { name } })
    return ((await store.get(place))?.parse().rules ?? []) as {
      resources: string[]
      verbs: string[]
    }[]
  }
  const reads = (list: { resources: string[] }[]) =>
    list.some(({ resources }) => resources.includes('pods'))
  expect(reads(await rules('view'))).toBe(true)
  const labels = { 'rbac.authorization.k8s.io/aggregate-to-view': 'true' }
  const mine = { verbs: ['get'], apiGroups: ['example.com'], resources: ['widgets'] }
  const extra: KubeObject = {
    kind: 'ClusterRole',
    apiVersion: '',
    metadata: { name: 'more', labels },
    rules: [mine],
  }
  await store.create(placeOf(extra), extra)
  await expect.poll(() => rules('view')).toContainEqual(mine)
  // admin selects edit, edit selects view: changes run through.
  await expect.poll(() => rules('admin'), { timeout: 3000 }).toContainEqual(mine)
  loop.close()
})
