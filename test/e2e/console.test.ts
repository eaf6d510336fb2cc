// The console shows what a cluster does: to those who may see it, and correctly.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Answer, call } from '../harness/call.ts'
import { startCluster, type TestCluster } from '../harness/cluster.ts'

const paths = ['/console', '/console/data']
const evil = '<script>alert(1)</script>'

describe('the console of a cluster', () => {
  let cluster: TestCluster
  beforeAll(async () => {
    cluster = await startCluster()
  })
  afterAll(() => cluster?.remove())

  /** Always of the same replica: it tells of itself. */
  const ask = (path: string, headers: Record<string, string> = {}, body?: unknown) =>
    call(cluster, {
      method: body === undefined ? 'GET' : 'POST',
      path,
      body,
      headers: { 'user-agent': 'console-test/1', ...headers },
      at: cluster.replicas[0] as string,
    })
  // A look may be a second old.
  const look = async () => {
    await new Promise((resolve) => setTimeout(resolve, 1_000))
    return (await ask('/console/data')).json
  }

  it.each(paths)('%s is refused as any path is, and tells nothing', async (path) => {
    const refused: [Answer, number, string][] = [
      [await ask(path, { authorization: 'Bearer wrong' }), 401, 'Unauthorized'],
      [await ask(path, { authorization: '' }), 403, 'system:anonymous'],
      [await ask(path, { 'impersonate-user': 'bob' }), 403, `User \\"bob\\" cannot get path`],
    ]
    for (const [{ status, headers, text }, wanted, word] of refused) {
      expect(status).toBe(wanted)
      expect(headers['content-type']).toBe('application/json')
      expect(text).toContain(word)
      expect(text).not.toMatch(/<html|replicas|members/)
    }
    const posted = await ask(path, {}, {})
    expect(posted.status).toBe(405)
  })

  it('is shown to whom a role gives its paths, and to them alone', async () => {
    const meta = { metadata: { name: 'console-viewer' } }
    const rbac = '/apis/rbac.authorization.k8s.io/v1'
    const rules = [{ nonResourceURLs: paths, verbs: ['get'] }]
    expect((await ask(`${rbac}/clusterroles`, {}, { ...meta, rules })).status).toBe(201)
    const bound = await ask(
      `${rbac}/clusterrolebindings`,
      {},
      {
        ...meta,
        roleRef: {
          apiGroup: 'rbac.authorization.k8s.io',
          kind: 'ClusterRole',
          name: 'console-viewer',
        },
        subjects: [{ kind: 'User', name: 'ann', apiGroup: 'rbac.authorization.k8s.io' }],
      },
    )
    expect(bound.status).toBe(201)
    const as = (user: string) => ({ 'impersonate-user': user })
    await expect
      .poll(async () => (await ask('/console', as('ann'))).status, { timeout: 5_000 })
      .toBe(200)
    expect((await ask('/console/data', as('ann'))).status).toBe(200)
    expect((await ask('/console', as('bob'))).status).toBe(403)
    const page = await ask('/console', as('ann'))
    expect(page.headers['content-type']).toBe('text/html; charset=utf-8')
    expect(page.headers['content-security-policy']).toContain("default-src 'none'")
    expect(page.headers['cache-control']).toBe('no-store')
  })

  it('names the replicas and members, and the one that answers', async () => {
    const data = await look()
    expect(data.replicas.total).toBe(2)
    for (const one of data.replicas.rows) expect(one).toMatchObject({ alive: true, serving: true })
    const names = data.replicas.rows.map(({ id }: { id: string }) => id)
    expect(names).toContain(data.replica.id)
    const other = await call(cluster, {
      path: '/console/data',
      at: cluster.replicas[1] as string,
    })
    expect(names).toContain(other.json.replica.id)
    expect(other.json.replica.id).not.toBe(data.replica.id)
    expect(data.members).toMatchObject([{ leader: true, hasLeader: true, behind: 0, error: '' }])
    expect(data.members[0].revision).toBeGreaterThan(0)
    expect(data.replica.behind).toBeLessThan(100)
  })

  it('adds up what clients ask, by client, verb and resource', async () => {
    const before = await look()
    const headers = { 'impersonate-user': evil, 'user-agent': 'teller/9' }
    for (let i = 0; i < 5; i++) {
      expect((await ask('/api/v1/secrets?limit=1', headers)).status).toBe(403)
    }
    const configmaps = '/api/v1/namespaces/default/configmaps'
    for (let i = 0; i < 7; i++) {
      const body = { metadata: { name: `counted-${i}` } }
      expect((await ask(configmaps, { 'user-agent': 'maker/1' }, body)).status).toBe(201)
    }
    const after = await look()
    const clients: { user: string; family: string }[] = after.clients.rows
    expect(clients.find(({ family }) => family === 'teller')).toMatchObject({
      user: evil,
      requests: 5,
      failed: 5,
    })
    expect(clients.find(({ family }) => family === 'maker')).toMatchObject({
      user: 'admin',
      requests: 7,
      failed: 0,
    })
    type Kind = { verb: string; resource: string; requests: number }
    const created = (data: { kinds: { rows: Kind[] } }) =>
      data.kinds.rows.find((kind) => kind.verb === 'CREATE' && kind.resource === 'configmaps')
        ?.requests ?? 0
    expect(created(after) - created(before)).toBe(7)
    expect(after.refused.total - before.refused.total).toBe(5)
    expect(after.refused.rows[0]).toMatchObject({
      verb: 'LIST',
      path: '/api/v1/secrets',
      code: 403,
      user: evil,
      family: 'teller',
    })
    expect(after.slowest.length).toBeGreaterThan(0)
    type Count = { resource: string; objects: number }
    const known = (data: { objects: { rows: Count[] } }) =>
      data.objects.rows.find(({ resource }) => resource === 'configmaps')?.objects ?? 0
    expect(known(after) - known(before)).toBe(7)
  })

  it('shows what is used of a quota', async () => {
    const body = { metadata: { name: 'few' }, spec: { hard: { 'count/secrets': '2' } } }
    await ask('/api/v1/namespaces', {}, { metadata: { name: 'limited' } })
    await ask('/api/v1/namespaces/limited/resourcequotas', {}, body)
    await expect
      .poll(
        async () => {
          await ask('/api/v1/namespaces/limited/secrets', {}, { metadata: { generateName: 's-' } })
          return (await look()).quotas.rows
        },
        { timeout: 30_000 },
      )
      .toContainEqual({
        namespace: 'limited',
        name: 'few',
        resource: 'count/secrets',
        used: '2',
        hard: '2',
        part: 1,
      })
  })
})
