// A level that is full refuses as the reference does, and no other level notices.
import { connect } from 'node:http2'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Call, call } from '../harness/call.ts'
import { startCluster, type TestCluster, token } from '../harness/cluster.ts'

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
    cluster = await startCluster({ replicas: 2 })
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
    at: cluster.replicas[0],
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
    const { text } = await call(cluster, { path: '/metrics', at: cluster.replicas[0] })
    const of = 'priority_level="narrow",flow_schema="narrow",reason="concurrency-limit"'
    expect(text).toContain(`rejected_requests_total{${of}} `)
  })

  it('shows its levels to who may see them', async () => {
    const path = '/debug/api_priority_and_fairness/dump_priority_levels'
    const { status, text } = await call(cluster, { path })
    expect(status).toBe(200)
    expect(text).toMatch(/^PriorityLevelName, ActiveQueues, IsIdle, IsQuiescing, /)
    expect(text).toMatch(/\nnarrow, +0, +true, +false, +0, +0, +\d+, +\d+, +0, +0\n/)
    const requests = '/debug/api_priority_and_fairness/dump_requests?includeRequestDetails=1'
    const { text: itself } = await call(cluster, { path: requests })
    const [head, ...rows] = itself.split('\n').map((line) => line.split(/, */))
    expect(head?.slice(0, 5)).toEqual(
      'PriorityLevelName FlowSchemaName QueueIndex RequestIndexInQueue FlowDistingsher'.split(' '),
    )
    const own = rows.find((row) => row.includes('/debug/api_priority_and_fairness/dump_requests'))
    expect(own?.slice(0, 5)).toEqual(['exempt', 'exempt', '-1', '-1', ''])
    expect(own?.slice(6, 9)).toEqual(['1', '0', '0s'])
    expect(own?.slice(10, 12)).toEqual(['admin', 'get'])
  })

  it('refuses streams of one HTTP/2 connection, which goes on', async () => {
    const session = connect(cluster.replicas[0] as string, { ca: cluster.ca })
    const create = () =>
      new Promise<{ status: number; after: unknown; text: string }>((resolve, reject) => {
        const stream = session.request({
          ':method': 'POST',
          ':path': '/api/v1/namespaces/default/configmaps',
          authorization: `Bearer ${token}`,
          'impersonate-user': 'bob',
          'content-type': 'application/json',
        })
        stream.end('{"apiVersion":"v1","kind":"ConfigMap","metadata":{"generateName":"a-"}}')
        let [status, text, after]: [number, string, unknown] = [0, '', undefined]
        stream.on('response', (head) => {
          status = head[':status'] as number
          after = head['retry-after']
        })
        stream.on('data', (chunk: Buffer) => {
          text += chunk
        })
        stream.on('error', reject)
        stream.on('end', () => resolve({ status, after, text }))
      })
    try {
      const answers = await Promise.all([...Array(80)].map(create))
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201, 429]))
      for (const { status, after, text } of answers) {
        if (status === 201) continue
        expect(Number(after)).toBeGreaterThanOrEqual(1)
        expect(text).toBe('Too many requests, please try again later.\n')
      }
      expect((await create()).status).toBe(201)
    } finally {
      session.destroy()
    }
  })

  it('takes the seat of a watch back once it is open', async () => {
    const session = connect(cluster.replicas[0] as string, { ca: cluster.ca })
    try {
      const stream = session.request({
        ':path': '/api/v1/namespaces/default/configmaps?watch=true',
        authorization: `Bearer ${token}`,
        'impersonate-user': 'bob',
      })
      const head = await new Promise<{ ':status'?: number }>((resolve, reject) => {
        stream.on('response', resolve)
        stream.on('error', reject)
      })
      expect(head[':status']).toBe(200)
      await new Promise((resolve) => stream.once('data', resolve))
      expect((await call(cluster, post('bob'))).status).toBe(201)
      expect(stream.closed).toBe(false)
    } finally {
      session.destroy()
    }
  })

  /** By whom and where a request of `user` is judged at a replica. */
  async function judged(user: string, at: string): Promise<readonly unknown[]> {
    const headers = { 'impersonate-user': user, 'impersonate-group': 'system:authenticated' }
    const answer = await call(cluster, { path: '/version', at, headers })
    return [
      answer.headers['x-kubernetes-pf-flowschema-uid'],
      answer.headers['x-kubernetes-pf-prioritylevel-uid'],
    ]
  }

  async function within(ms: number, isSo: () => Promise<boolean>): Promise<boolean> {
    for (const began = performance.now(); performance.now() - began < ms; await sleep(20)) {
      if (await isSo()) return true
    }
    return false
  }

  it('follows a level and its schema on every replica, to their end', async () => {
    const levels = `${flowcontrol}/prioritylevelconfigurations`
    const schemas = `${flowcontrol}/flowschemas`
    const limited = { nominalConcurrencyShares: 1, limitResponse: { type: 'Reject' } }
    const rules = [
      {
        subjects: [{ kind: 'User', user: { name: 'dave' } }],
        nonResourceRules: [{ verbs: ['*'], nonResourceURLs: ['*'] }],
      },
    ]
    const spec = {
      matchingPrecedence: 1000,
      priorityLevelConfiguration: { name: 'passing' },
      distinguisherMethod: { type: 'ByUser' },
      rules,
    }
    const metadata = { name: 'passing' }
    const made = await Promise.all([
      call(cluster, {
        method: 'POST',
        path: schemas,
        body: { apiVersion, kind: 'FlowSchema', metadata, spec },
      }),
      call(cluster, {
        method: 'POST',
        path: levels,
        body: {
          apiVersion,
          kind: 'PriorityLevelConfiguration',
          metadata,
          spec: { type: 'Limited', limited },
        },
      }),
    ])
    expect(made.map(({ status }) => status)).toEqual([201, 201])
    const expected = made.map(({ json }) => json.metadata.uid)
    const seats = /\napiserver_flowcontrol_nominal_limit_seats{priority_level="passing"} (\d+)\n/
    for (const at of cluster.replicas) {
      expect(await within(2_000, async () => `${await judged('dave', at)}` === `${expected}`)).toBe(
        true,
      )
      const others = await judged('erin', at)
      expect(others.every((uid) => uid !== '' && !expected.includes(uid))).toBe(true)
      const { text } = await call(cluster, { path: '/metrics', at })
      expect(Number(seats.exec(text)?.[1])).toBeGreaterThanOrEqual(1)
    }
    const isFound = async () => {
      const { json } = await call(cluster, { path: `${schemas}/passing` })
      const conditions = json.status?.conditions ?? []
      return conditions.some(
        (one: { type: string; status: string }) =>
          one.type === 'Dangling' && one.status === 'False',
      )
    }
    expect(await within(5_000, isFound)).toBe(true)
    for (const path of [schemas, levels]) {
      await call(cluster, { method: 'DELETE', path: `${path}/passing` })
    }
    for (const at of cluster.replicas) {
      const isGone = async () => {
        const { text } = await call(cluster, { path: '/metrics', at })
        return !seats.test(text) && (await judged('dave', at))[0] !== expected[0]
      }
      // A level stays until it is idle and seats are shared out anew.
      expect(await within(12_000, isGone)).toBe(true)
    }
  })
})

describe('plain limits instead of flow control', () => {
  let cluster: TestCluster

  beforeAll(async () => {
    const flags = ['enable-priority-and-fairness=false', 'max-mutating-requests-inflight=1']
    cluster = await startCluster({ replicas: 1, flags: flags.map((flag) => `--${flag}`) })
    await call(cluster, { method: 'POST', path: rbac, body: binding })
  })

  afterAll(() => cluster?.remove())

  it('refuse what is beyond them in the same words, but not superusers', async () => {
    const create = (user?: string) =>
      call(cluster, {
        method: 'POST',
        path: '/api/v1/namespaces/default/configmaps',
        headers: user === undefined ? undefined : { 'impersonate-user': user },
        body: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { generateName: 'a-' } },
      })
    const all = await Promise.all([...Array(60)].flatMap(() => [create('bob'), create()]))
    const bobs = all.filter((_answer, index) => index % 2 === 0)
    const own = all.filter((_answer, index) => index % 2 === 1)
    expect(new Set(own.map(({ status }) => status))).toEqual(new Set([201]))
    const refused = bobs.find(({ status }) => status !== 201)
    expect(refused?.status).toBe(429)
    expect(refused?.text).toBe('Too many requests, please try again later.\n')
    expect(refused?.headers['retry-after']).toBe('1')
    expect(refused?.headers).not.toHaveProperty('x-kubernetes-pf-flowschema-uid')
  })
})
