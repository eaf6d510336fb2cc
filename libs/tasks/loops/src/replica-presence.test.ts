import { randomUUID } from 'node:crypto'
import type { KubeObject } from '@binnacle/meta'
import { createMemoryStore, type ResourceShape } from '@binnacle/objects'
import { expect, it } from 'vitest'
import type { BootstrapTools } from './create-missing.ts'
import { replicaId } from './replica-lease.ts'
import { createPresence } from './replica-presence.ts'

it('names live replicas in the endpoints of the kubernetes service, and dead ones no more', async () => {
  const store = createMemoryStore()
  const shapes = new Map<string, ResourceShape>()
  let now = Date.now()
  const placeOf: BootstrapTools['placeOf'] = ({ kind, metadata }) => {
    const shape = shapes.get(kind) ?? {
      prefix: kind,
      resource: { group: '', resource: kind },
      namespaced: true,
      selectable: () => ({}),
    }
    shapes.set(kind, shape)
    return { shape, namespace: metadata.namespace ?? '', name: metadata.name ?? '' }
  }
  const tools: BootstrapTools = { store, placeOf, now: () => new Date(now), newUid: randomUUID }
  const get = async (kind: string) => {
    const object = { kind, apiVersion: '', metadata: { name: 'kubernetes', namespace: 'default' } }
    const place = placeOf(object)
    return (place && (await store.get(place)))?.parse() as KubeObject
  }
  const replica = (id: string, address: string) =>
    createPresence({ id: replicaId(id), hostname: 'h', address }, tools, (error) => {
      throw error
    })
  const one = replica('1', '192.0.2.1:6443')
  const two = replica('2', '192.0.2.2:6443')
  await one.start()
  await two.start()
  expect((await get('Endpoints')).subsets).toEqual([
    {
      addresses: [{ ip: '192.0.2.1' }, { ip: '192.0.2.2' }],
      ports: [{ name: 'https', port: 6443, protocol: 'TCP' }],
    },
  ])
  expect((await get('EndpointSlice')).endpoints.length).toBe(2)
  now += 20_000
  const three = replica('3', '192.0.2.3:6444')
  await three.start()
  expect((await get('Endpoints')).subsets).toMatchObject([
    { addresses: [{ ip: '192.0.2.3' }], ports: [{ port: 6444 }] },
  ])
  await three.stop()
  expect((await get('Endpoints')).subsets).toBeUndefined()
  await one.stop()
  await two.stop()
  const unchanged = (await get('Endpoints')).metadata.resourceVersion
  // Somebody else keeps the endpoints: a replica without an address does not touch them.
  const before = store.revision()
  const apart = replica('4', '')
  await apart.start()
  expect(apart.isFirst()).toBe(true)
  await apart.stop()
  expect((await get('Endpoints')).metadata.resourceVersion).toBe(unchanged)
  expect(store.revision()).toBeGreaterThan(before)
})
