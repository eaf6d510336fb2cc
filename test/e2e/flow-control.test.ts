// A level that is full refuses as the reference does, and no other level notices.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Call, call } from '../harness/call.ts'
import { startCluster, type TestCluster } from '../harness/cluster.ts'

const flowcontrol = '/apis/flowcontrol.apiserver.k8s.io/v1'
const apiVersion = 'flowcontrol.apiserver.k8s.io/v1'
const rbac = '/apis/rbac.authorization.k8s.io/v1/clusterrolebindings'

const level = {
  apiVersion,
  kind: 'PriorityLevelConfiguration',
  metadata: { name: 'narrow' },
  spec: {
    type: 'Limited',
    limited: {
      nominalConcurrencyShares: 0,
      borrowingLimitPercent: 0,
      limitResponse: { type: 'Reject' },
    },
  },
}
const schema = {
  apiVersion,
  kind: 'FlowSchema',
  metadata: { name: 'narrow' },
  spec: {
    priorityLevelConfiguration: { name: 'narrow' },
    matchingPrecedence: 50,
    rules: [
      {
        subjects: [{ kind: 'User', user: { name: 'bob' } }],
        resourceRules: [{ verbs: ['*'], apiGroups: ['*'], resources: ['*'], namespaces: ['*'] }],
      },
    ],
  },
}
const binding = {
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'ClusterRoleBinding',
  metadata: { name: 'bob' },
  roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'cluster-admin' },
  subjects: [
    { apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'bob' },
    { apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'carol' },
  ],
}

describe('flow control', () => {
  let cluster: TestCluster
  const uids: string[] = []

  beforeAll(async () => {
    cluster = await startCluster({ replicas: 1 })
    for (const [path, body] of [
      [rbac, binding],
      [`${flowcontrol}/flowschemas`, schema],
      [`${flowcontrol}/prioritylevelconfigurations`, level],
    ] as const) {
      const { json } = await call(cluster, { method: 'POST', path, body })
      uids.push(json.metadata.uid)
    }
  })

  afterAll(() => cluster?.remove())

  const post = (user: string): Call => ({
    method: 'POST',
    path: '/api/v1/namespaces/default/configmaps',
    headers: { 'impersonate-user': user },
    body: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { generateName: 'a-' } },
  })

  it('refuses with 429 beyond a level, in the words and headers of the reference', async () => {
    const answers = await Promise.all(
      [...Array(60)].flatMap(() => [call(cluster, post('bob')), call(cluster, post('carol'))]),
    )
    const bobs = answers.filter((_answer, index) => index % 2 === 0)
    const carols = answers.filter((_answer, index) => index % 2 === 1)
    expect(new Set(carols.map(({ status }) => status))).toEqual(new Set([201]))
    expect(new Set(bobs.map(({ status }) => status))).toEqual(new Set([201, 429]))
    const refused = bobs.find(({ status }) => status === 429)
    expect(refused?.text).toBe('Too many requests, please try again later.\n')
    expect(refused?.headers).toMatchObject({
      'content-type': 'text/plain; charset=utf-8',
      'retry-after': '1',
      'x-kubernetes-pf-flowschema-uid': uids[1],
      'x-kubernetes-pf-prioritylevel-uid': uids[2],
    })
    const { text } = await call(cluster, { path: '/metrics' })
    const of = 'priority_level="narrow",flow_schema="narrow",reason="concurrency-limit"'
    expect(text).toContain(`rejected_requests_total{${of}} `)
  })

  it('shows its levels to who may see them', async () => {
    const path = '/debug/api_priority_and_fairness/dump_priority_levels'
    const { status, text } = await call(cluster, { path })
    expect(status).toBe(200)
    expect(text).toMatch(/^PriorityLevelName, ActiveQueues, IsIdle, IsQuiescing, /)
    expect(text).toMatch(/\nnarrow, +0, +true, +false, +0, +0, +\d+, +\d+, +0, +0\n/)
  })
})
