// in: values as another server stores them → out: read, watched and written anew as ours.
import { builtinCatalogue } from '@binnacle/catalogue'
import { openCache } from '@binnacle/cache'
import { writeProtobuf } from '@binnacle/codec'
import { findEtcd, startEtcd } from '@binnacle/etcd/testing'
import type { KubeObject } from '@binnacle/meta'
import { adoptingVault, openVault, type ResourceShape } from '@binnacle/objects'
import { describe, expect, test } from 'vitest'
import { createAdoptStored } from './adopt-stored.ts'

const adopt = createAdoptStored(builtinCatalogue())
const read = (resource: string, stored: Buffer) => {
  const adopted = adopt({ group: '', resource }, stored)
  return adopted && (JSON.parse(adopted.toString()) as KubeObject)
}
const protobuf = (object: object) => writeProtobuf(object as KubeObject) as Buffer
const json = (object: object) => Buffer.from(JSON.stringify(object))

const pears = {
  kind: 'ConfigMap',
  apiVersion: 'v1',
  metadata: { name: 'pears', namespace: 'n', uid: 'u', creationTimestamp: '2024-05-06T07:08:09Z' },
  data: { a: '', b: 'ü' },
}

test('a message says what its JSON would, and JSON of ours is left alone', () => {
  expect(read('configmaps', protobuf(pears))).toEqual(pears)
  expect(read('configmaps', json(pears))).toBeUndefined()
  expect(read('anything', json({ what: 1 }))).toBeUndefined()
})

test('what was stored without a default has it', () => {
  const claim = { kind: 'PersistentVolumeClaim', apiVersion: 'v1', metadata: { name: 'c' } }
  expect(read('persistentvolumeclaims', protobuf(claim))?.status).toEqual({ phase: 'Pending' })
})

test('members stand where they would, zero or not', () => {
  const role = {
    kind: 'ClusterRole',
    apiVersion: 'rbac.authorization.k8s.io/v1',
    metadata: { name: 'all' },
    aggregationRule: { clusterRoleSelectors: [{ matchLabels: { a: 'b' } }] },
  }
  const members = Object.keys(read('clusterroles', protobuf(role)) ?? {})
  expect(members).toEqual(['kind', 'apiVersion', 'metadata', 'rules', 'aggregationRule'])
})

test('a version that is stored elsewhere becomes the one that is stored here', () => {
  const request = {
    kind: 'PodCertificateRequest',
    apiVersion: 'certificates.k8s.io/v1beta1',
    metadata: { name: 'r', namespace: 'n' },
    spec: { signerName: 'a.b/c', maxExpirationSeconds: 3600, pkixPublicKey: null },
  }
  for (const stored of [json(request), protobuf(request)]) {
    const adopted = read('podcertificaterequests', stored)
    expect(adopted?.apiVersion).toBe('certificates.k8s.io/v1')
    expect(adopted?.spec).not.toHaveProperty('pkixPublicKey')
  }
})

test('a definition of old has its schema and columns in each version', () => {
  const adopted = read(
    'customresourcedefinitions',
    json({
      kind: 'CustomResourceDefinition',
      apiVersion: 'apiextensions.k8s.io/v1beta1',
      metadata: { name: 'figs.fruit.io' },
      spec: {
        group: 'fruit.io',
        version: 'v1',
        names: { plural: 'figs', kind: 'Fig' },
        validation: { openAPIV3Schema: { type: 'object' } },
        subresources: { status: {} },
        versions: [
          { name: 'v1', served: true, storage: true },
          { name: 'v2', served: false, storage: false },
        ],
        additionalPrinterColumns: [{ name: 'N', type: 'integer', JSONPath: '.n' }],
        conversion: { strategy: 'Webhook', webhookClientConfig: { url: 'https://a.b' } },
        preserveUnknownFields: false,
      },
    }),
  )
  const shared = {
    schema: { openAPIV3Schema: { type: 'object' } },
    subresources: { status: {} },
    additionalPrinterColumns: [{ name: 'N', type: 'integer', jsonPath: '.n' }],
  }
  expect(adopted?.spec).toEqual({
    group: 'fruit.io',
    names: { plural: 'figs', singular: 'fig', kind: 'Fig', listKind: 'FigList' },
    scope: 'Namespaced',
    versions: [
      { name: 'v1', served: true, storage: true, ...shared },
      { name: 'v2', served: false, storage: false, ...shared },
    ],
    conversion: {
      strategy: 'Webhook',
      webhook: { clientConfig: { url: 'https://a.b' }, conversionReviewVersions: ['v1beta1'] },
    },
  })
  const bare = json({
    kind: 'CustomResourceDefinition',
    apiVersion: 'apiextensions.k8s.io/v1beta1',
    metadata: {},
    spec: { group: 'g', version: 'v3', names: { plural: 'p', kind: 'P' } },
  })
  expect(read('customresourcedefinitions', bare)?.spec).toMatchObject({
    versions: [{ name: 'v3', served: true, storage: true }],
    preserveUnknownFields: true,
  })
})

test('what is broken, or of no known kind, is said to be', () => {
  const good = protobuf(pears)
  expect(() => read('configmaps', good.subarray(0, good.length - 20))).toThrow()
  const strange = Buffer.from(good.toString('latin1').replace('ConfigMap', 'ConfigMop'), 'latin1')
  expect(() => read('configmaps', strange)).toThrow('no kind "ConfigMop" is registered')
})

const binary = findEtcd()

describe.skipIf(binary === undefined)('a registry that another server has filled', () => {
  const shape: ResourceShape = {
    prefix: 'configmaps',
    resource: { group: '', resource: 'configmaps' },
    namespaced: true,
    selectable: () => ({}),
  }
  const place = { shape, namespace: 'n', name: 'pears' }

  test('is read, watched, and written as JSON from then on', async () => {
    const etcd = await startEtcd(binary as string)
    try {
      const key = '/r/configmaps/n/pears'
      const put = (value: Buffer) =>
        etcd.client.txn({ guards: [], then: [{ put: { key, value } }], otherwise: [] })
      await put(protobuf(pears))
      const vault = adoptingVault(openVault, adopt)
      const store = openCache({ etcd: etcd.client, root: '/r/', vault })
      await store.ready()
      expect((await store.get(place))?.view().data).toEqual(pears.data)
      const watched = { shape, namespace: '', resourceVersion: '', allowBookmarks: false }
      const subscription = await store.watch(watched)
      await put(protobuf({ ...pears, data: { c: 'new' } }))
      await expect
        .poll(() => subscription.take(1e6).map(({ object }) => object?.view().data))
        .toContainEqual({ c: 'new' })
      for await (const attempt of store.attempts(place)) {
        const same = attempt.current?.parse()
        if (same && (await attempt.swap(same))) break
      }
      const [stored] = (await etcd.client.range({ key })).kvs
      expect(JSON.parse(stored?.value.toString() ?? '')).toEqual({ ...pears, data: { c: 'new' } })
      subscription.close()
      await store.close()
    } finally {
      await etcd.stop()
    }
  }, 30_000)
})
