// Who may do what, on every replica at once, and help for who helps others with a 403.
import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Answer, call } from '../harness/call.ts'
import { startCluster, type TestCluster } from '../harness/cluster.ts'

const rbac = '/apis/rbac.authorization.k8s.io/v1'
const bindings = `${rbac}/namespaces/default/rolebindings`
const secrets = '/api/v1/namespaces/default/secrets'

let cluster: TestCluster

beforeAll(async () => {
  cluster = await startCluster({ replicas: 2, flags: ['--no-controllers'] })
})
afterAll(() => cluster?.remove())

const send = (method: string, path: string, body?: unknown): Promise<Answer> =>
  call(cluster, { method, path, body, at: cluster.replicas[0] as string })
const as = (user: string, path: string, at = cluster.server): Promise<Answer> =>
  call(cluster, { path, at, headers: { 'impersonate-user': user } })

describe('a change of roles', () => {
  const wishedMs = 1_000
  const rounds = 10

  it('counts on every replica within a second', async () => {
    await send('POST', `${rbac}/namespaces/default/roles`, {
      metadata: { name: 'reader' },
      rules: [{ verbs: ['list'], apiGroups: [''], resources: ['secrets'] }],
    })
    const took: number[] = []
    const until = async (status: number) => {
      const since = performance.now()
      for (const at of cluster.replicas) {
        while ((await as('ann', secrets, at)).status !== status) await sleep(2)
        took.push(performance.now() - since)
      }
    }
    for (let round = 0; round < rounds; round++) {
      const made = await send('POST', bindings, {
        metadata: { name: 'reads' },
        roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'reader' },
        subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'ann' }],
      })
      expect(made.status, made.text).toBe(201)
      await until(200)
      await send('DELETE', `${bindings}/reads`)
      await until(403)
    }
    took.sort((a, b) => a - b)
    const shown = [took[took.length >> 1], took.at(-1)].map((ms) => `${ms?.toFixed(0)} ms`)
    process.stderr.write(`role changes on both replicas: median ${shown[0]}, longest ${shown[1]}\n`)
    expect(took.at(-1)).toBeLessThan(wishedMs)
  })
})

describe('the pages that help with a 403', () => {
  const question = 'verb=list&resource=secrets&namespace=default'
  const explain = `/access/explain?user=ann&${question}`
  const whoCan = `/access/who-can?${question}`

  it('say nothing to who may not ask', async () => {
    for (const path of [explain, whoCan]) {
      const refused = await as('eve', path)
      expect(refused.status).toBe(403)
      expect(refused.text).not.toContain('secrets')
      expect(refused.text).not.toContain('smallest')
    }
  })

  it('say to who may why, the smallest rule that helps, and who can; and that rule helps', async () => {
    await send('POST', `${rbac}/clusterroles`, {
      metadata: { name: 'helper' },
      rules: [{ verbs: ['get'], nonResourceURLs: ['/access/*'] }],
    })
    await send('POST', `${rbac}/clusterrolebindings`, {
      metadata: { name: 'helper' },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'helper' },
      subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'helen' }],
    })
    await expect.poll(async () => (await as('helen', explain)).status).toBe(200)
    const { json } = await as('helen', explain)
    expect(json).toMatchObject({
      allowed: false,
      smallestRule: { verbs: ['list'], apiGroups: [''], resources: ['secrets'] },
    })
    expect((await as('ann', secrets)).status).toBe(403)
    for (const object of json.smallestGrant) {
      const path = `${rbac}/namespaces/default/${object.kind.toLowerCase()}s`
      const made = await send('POST', path, object)
      expect(made.status, made.text).toBe(201)
    }
    await expect.poll(async () => (await as('ann', secrets)).status).toBe(200)
    const { subjects } = (await as('helen', whoCan)).json
    expect(subjects).toContainEqual(expect.objectContaining({ kind: 'User', name: 'ann' }))
    expect(subjects).toContainEqual({ kind: 'Group', name: 'system:masters' })
  })

  it('are in the README', () => {
    const readme = readFileSync(fileURLToPath(new URL('../../README.md', import.meta.url)), 'utf8')
    for (const path of ['/access/explain', '/access/who-can']) expect(readme).toContain(path)
  })
})
