// What a DELETE may say, in its query and in its body, and what watches and tables show of nothing.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { call } from '../harness/call.ts'
import { startCluster, type TestCluster } from '../harness/cluster.ts'
import { watch } from '../harness/watching.ts'

const configMaps = '/api/v1/namespaces/default/configmaps'

describe('delete options', () => {
  let cluster: TestCluster

  beforeAll(async () => {
    cluster = await startCluster({ replicas: 1 })
    const body = { metadata: { name: 'kept' } }
    await call(cluster, { method: 'POST', path: configMaps, body })
  })

  afterAll(() => cluster?.remove())

  const remove = (path: string, body?: unknown) => call(cluster, { method: 'DELETE', path, body })

  it('in the query may hold preconditions, of collections too', async () => {
    const one = await remove(`${configMaps}/kept?uid=other`)
    expect([one.status, one.json.reason]).toEqual([409, 'Conflict'])
    const all = await remove(`${configMaps}?resourceVersion=0&fieldSelector=metadata.name=kept`)
    expect(all.status).toBe(409)
    expect(all.json.message).toContain('the ResourceVersion in the precondition (0)')
  })

  it.each([
    [{ kind: 'Foo', apiVersion: 'v1' }, 'no kind "Foo" is registered for version "v1"'],
    [{ kind: 'Foo' }, 'no kind "Foo" is registered for version "meta.k8s.io/v1"'],
    [{ kind: 'Status', apiVersion: 'v1' }, 'converting (v1.Status) to (v1.DeleteOptions)'],
    [{ kind: 'DeleteOptions', apiVersion: 'a/b/c' }, 'unexpected GroupVersion string: a/b/c'],
  ])('in a body are of their own kind: %j', async (body, text) => {
    const answer = await remove(`${configMaps}/none`, body)
    expect([answer.status, answer.json.message]).toEqual([400, expect.stringContaining(text)])
  })

  it('in a body may be those of any version', async () => {
    const body = { kind: 'DeleteOptions', apiVersion: 'apps/v1' }
    expect((await remove(`${configMaps}/none`, body)).status).toBe(404)
  })

  it('do not delete unread what can be read', async () => {
    const body = { ignoreStoreReadErrorWithClusterBreakingPotential: true }
    const answer = await remove(`${configMaps}/kept`, body)
    expect(answer.status).toBe(409)
    expect(answer.json.message).toContain('the object is decodable from storage')
  })

  it('numbers are read before selectors', async () => {
    const answer = await call(cluster, { path: `${configMaps}?labelSelector=,,&limit=x` })
    expect(answer.json.message).toBe('strconv.ParseInt: parsing "x": invalid syntax')
    const nothing = await call(cluster, { path: `${configMaps}?fieldSelector=%3D` })
    expect(nothing.status).toBe(200)
  })

  it('bookmarks show what Go writes of an empty object', async () => {
    const query =
      'watch=1&resourceVersion=0&allowWatchBookmarks=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan'
    const watching = await watch(cluster, `/apis/apps/v1/deployments?${query}`)
    const { object } = await watching.next(({ type }) => type === 'BOOKMARK', 5_000)
    watching.close()
    expect(object).toMatchObject({
      spec: { replicas: 0, selector: null, strategy: {}, template: { spec: { containers: null } } },
      status: {},
    })
  })

  it('tables of kinds without columns of their own have no rows in place of none', async () => {
    const headers = { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io' }
    const rows = async (path: string) => (await call(cluster, { path, headers })).json.rows
    expect(await rows('/api/v1/namespaces/default/limitranges')).toBeNull()
    expect(await rows('/api/v1/namespaces/default/pods')).toEqual([])
  })
})
