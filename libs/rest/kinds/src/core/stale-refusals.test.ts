// in: a replica whose cache is behind → out: no refusal that rests on what it shows.
import { openCache, type CachedStore } from '@binnacle/cache'
import { builtinCatalogue, createLiveCatalogue, type ResourceDef } from '@binnacle/catalogue'
import { connectEtcd, type EtcdClient } from '@binnacle/etcd'
import {
  type EtcdProxy,
  findEtcd,
  openProxy,
  type RunningEtcd,
  startEtcd,
} from '@binnacle/etcd/testing'
import type { KubeObject } from '@binnacle/meta'
import { openVault, type Place, type ResourceShape } from '@binnacle/objects'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { giveAddress, placeOfAddress } from '../allocation/addresses.ts'
import type { WriteContext } from '../kind.ts'
import type { Surroundings } from '../surroundings.ts'
import { bindNamed } from './pod-binding.ts'
import { evictionPod, podPlace } from './pod-place.ts'

const binary = findEtcd()
const root = '/registry/'

describe.skipIf(binary === undefined)('a cache that is behind', () => {
  let etcd: RunningEtcd
  let proxy: EtcdProxy
  let client: EtcdClient
  let store: CachedStore
  let ahead: CachedStore
  let around: Surroundings
  beforeAll(async () => {
    etcd = await startEtcd(binary as string)
    proxy = await openProxy(etcd.endpoint)
    client = connectEtcd({ endpoints: [proxy.endpoint] })
    store = openCache({ etcd: client, root, vault: openVault })
    ahead = openCache({ etcd: etcd.client, root, vault: openVault })
    await Promise.all([store.ready(), ahead.ready()])
    const shapes = new Map<string, ResourceShape>()
    const shapeOf = ({ group, resource, namespaced, storage }: ResourceDef): ResourceShape => {
      const { prefix } = storage
      const made = { prefix, resource: { group, resource }, namespaced, selectable: () => ({}) }
      const shape = shapes.get(prefix) ?? made
      shapes.set(prefix, shape)
      return shape
    }
    const catalogue = createLiveCatalogue(builtinCatalogue({}))
    around = { store, catalogue, shapeOf } as Partial<Surroundings> as Surroundings
  }, 30_000)
  afterAll(async () => {
    await Promise.all([store?.close(), ahead?.close()])
    client?.close()
    proxy?.close()
    await etcd?.stop()
  })

  const podOf = (name: string, uid: string): KubeObject => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'n', uid },
    spec: { containers: [] },
  })

  async function remove(place: Place): Promise<void> {
    for await (const attempt of ahead.attempts(place)) {
      if (attempt.current && (await attempt.remove())) return
      if (!attempt.current) attempt.retry()
    }
  }

  /** `old` becomes `now` in etcd, and the store under test shows `old` when it is cut loose. */
  async function behind(place: Place, old: KubeObject, now: KubeObject): Promise<void> {
    // A read waits for a new connection, a write does not.
    await store.get(place)
    await store.create(place, old)
    await ahead.get(place)
    const held = proxy.holdAnswerTo(root)
    void store.get(place)
    await held
    await remove(place)
    await ahead.create(place, now)
    proxy.cut()
    expect(store.peek(place)?.view().metadata.uid).toBe(old.metadata.uid)
  }

  test('binds the pod that is meant', async () => {
    const place = podPlace(around, 'n', 'p')
    await behind(place, podOf('p', 'old'), podOf('p', 'new'))
    const context = { surroundings: around, namespace: 'n', now: new Date(), dryRun: false }
    const binding = {
      apiVersion: 'v1',
      kind: 'Binding',
      metadata: { name: 'p', uid: 'new' },
      target: { kind: 'Node', name: 'n1' },
    }
    await bindNamed(binding, context as Partial<WriteContext> as WriteContext)
    expect((await ahead.get(place))?.view().spec.nodeName).toBe('n1')
  })

  test('evicts the pod that is meant', async () => {
    const place = podPlace(around, 'n', 'q')
    await behind(place, podOf('q', 'old'), podOf('q', 'new'))
    const options = { preconditions: { uid: 'new' } } as unknown as KubeObject
    await evictionPod(store, place, options, (pod) => {
      pod.status = { phase: 'Failed' }
    })
    expect((await ahead.get(place))?.view().status).toEqual({ phase: 'Failed' })
  })

  test('gives back the address of the Service that has it now', async () => {
    const place = placeOfAddress(around, '10.0.0.9')
    const heldBy = (name: string): KubeObject => ({
      apiVersion: 'networking.k8s.io/v1',
      kind: 'IPAddress',
      metadata: { name: '10.0.0.9', uid: name },
      spec: { parentRef: { resource: 'services', namespace: 'n', name } },
    })
    await behind(place, heldBy('first'), heldBy('second'))
    const service = {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'second', namespace: 'n' },
    }
    await giveAddress(around, '10.0.0.9', service)
    expect(await ahead.get(place)).toBeUndefined()
  })
})
