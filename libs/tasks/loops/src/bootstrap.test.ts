import { randomUUID } from 'node:crypto'
import type { KubeObject } from '@binnacle/meta'
import { createMemoryStore, type Place, type ResourceShape } from '@binnacle/objects'
import { describe, expect, it } from 'vitest'
import { bootstrap } from './bootstrap.ts'
import { firstAddress } from './bootstrap-service.ts'
import type { BootstrapTools } from './create-missing.ts'

const settings = {
  authentication: { clientCa: '-----BEGIN CERTIFICATE-----\nA\n-----END CERTIFICATE-----\n' },
  service: { ranges: ['10.96.0.0/16'], targetPort: 6443 },
}

function cluster() {
  const store = createMemoryStore()
  const shapes = new Map<string, ResourceShape>()
  const placeOf = ({ kind, metadata }: KubeObject): Place => {
    const shape = shapes.get(kind) ?? {
      prefix: kind.toLowerCase(),
      resource: { group: '', resource: kind.toLowerCase() },
      namespaced: metadata.namespace !== undefined,
      selectable: () => ({}),
    }
    shapes.set(kind, shape)
    return { shape, namespace: metadata.namespace ?? '', name: metadata.name ?? '' }
  }
  const tools: BootstrapTools = { store, placeOf, now: () => new Date(), newUid: randomUUID }
  const get = async (kind: string, name: string, namespace?: string) =>
    (await store.get(placeOf({ kind, apiVersion: '', metadata: { name, namespace } })))?.parse()
  return { store, tools, placeOf, get }
}

describe('bootstrap', () => {
  it('makes everything once, and nothing the second time', async () => {
    const { store, tools, get } = cluster()
    await bootstrap(settings, tools)
    const revision = store.revision()
    await bootstrap(settings, tools)
    expect(store.revision()).toBe(revision)
    expect(await get('ClusterRole', 'cluster-admin')).toMatchObject({
      metadata: { labels: { 'kubernetes.io/bootstrapping': 'rbac-defaults' } },
      rules: [
        { verbs: ['*'], apiGroups: ['*'], resources: ['*'] },
        { verbs: ['*'], nonResourceURLs: ['*'] },
      ],
    })
    expect(await get('Service', 'kubernetes', 'default')).toMatchObject({
      spec: { clusterIP: '10.96.0.1', ports: [{ targetPort: 6443 }] },
    })
    expect(await get('ClusterRole', 'view')).toMatchObject({ rules: null })
  })

  it('gives the kubernetes service a node port where one is wanted', async () => {
    const { tools, get } = cluster()
    await bootstrap({ ...settings, service: { ...settings.service, nodePort: 30_443 } }, tools)
    expect((await get('Service', 'kubernetes', 'default'))?.spec).toMatchObject({
      type: 'NodePort',
      externalTrafficPolicy: 'Cluster',
      ports: [{ port: 443, targetPort: 6443, nodePort: 30_443 }],
    })
  })

  it('lets replicas start at the same moment', async () => {
    const { tools, get } = cluster()
    await Promise.all([1, 2, 3].map(() => bootstrap(settings, tools)))
    expect(await get('Namespace', 'kube-system')).toBeDefined()
  })

  it('gives back what was taken from a role, and leaves what was added', async () => {
    const { store, tools, placeOf, get } = cluster()
    await bootstrap(settings, tools)
    const change = async (kind: string, name: string, by: (object: KubeObject) => void) => {
      const place = placeOf({ kind, apiVersion: '', metadata: { name } })
      for await (const attempt of store.attempts(place)) {
        const object = attempt.current?.parse() as KubeObject
        by(object)
        if (await attempt.swap(object)) break
      }
    }
    const extra = { verbs: ['get'], apiGroups: ['x'], resources: ['y'] }
    await change('ClusterRole', 'system:basic-user', (role) => {
      role.rules = [extra]
    })
    await change('ClusterRole', 'system:discovery', (role) => {
      role.metadata.annotations = { 'rbac.authorization.kubernetes.io/autoupdate': 'false' }
      role.rules = []
    })
    await change('ClusterRoleBinding', 'system:basic-user', (binding) => {
      binding.roleRef = { ...binding.roleRef, name: 'other' }
      binding.subjects = []
    })
    await bootstrap(settings, tools)
    const role = await get('ClusterRole', 'system:basic-user')
    expect(role?.rules[0]).toEqual(extra)
    expect(role?.rules.length).toBe(3)
    expect((await get('ClusterRole', 'system:discovery'))?.rules).toEqual([])
    expect(await get('ClusterRoleBinding', 'system:basic-user')).toMatchObject({
      roleRef: { name: 'system:basic-user' },
      subjects: [{ name: 'system:authenticated' }],
    })
  })

  it('adds its authority to those that other replicas trust', async () => {
    const { tools, get } = cluster()
    await bootstrap(settings, tools)
    const other = { clientCa: '-----BEGIN CERTIFICATE-----\nB\n-----END CERTIFICATE-----\n' }
    await bootstrap({ ...settings, authentication: other }, tools)
    const map = await get('ConfigMap', 'extension-apiserver-authentication', 'kube-system')
    expect(map?.data['client-ca-file']).toBe(settings.authentication.clientCa + other.clientCa)
  })

  it('takes the first address of the service range', () => {
    expect(firstAddress('10.96.0.0/16')).toBe('10.96.0.1')
    expect(firstAddress('10.0.0.128/25')).toBe('10.0.0.129')
    expect(firstAddress('fd00:10::/108')).toBe('fd00:10::1')
  })
})
