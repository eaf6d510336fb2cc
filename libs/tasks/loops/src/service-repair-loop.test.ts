import { builtinCatalogue, createLiveCatalogue, type ResourceDef } from '@binnacle/catalogue'
import { nodePortsIn, type Surroundings } from '@binnacle/kinds'
import type { KubeObject } from '@binnacle/meta'
import { createMemoryStore, type ResourceShape } from '@binnacle/objects'
import { expect, it } from 'vitest'
import { repairServices } from './service-repair-loop.ts'

const span = { from: 30000, to: 30099 }

function scene() {
  const store = createMemoryStore()
  const catalogue = createLiveCatalogue(builtinCatalogue())
  const shapes = new Map<ResourceDef, ResourceShape>()
  const shapeOf = (def: ResourceDef): ResourceShape => {
    const { group, resource, namespaced } = def
    const made = shapes.get(def)
    const shape = made ?? {
      prefix: resource,
      resource: { group, resource },
      namespaced,
      selectable: () => ({}),
    }
    shapes.set(def, shape)
    return shape
  }
  const settings = { serviceNodePorts: span, serviceClusterIpRanges: ['10.96.0.0/16'] }
  const surroundings = { store, catalogue, shapeOf, settings } as unknown as Surroundings
  const placeOf = (group: string, resource: string, namespace: string, name: string) => {
    const def = catalogue.current().resource({ group, version: 'v1' }, resource) as ResourceDef
    return { shape: shapeOf(def), namespace, name }
  }
  const service = (name: string, ip: string, nodePort: number): KubeObject => ({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace: 'default', uid: name },
    spec: { clusterIP: ip, clusterIPs: [ip], ports: [{ port: 80, nodePort }] },
  })
  const address = (ip: string, of: string): KubeObject => ({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'IPAddress',
    metadata: {
      name: ip,
      uid: ip,
      creationTimestamp: '2020-01-01T00:00:00Z',
      labels: { 'ipaddress.kubernetes.io/managed-by': 'ipallocator.k8s.io' },
    },
    spec: { parentRef: { resource: 'services', namespace: 'default', name: of } },
  })
  const hasAddress = async (ip: string) =>
    (await store.get(placeOf('networking.k8s.io', 'ipaddresses', '', ip))) !== undefined
  return { store, surroundings, placeOf, service, address, hasAddress }
}

it('frees what no service holds, and takes again what one does', async () => {
  const { store, surroundings, placeOf, service, address, hasAddress } = scene()
  const ports = nodePortsIn(store, span)
  await ports.take([{ port: 30010 }, { port: 30011 }])
  const kept = service('kept', '10.96.0.7', 30010)
  await store.create(placeOf('', 'services', 'default', 'kept'), kept)
  const other = service('other', '10.96.0.8', 30012)
  await store.create(placeOf('', 'services', 'default', 'other'), other)
  for (const [ip, of] of [
    ['10.96.0.7', 'kept'],
    ['10.96.0.9', 'gone'],
  ] as const) {
    const place = placeOf('networking.k8s.io', 'ipaddresses', '', ip)
    await store.create(place, address(ip, of))
  }
  const said: string[] = []
  const loop = repairServices({
    surroundings,
    isOurTurn: () => false,
    now: () => new Date(),
    log: (text) => said.push(text),
  })
  await loop.pass()
  expect(await hasAddress('10.96.0.7')).toBe(true)
  expect(await hasAddress('10.96.0.8')).toBe(true)
  expect(await hasAddress('10.96.0.9')).toBe(false)
  // A port may be held in a moment: it is freed when it stays without a service.
  expect((await ports.taken()).sort()).toEqual([30010, 30011, 30012])
  await loop.pass()
  await loop.pass()
  loop.close()
  expect((await ports.taken()).sort()).toEqual([30010, 30012])
  expect(said).toContain('node ports without a service freed: 30011')
  expect(said).toContain('addresses without a service freed: 10.96.0.9')
})

it('works when it is its turn only', async () => {
  const { store, surroundings, placeOf, address, hasAddress } = scene()
  const place = placeOf('networking.k8s.io', 'ipaddresses', '', '10.96.0.9')
  await store.create(place, address('10.96.0.9', 'gone'))
  let ours = false
  const loop = repairServices({
    surroundings,
    isOurTurn: () => ours,
    now: () => new Date(),
    log: () => {},
    pace: { firstMs: 5, everyMs: 5 },
  })
  await new Promise((resolve) => setTimeout(resolve, 60))
  expect(await hasAddress('10.96.0.9')).toBe(true)
  ours = true
  await expect.poll(() => hasAddress('10.96.0.9')).toBe(false)
  loop.close()
})
