// etcd does what was asked and its answer is lost: the client gets an error that promises nothing,
// and what was written stands, once and whole.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  type EtcdProxy,
  findEtcd,
  openProxy,
  type RunningEtcd,
  startEtcd,
} from '../../libs/store/etcd/src/testing.ts'
import { type Call, call } from '../harness/call.ts'
import { startCluster, type TestCluster } from '../harness/cluster.ts'

const namespace = '/api/v1/namespaces/default'

describe('a write whose answer from etcd is lost', () => {
  let etcd: RunningEtcd
  let proxy: EtcdProxy
  let cluster: TestCluster

  beforeAll(async () => {
    etcd = await startEtcd(findEtcd() as string)
    proxy = await openProxy(etcd.endpoint)
    cluster = await startCluster({ replicas: 1, flags: [`--etcd-servers=${proxy.endpoint}`] })
  })

  afterAll(async () => {
    await cluster?.remove()
    proxy?.close()
    await etcd?.stop()
  })

  const revisionOf = async (key: string) =>
    (await etcd.client.range({ key: `/registry/${key}` })).kvs[0]?.modRevision ?? 0

  /** `text` is in the request to etcd that changes `key`. */
  async function lose(asked: Call, text: string, key: string) {
    const before = await revisionOf(key)
    const held = proxy.holdAnswerTo(text)
    const answer = call(cluster, asked)
    await held
    await expect.poll(() => revisionOf(key), { timeout: 20_000 }).not.toBe(before)
    proxy.cut()
    return answer
  }

  const post = (path: string, body: object) => call(cluster, { method: 'POST', path, body })
  const get = (path: string) => call(cluster, { path })
  const pod = (name: string) => ({
    metadata: { name, labels: { app: name } },
    spec: { containers: [{ name: 'c', image: 'i' }] },
  })

  it('POST: a Service keeps its address and its port', async () => {
    const port = { port: 80, nodePort: 30_123 }
    const spec = { type: 'NodePort', clusterIP: '10.96.77.7', ports: [port] }
    const path = `${namespace}/services`
    const body = { metadata: { name: 'kept' }, spec }
    const answer = await lose(
      { method: 'POST', path, body },
      '"kind":"Service"',
      'services/specs/default/kept',
    )
    expect(answer.status).toBe(500)
    expect((await get(`${path}/kept`)).json.spec).toMatchObject({ clusterIP: '10.96.77.7' })
    const sameAddress = { ...spec, ports: [{ port: 80 }] }
    const second = await post(path, { metadata: { name: 'second' }, spec: sameAddress })
    expect(second.status, second.text).toBe(422)
    expect(second.json.message).toContain('already allocated')
    const third = await post(path, {
      metadata: { name: 'third' },
      spec: { ...spec, clusterIP: '' },
    })
    expect(third.status, third.text).toBe(422)
    expect(third.json.message).toContain('already allocated')
  })

  it('PATCH: a Service that becomes one with a port keeps the port', async () => {
    const path = `${namespace}/services`
    await post(path, { metadata: { name: 'turned' }, spec: { ports: [{ port: 80 }] } })
    const body = { spec: { type: 'NodePort', ports: [{ port: 80, nodePort: 30_124 }] } }
    const headers = { 'content-type': 'application/merge-patch+json' }
    const key = 'services/specs/default/turned'
    const asked = { method: 'PATCH', path: `${path}/turned`, body, headers }
    const answer = await lose(asked, '"kind":"Service"', key)
    expect(answer.status).toBe(500)
    const spec = { type: 'NodePort', ports: [{ port: 80, nodePort: 30_124 }] }
    const second = await post(path, { metadata: { name: 'other' }, spec })
    expect(second.status, second.text).toBe(422)
  })

  it('DELETE: it is gone, and nobody says it was not there', async () => {
    const path = `${namespace}/configmaps`
    await post(path, { metadata: { name: 'gone' } })
    const asked = { method: 'DELETE', path: `${path}/gone` }
    const answer = await lose(asked, 'configmaps/default/gone', 'configmaps/default/gone')
    expect(answer.status).toBe(500)
    expect((await get(`${path}/gone`)).status).toBe(404)
  })

  it('a binding: the pod is bound, and nobody says it was bound before', async () => {
    await post(`${namespace}/pods`, pod('bound'))
    const path = `${namespace}/pods/bound/binding`
    const body = { metadata: { name: 'bound' }, target: { kind: 'Node', name: 'n1' } }
    const answer = await lose(
      { method: 'POST', path, body },
      '"nodeName":"n1"',
      'pods/default/bound',
    )
    expect(answer.status).toBe(500)
    expect((await get(`${namespace}/pods/bound`)).json.spec.nodeName).toBe('n1')
  })

  it('an eviction: one disruption is spent and not a second', async () => {
    const budgets = '/apis/policy/v1/namespaces/default/poddisruptionbudgets'
    await post(`${namespace}/pods`, pod('evicted'))
    const patch = (path: string, body: object) =>
      call(cluster, {
        method: 'PATCH',
        path,
        body,
        headers: { 'content-type': 'application/merge-patch+json' },
      })
    const status = { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] }
    await patch(`${namespace}/pods/evicted/status`, { status })
    const selector = { matchLabels: { app: 'evicted' } }
    await post(budgets, { metadata: { name: 'b' }, spec: { minAvailable: 0, selector } })
    const counts = { disruptionsAllowed: 5, currentHealthy: 9, desiredHealthy: 4, expectedPods: 9 }
    await patch(`${budgets}/b/status`, { status: { ...counts, observedGeneration: 1 } })
    const path = `${namespace}/pods/evicted/eviction`
    const body = { metadata: { name: 'evicted' } }
    const key = 'poddisruptionbudgets/default/b'
    const answer = await lose({ method: 'POST', path, body }, '"disruptedPods"', key)
    expect(answer.status).toBe(500)
    expect((await get(`${budgets}/b`)).json.status.disruptionsAllowed).toBe(4)
  })

  it('the renewal of the leader: it goes on leading', async () => {
    const lease = '/apis/coordination.k8s.io/v1/namespaces/kube-system/leases/binnacle-loops'
    const spec = async () => (await get(lease)).json.spec
    await expect.poll(async () => (await spec())?.holderIdentity, { timeout: 20_000 }).toBeTruthy()
    const before = await spec()
    const key = 'leases/kube-system/binnacle-loops'
    const revision = await revisionOf(key)
    const held = proxy.holdAnswerTo(key)
    await held
    await expect.poll(() => revisionOf(key), { timeout: 20_000 }).not.toBe(revision)
    proxy.cut()
    const lost = await revisionOf(key)
    // Another version: it was renewed after the one whose answer was lost.
    await expect.poll(() => revisionOf(key), { timeout: 20_000 }).not.toBe(lost)
    const { holderIdentity, leaseTransitions } = await spec()
    expect(leaseTransitions).toBe(before.leaseTransitions)
    expect(holderIdentity).toBe(before.holderIdentity)
  })

  it('aggregation: rules whose write never came to etcd are written again', async () => {
    const roles = '/apis/rbac.authorization.k8s.io/v1/clusterroles'
    const labels = { 'rbac.authorization.k8s.io/aggregate-to-view': 'true' }
    const rule = { verbs: ['get'], apiGroups: ['lost.example.com'], resources: ['widgets'] }
    proxy.loseRequest('clusterroles/view')
    const made = await post(roles, { metadata: { name: 'adds', labels }, rules: [rule] })
    expect(made.status).toBe(201)
    const rules = async () => (await get(`${roles}/view`)).json.rules
    await expect.poll(rules, { timeout: 20_000 }).toContainEqual(rule)
  })
})
