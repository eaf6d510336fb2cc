// Metrics have labels of closed lists: nobody makes them grow by what he sends.
import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { call } from '../harness/call.ts'
import { startCluster, type TestCluster } from '../harness/cluster.ts'

const rounds = 150

describe('labels of metrics', () => {
  let cluster: TestCluster

  beforeAll(async () => {
    cluster = await startCluster({ replicas: 1 })
  })

  afterAll(() => cluster?.remove())

  const word = () => `x${randomBytes(4).toString('hex')}`

  /** Names, paths, resources, groups, verbs by path, agents and media types that nobody has seen. */
  async function noise(): Promise<void> {
    for (let round = 0; round < rounds; round++) {
      const paths = [
        `/${word()}/${word()}`,
        `/api/v1/${word()}`,
        `/apis/${word()}.io/${word()}/${word()}`,
        `/api/v1/namespaces/${word()}/configmaps/${word()}/${word()}`,
        `/api/v1/namespaces/${word()}/pods?labelSelector=${word()}&fieldSelector=${word()}`,
        `/api/v1/watch/${word()}/${word()}`,
      ]
      const path = paths[round % paths.length] as string
      const method = ['GET', 'POST', 'DELETE', 'PUT'][round % 4]
      const headers = { 'user-agent': word(), 'x-request-id': word(), accept: `${word()}/json` }
      await call(cluster, { method, path, headers, body: method === 'GET' ? undefined : {} })
    }
  }

  async function series(): Promise<string[]> {
    const { text } = await call(cluster, { path: '/metrics' })
    const names = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
    return names.map((line) => line.replace(/ [^ ]+$/, '')).sort()
  }

  it('K11: say nothing that clients make up', async () => {
    await noise()
    const all = await series()
    expect(all.some((name) => name.startsWith('apiserver_request_total'))).toBe(true)
    expect(all.filter((name) => /x[0-9a-f]{8}/.test(name))).toEqual([])
  }, 120_000)
})
