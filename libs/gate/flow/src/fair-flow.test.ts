import type { Identified } from '@binnacle/exchange'
import type { KubeObject } from '@binnacle/meta'
import { afterEach, describe, expect, it } from 'vitest'
import { createFairFlow, type FairFlow } from './fair-flow.ts'

const facts = {
  objects: (_group: string, resource: string) =>
    resource === 'secrets' ? { count: 500, bytesMean: 1_000 } : undefined,
  watchers: () => 0,
}
const level = (name: string, shares: number, queuing?: object): KubeObject => ({
  apiVersion: 'flowcontrol.apiserver.k8s.io/v1',
  kind: 'PriorityLevelConfiguration',
  metadata: { name, uid: `uid-of-${name}` },
  spec: {
    type: 'Limited',
    limited: {
      nominalConcurrencyShares: shares,
      lendablePercent: 0,
      borrowingLimitPercent: 0,
      limitResponse: queuing ? { type: 'Queue', queuing } : { type: 'Reject' },
    },
  },
})
const schema = (name: string, user: string, to: string): KubeObject => ({
  apiVersion: 'flowcontrol.apiserver.k8s.io/v1',
  kind: 'FlowSchema',
  metadata: { name, uid: `uid-of-${name}` },
  spec: {
    priorityLevelConfiguration: { name: to },
    matchingPrecedence: 500,
    distinguisherMethod: { type: 'ByUser' },
    rules: [
      {
        subjects: [{ kind: 'User', user: { name: user } }],
        resourceRules: [{ verbs: ['*'], apiGroups: ['*'], resources: ['*'], namespaces: ['*'] }],
      },
    ],
  },
})
const request = (name: string, more: { verb?: string; resource?: string; group?: string } = {}) =>
  ({
    info: {
      isResourceRequest: true,
      verb: more.verb ?? 'get',
      group: '',
      resource: more.resource ?? 'configmaps',
      subresource: '',
      namespace: 'default',
      name: '',
      path: '/api',
    },
    query: new URLSearchParams(),
    user: { name, groups: more.group ? [more.group] : ['system:authenticated'] },
    receivedAtMs: performance.now(),
    signal: new AbortController().signal,
  }) as unknown as Identified

describe('createFairFlow', () => {
  let flow: FairFlow
  afterEach(() => flow.stop())

  function start(queuing?: object, waitMs = 5_000): void {
    flow = createFairFlow({ seats: 10, facts, isLongRunning: () => false, waitMs: () => waitMs })
    const schemas = [schema('a', 'alice', 'small'), schema('b', 'bob', 'other')]
    flow.reload(
      [...schemas, schema('c', 'carol', 'small')],
      [level('small', 1, queuing), level('other', 4)],
    )
  }

  it('refuses beyond the seats of a level; others and the exempt go on', async () => {
    start()
    const held = await flow.takeSeat(request('alice'))
    expect(held.flowHeaders).toEqual([
      ['X-Kubernetes-PF-FlowSchema-UID', 'uid-of-a'],
      ['X-Kubernetes-PF-PriorityLevel-UID', 'uid-of-small'],
    ])
    const late = request('alice')
    expect(() => flow.takeSeat(late)).toThrow(expect.objectContaining({ code: 429 }))
    expect((late as { flowHeaders?: unknown }).flowHeaders).toEqual(held.flowHeaders)
    await flow.takeSeat(request('bob'))
    await flow.takeSeat(request('alice', { group: 'system:masters' }))
    held.seat.leave()
    held.seat.leave()
    await flow.takeSeat(request('alice'))
    expect(flow.metrics()).toContain(
      'priority_level="small",flow_schema="a",reason="concurrency-limit"} 1',
    )
  })

  it('lets flows take turns, however long the queue of one is', async () => {
    start({ queues: 16, handSize: 1, queueLengthLimit: 50 })
    const order: string[] = []
    const held = await flow.takeSeat(request('alice'))
    const enter = async (name: string) => {
      const { seat } = await flow.takeSeat(request(name))
      order.push(name)
      seat.leave()
    }
    const all = [...Array(20)].map(() => enter('alice'))
    all.push(enter('carol'))
    held.seat.leave()
    await Promise.all(all)
    expect(order).toHaveLength(21)
    expect(order.indexOf('carol')).toBeLessThan(3)
    expect(flow.seatsTaken).toBe(0)
  })

  it('refuses who waits too long, and when the queue is full', async () => {
    start({ queues: 1, handSize: 1, queueLengthLimit: 1 }, 20)
    await flow.takeSeat(request('alice'))
    const waiting = flow.takeSeat(request('alice'))
    expect(() => flow.takeSeat(request('alice'))).toThrow(expect.objectContaining({ code: 429 }))
    await expect(waiting).rejects.toMatchObject({ code: 429 })
    expect(flow.metrics()).toContain('reason="time-out"} 1')
    expect(flow.metrics()).toContain('reason="queue-full"} 1')
  })

  it('takes over changed objects, and keeps what it must have', async () => {
    start()
    flow.reload([], [])
    const { flowHeaders } = await flow.takeSeat(request('alice'))
    expect(flowHeaders?.[0]).toEqual(['X-Kubernetes-PF-FlowSchema-UID', ''])
    expect([...flow.controller.levels.keys()].sort()).toEqual(['catch-all', 'exempt'])
  })

  it('gives wide lists more seats', async () => {
    start()
    const { seat } = await flow.takeSeat(request('bob', { verb: 'list', resource: 'secrets' }))
    expect(flow.seatsTaken).toBe(5)
    seat.leave()
    expect(flow.seatsTaken).toBe(0)
  })

  it('costs next to nothing while there is room', async () => {
    start({ queues: 64, handSize: 6, queueLengthLimit: 50 })
    const one = request('alice')
    const rounds = 20_000
    let least = Number.POSITIVE_INFINITY
    // Others share the machine: the time of this thread counts, in the best of some batches.
    const usedUs = () => {
      const { user, system } = process.threadCpuUsage()
      return user + system
    }
    for (let batch = 0; batch < 8; batch++) {
      const began = usedUs()
      for (let round = 0; round < rounds; round++) {
        const seated = flow.takeSeat(one)
        if (seated instanceof Promise) throw new Error('waits though there is room')
        seated.seat.leave()
      }
      least = Math.min(least, (usedUs() - began) / rounds)
    }
    expect(least).toBeLessThan(2)
    expect(flow.seatsTaken).toBe(0)
  })
})
