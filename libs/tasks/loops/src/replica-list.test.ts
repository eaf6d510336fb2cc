import { expect, test } from 'vitest'
import { replicaLease } from './replica-lease.ts'
import { listReplicas } from './replica-list.ts'

test('tells replicas that serve from those that are gone', () => {
  const nowMs = Date.parse('2030-01-01T00:01:00Z')
  const lease = (id: string, address: string, msAgo: number) =>
    replicaLease({ id, hostname: 'h', address }, 'x', new Date(nowMs - msAgo))
  const of = { apiVersion: 'v1', kind: 'Any' }
  const other = { ...of, metadata: { name: 'a-scheduler' }, spec: {} }
  const subsets = [
    { addresses: [{ ip: '192.0.2.1' }, { ip: '2001:db8::1' }], ports: [{ port: 1 }] },
  ]
  const list = listReplicas(
    [
      lease('one', '192.0.2.1:1', 2_000),
      lease('two', '[2001:db8::1]:1', 0),
      lease('three', '192.0.2.3:1', 20_000),
      other,
    ],
    { ...of, metadata: {}, subsets },
    nowMs,
  )
  const shown = list.map((one) => [one.id, one.alive, one.serving, one.renewedMsAgo])
  expect(shown).toEqual([
    ['one', true, true, 2_000],
    ['two', true, true, 0],
    ['three', false, false, 20_000],
  ])
  expect(listReplicas([lease('one', 'a:1', 0)], undefined, nowMs)[0]?.serving).toBe(false)
})
