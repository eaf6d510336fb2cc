// The console's figures add up, its rows are bounded, and its page keeps to its own policy.
import { createHash } from 'node:crypto'
import { builtinCatalogue, createLiveCatalogue } from '@binnacle/catalogue'
import type { Allowed } from '@binnacle/exchange'
import { createMetrics, RecentRequests } from '@binnacle/telemetry'
import { expect, test } from 'vitest'
import type { ConsoleSources } from './console-data.ts'
import { consolePages } from './console-pages.ts'
import { quotaRows } from './quota-rows.ts'

function sourcesOf(change: Partial<ConsoleSources> = {}): ConsoleSources {
  return {
    id: 'apiserver-a',
    address: '192.0.2.1:6443',
    metrics: createMetrics(),
    recent: new RecentRequests(),
    catalogue: createLiveCatalogue(builtinCatalogue()),
    replicas: () => [],
    members: async () => [],
    watches: () => [],
    count: () => 0,
    quotas: () => [],
    revision: () => 7,
    ...change,
  }
}

async function get(sources: ConsoleSources, path: string) {
  const request = { method: 'GET', headers: { get: () => undefined } } as unknown as Allowed
  const reply = await consolePages(sources).get(path)?.serve(request)
  if (reply === undefined || !('body' in reply)) throw new Error('no body')
  return { headers: new Map(reply.headers), text: String(reply.body) }
}

test('the page brings all it needs, and its policy allows nothing else', async () => {
  const { headers, text } = await get(sourcesOf(), '/console')
  const policy = headers.get('Content-Security-Policy') ?? ''
  expect(policy).toContain("default-src 'none'")
  expect(policy).not.toMatch(/unsafe|https?:|\*/)
  for (const tag of ['script', 'style']) {
    const inside = [...text.matchAll(new RegExp(`<${tag}>([^]*?)</${tag}>`, 'g'))]
    expect(inside.length).toBe(1)
    const sha = createHash('sha256')
      .update(inside[0]?.[1] ?? '')
      .digest('base64')
    expect(policy).toContain(`${tag}-src 'sha256-${sha}'`)
  }
  expect(text).not.toMatch(/(src|href)="(?!data:,|#main)/)
})

test('what is shown is written as text only', async () => {
  const { text } = await get(sourcesOf(), '/console')
  expect(text).not.toMatch(
    /innerHTML|outerHTML|insertAdjacent|document\.write|eval\(|\sstyle=|\son\w+=/,
  )
})

test('hostile names are values of JSON, unchanged', async () => {
  const recent = new RecentRequests()
  const user = '</script><script>alert("1")</script>'
  const url = '/<b>x</b>?token=secret'
  const userAgent = '<img/src=x>'
  const at = { atMs: performance.now(), verb: 'GET', seconds: 0.1, address: '::1' }
  recent.add({ ...at, url, code: 403, user, userAgent })
  const { headers, text } = await get(sourcesOf({ recent }), '/console/data')
  expect(headers.get('Content-Type')).toBe('application/json')
  expect(headers.get('X-Content-Type-Options')).toBe('nosniff')
  expect(text).not.toContain('secret')
  const { clients, refused, slowest } = JSON.parse(text)
  expect(clients.rows).toMatchObject([{ user, family: '<img', requests: 1, failed: 1 }])
  expect(refused).toMatchObject({ total: 1, rows: [{ path: '/<b>x</b>', user, code: 403 }] })
  expect(slowest).toMatchObject([{ ms: 100, path: '/<b>x</b>' }])
})

test('rows are bounded and the most telling come first', async () => {
  const watches = Array.from({ length: 300 }, (_, n) => ({
    group: '',
    resource: `r${n}`,
    open: n,
    behind: n === 3 ? 1 : 0,
    eventsMax: n === 3 ? 9 : 0,
    lagMsMax: n === 3 ? 50 : 0,
  }))
  const status = {
    version: '3.6.0',
    databaseSize: 1,
    hasLeader: true,
    isLeader: true,
    revision: 10,
  }
  const members = async () => [
    { endpoint: 'https://root:secret@e1:2379', status, ms: 1, error: '' },
    { endpoint: 'https://e2:2379', status: { ...status, revision: 4 }, ms: 1, error: '' },
    { endpoint: 'https://e3:2379', status: undefined, ms: 1, error: 'refused' },
  ]
  const count: ConsoleSources['count'] = ({ resource }) => (resource === 'pods' ? 5 : 0)
  const sources = sourcesOf({ watches: () => watches, members, count })
  const { text } = await get(sources, '/console/data')
  const data = JSON.parse(text)
  expect(data.watches.rows.length).toBe(100)
  expect(data.watches.total).toBe(300)
  expect(data.watches.rows[0].resource).toBe('r3')
  expect(data.replica.behind).toBe(3)
  expect(data.members.map((one: { behind?: number }) => one.behind)).toEqual([0, 6, undefined])
  expect(text).not.toContain('secret')
  expect(data.objects).toEqual({
    rows: [{ group: '', resource: 'pods', objects: 5 }],
    total: 1,
    objects: 5,
  })
})

test('many who look make one look', async () => {
  let looks = 0
  const pages = consolePages(
    sourcesOf({
      members: async () => {
        looks++
        return []
      },
    }),
  )
  const request = { method: 'GET', headers: { get: () => undefined } } as unknown as Allowed
  const page = pages.get('/console/data')
  await Promise.all(Array.from({ length: 20 }, () => page?.serve(request)))
  expect(looks).toBe(1)
})

test('tells what part of a quota is used', () => {
  const quota = (hard: object, used?: object) => ({
    apiVersion: 'v1',
    kind: 'ResourceQuota',
    metadata: { namespace: 'a', name: 'q' },
    status: { hard, used },
  })
  const rows = quotaRows([
    quota({ cpu: '2', pods: '0', odd: 'what' }, { cpu: '500m', pods: '1' }),
    { apiVersion: 'v1', kind: 'ResourceQuota', metadata: {} },
  ])
  expect(rows.map(({ resource, used, part }) => [resource, used, part])).toEqual([
    ['cpu', '500m', 0.25],
    ['pods', '1', 1],
    ['odd', '0', 0],
  ])
})
