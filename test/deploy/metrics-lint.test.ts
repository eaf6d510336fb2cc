// What a replica measures keeps Prometheus' rules for names, units and texts.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startCluster, type TestCluster } from '../harness/cluster.ts'
import { kubectl } from '../harness/kubectl.ts'
import { run, toolOrSkip } from './tools.ts'

const promtool = toolOrSkip('promtool', 'the lint of /metrics')

describe.skipIf(promtool === undefined)('/metrics', () => {
  let cluster: TestCluster
  beforeAll(async () => {
    cluster = await startCluster({ replicas: 1 })
  })
  afterAll(() => cluster?.remove())

  it('is taken by promtool without a word', async () => {
    // So that there is something of every kind: a write, a refusal, a list.
    await kubectl(cluster, ['create', 'configmap', 'one'])
    await kubectl(cluster, ['create', 'configmap', 'one'])
    await kubectl(cluster, ['get', 'pods', '--all-namespaces'])
    const { out } = await kubectl(cluster, ['get', '--raw', '/metrics'])
    expect(out).toContain('apiserver_request_total{')
    const said = run(promtool as string, ['check', 'metrics'], {}, out)
    expect(said).toEqual({ code: 0, out: '', err: '' })
  })
})
