// A cluster without a controller manager lives: namespaces end, owners and quotas are kept, one replica does it.
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Answer, call } from '../harness/call.ts'
import { startCluster, type TestCluster } from '../harness/cluster.ts'
import { replicaPid } from '../harness/replica-pid.ts'

const namespaces = '/api/v1/namespaces'
const crds = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions'
const lease = '/apis/coordination.k8s.io/v1/namespaces/kube-system/leases/binnacle-loops'

interface Ref {
  readonly name: string
  readonly uid: string
}

describe('the standalone loops', () => {
  let cluster: TestCluster

  beforeAll(async () => {
    cluster = await startCluster({ replicas: 2 })
  })

  afterAll(() => cluster?.remove())

  const get = (path: string) => call(cluster, { path })
  const post = async (path: string, body: object) => {
    const answer = await call(cluster, { method: 'POST', path, body })
    expect(answer.status, answer.text).toBe(201)
    return answer
  }
  const remove = (path: string, propagationPolicy?: string) => {
    const query = propagationPolicy ? `?propagationPolicy=${propagationPolicy}` : ''
    return call(cluster, { method: 'DELETE', path: path + query })
  }
  const namespace = async (name: string) => {
    await post(namespaces, { metadata: { name } })
    return `${namespaces}/${name}`
  }
  const owned = async (path: string, name: string, owners: Ref[], more: object = {}) => {
    const ownerReferences = owners.map((owner) => ({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      blockOwnerDeletion: true,
      ...owner,
    }))
    const metadata = { name, ownerReferences, ...more }
    const { json } = await post(`${path}/configmaps`, { metadata })
    return { name, uid: json.metadata.uid as string }
  }
  const gone = (path: string, withinMs = 2_000) =>
    expect.poll(async () => (await get(path)).status, { timeout: withinMs }).toBe(404)
  const patch = (path: string, body: object) =>
    call(cluster, {
      method: 'PATCH',
      path,
      body,
      headers: { 'content-type': 'application/merge-patch+json' },
    })

  it('give every namespace an account and the root certificate, so that pods can come at once', async () => {
    const at = await namespace('fresh')
    const pod = { metadata: { name: 'p' }, spec: { containers: [{ name: 'c', image: 'i' }] } }
    await post(`${at}/pods`, pod)
    await expect.poll(async () => (await get(`${at}/configmaps/kube-root-ca.crt`)).status).toBe(200)
    await remove(`${at}/serviceaccounts/default`)
    await expect.poll(async () => (await get(`${at}/serviceaccounts/default`)).status).toBe(200)
  })

  it('end a namespace with pods and custom resources, and say what it waits for', async () => {
    await post(crds, widgets)
    await expect.poll(async () => (await get('/apis/example.com/v1/widgets')).status).toBe(200)
    const at = await namespace('ending')
    const pod = { metadata: { name: 'p' }, spec: { containers: [{ name: 'c', image: 'i' }] } }
    await post(`${at}/pods`, pod)
    const widget = { apiVersion: 'example.com/v1', kind: 'Widget', metadata: { name: 'w' } }
    await post('/apis/example.com/v1/namespaces/ending/widgets', widget)
    await owned(at, 'held', [], { finalizers: ['example.com/hold'] })
    await remove(at)
    await gone('/apis/example.com/v1/namespaces/ending/widgets/w')
    const condition = async () => {
      const { json } = await get(at)
      const conditions: { type: string; message: string }[] = json.status.conditions ?? []
      return conditions.find(({ type }) => type === 'NamespaceFinalizersRemaining')?.message
    }
    const text =
      'Some content in the namespace has finalizers remaining: example.com/hold in 1 resource instances'
    await expect.poll(condition).toBe(text)
    await patch(`${at}/configmaps/held`, { metadata: { finalizers: null } })
    await gone(at)
  })

  it('keep other objects until the pods are gone', async () => {
    const at = await namespace('pods-first')
    const metadata = { name: 'p', finalizers: ['example.com/hold'] }
    await post(`${at}/pods`, { metadata, spec: { containers: [{ name: 'c', image: 'i' }] } })
    await owned(at, 'kept', [])
    await remove(at)
    await sleep(400)
    expect((await get(`${at}/configmaps/kept`)).status).toBe(200)
    await patch(`${at}/pods/p`, { metadata: { finalizers: null } })
    await gone(at)
  })

  it('take dependents along, three deep, and nobody who has another owner', async () => {
    const at = await namespace('owners')
    const root = await owned(at, 'root', [])
    const other = await owned(at, 'other', [])
    const first = await owned(at, 'first', [root])
    const second = await owned(at, 'second', [first])
    await owned(at, 'third', [second])
    await owned(at, 'shared', [first, other])
    await remove(`${at}/configmaps/root`)
    await gone(`${at}/configmaps/third`)
    const references = async () =>
      (await get(`${at}/configmaps/shared`)).json.metadata.ownerReferences
    await expect.poll(references).toMatchObject([{ name: 'other' }])
    await owned(at, 'wrong', [{ name: 'other', uid: 'of-somebody-else' }])
    await gone(`${at}/configmaps/wrong`)
    expect((await get(`${at}/configmaps/other`)).status).toBe(200)
  })

  it('delete in the foreground: the owner waits for those who block it', async () => {
    const at = await namespace('foreground')
    const root = await owned(at, 'root', [])
    const first = await owned(at, 'first', [root])
    await owned(at, 'second', [first], { finalizers: ['example.com/hold'] })
    await remove(`${at}/configmaps/root`, 'Foreground')
    const deleted = async (name: string) =>
      (await get(`${at}/configmaps/${name}`)).json.metadata?.deletionTimestamp
    await expect.poll(() => deleted('second')).toBeDefined()
    await sleep(200)
    expect((await get(`${at}/configmaps/root`)).status).toBe(200)
    await patch(`${at}/configmaps/second`, { metadata: { finalizers: null } })
    await gone(`${at}/configmaps/root`)
    await gone(`${at}/configmaps/first`)
  })

  it('orphan: dependents stay, and forget their owner', async () => {
    const at = await namespace('orphans')
    const root = await owned(at, 'root', [])
    await Promise.all(Array.from({ length: 20 }, (_, i) => owned(at, `o-${i}`, [root])))
    await remove(`${at}/configmaps/root`, 'Orphan')
    await gone(`${at}/configmaps/root`)
    await sleep(200)
    const { items } = (await get(`${at}/configmaps`)).json
    const orphans = items.filter(({ metadata }: Named) => metadata.name.startsWith('o-'))
    expect(orphans).toHaveLength(20)
    expect(orphans.every(({ metadata }: Named) => metadata.ownerReferences === undefined)).toBe(
      true,
    )
  })

  it('count a quota from its first moment, and give back what is deleted', async () => {
    const at = await namespace('counted')
    await owned(at, 'before', [])
    await expect.poll(async () => (await get(`${at}/configmaps`)).json.items).toHaveLength(2)
    const hard = { configmaps: '4', 'count/widgets.example.com': '1' }
    const { json } = await post(`${at}/resourcequotas`, { metadata: { name: 'q' }, spec: { hard } })
    expect(json.status).toEqual({
      hard,
      used: { configmaps: '2', 'count/widgets.example.com': '0' },
    })
    await owned(at, 'third', [])
    await owned(at, 'fourth', [])
    const used = async () => (await get(`${at}/resourcequotas/q`)).json.status.used.configmaps
    expect(await used()).toBe('4')
    const refused = await call(cluster, {
      method: 'POST',
      path: `${at}/configmaps`,
      body: { metadata: { name: 'fifth' } },
    })
    expect(refused.status).toBe(403)
    await remove(`${at}/configmaps/third`)
    await expect.poll(used).toBe('3')
    await owned(at, 'fifth', [])
    await patch(`${at}/resourcequotas/q`, { spec: { hard: { configmaps: '9' } } })
    const hardNow = async () => (await get(`${at}/resourcequotas/q`)).json.status.hard.configmaps
    await expect.poll(hardNow).toBe('9')
  })

  it('let a claim go when no pod has it any more', async () => {
    const at = await namespace('claims')
    const spec = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } }
    await post(`${at}/persistentvolumeclaims`, { metadata: { name: 'c' }, spec })
    await post(`${at}/pods`, {
      metadata: { name: 'p' },
      spec: {
        nodeName: 'n',
        terminationGracePeriodSeconds: 0,
        containers: [{ name: 'c', image: 'i' }],
        volumes: [{ name: 'v', persistentVolumeClaim: { claimName: 'c' } }],
      },
    })
    await remove(`${at}/persistentvolumeclaims/c`)
    await sleep(200)
    expect((await get(`${at}/persistentvolumeclaims/c`)).status).toBe(200)
    await call(cluster, { method: 'DELETE', path: `${at}/pods/p?gracePeriodSeconds=0` })
    await gone(`${at}/persistentvolumeclaims/c`)
  })

  it('fill a secret with a token that works, until its account goes', async () => {
    const at = await namespace('kept')
    await post(`${at}/serviceaccounts`, { metadata: { name: 'robot' } })
    const annotations = { 'kubernetes.io/service-account.name': 'robot' }
    const type = 'kubernetes.io/service-account-token'
    await post(`${at}/secrets`, { metadata: { name: 's', annotations }, type })
    const secret = async () => (await get(`${at}/secrets/s`)).json
    await expect.poll(async () => (await secret()).data?.token).toBeDefined()
    const { data } = await secret()
    expect(Buffer.from(data.namespace, 'base64').toString()).toBe('kept')
    expect(Buffer.from(data['ca.crt'], 'base64').toString()).toBe(cluster.ca)
    const asked = await call(cluster, {
      method: 'POST',
      path: '/apis/authentication.k8s.io/v1/selfsubjectreviews',
      body: { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' },
      headers: { authorization: `Bearer ${Buffer.from(data.token, 'base64')}` },
    })
    expect(asked.json.status?.userInfo?.username).toBe('system:serviceaccount:kept:robot')
    await remove(`${at}/serviceaccounts/robot`)
    await gone(`${at}/secrets/s`)
  })

  it('run in one replica, and soon in another when that one dies', async () => {
    const holder = async () => (await get(lease)).json.spec.holderIdentity as string
    const before = await holder()
    const port = Number(/:(\d+)_/.exec(before)?.[1])
    process.kill(replicaPid(port) as number, 'SIGKILL')
    const killedAt = performance.now()
    await untilAnswered(() => post(namespaces, { metadata: { name: 'after' } }))
    const account = `${namespaces}/after/serviceaccounts/default`
    const there = async () => (await untilAnswered(() => get(account))).status
    await expect.poll(there, { timeout: 8_000 }).toBe(200)
    expect(performance.now() - killedAt).toBeLessThan(6_000)
    expect(await holder()).not.toBe(before)
  })
})

interface Named {
  readonly metadata: { readonly name: string; readonly ownerReferences?: unknown }
}

const widgets = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'widgets.example.com' },
  spec: {
    group: 'example.com',
    scope: 'Namespaced',
    names: { plural: 'widgets', singular: 'widget', kind: 'Widget', listKind: 'WidgetList' },
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        schema: {
          openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
        },
      },
    ],
  },
}

/** Again on connection errors: a connection may have led to the replica that died. */
async function untilAnswered(send: () => Promise<Answer>): Promise<Answer> {
  for (;;) {
    try {
      return await send()
    } catch (error) {
      if (!(error as NodeJS.ErrnoException).code) throw error
      await sleep(10)
    }
  }
}
