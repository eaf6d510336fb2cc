import type { Identified } from '@binnacle/exchange'
import { expect, it } from 'vitest'
import { maxInFlight } from './max-in-flight.ts'

const request = (verb: string, ...groups: string[]) =>
  ({
    info: { isResourceRequest: true, verb, path: '/api/v1/pods' },
    user: { name: 'u', groups },
  }) as unknown as Identified

it('refuses with 429 what finds no seat, but not superusers, probes and watches', async () => {
  const isLongRunning = ({ verb }: { verb: string }) => verb === 'watch'
  const flow = maxInFlight({ readsMax: 1, writesMax: 1, isLongRunning })
  const first = await flow.takeSeat(request('get'))
  expect(() => flow.takeSeat(request('list'))).toThrow(expect.objectContaining({ code: 429 }))
  const write = await flow.takeSeat(request('create'))
  await flow.takeSeat(request('watch'))
  const superuser = await flow.takeSeat(request('get', 'system:masters'))
  const probe = {
    info: { isResourceRequest: false, verb: 'get', path: '/livez' },
    user: { groups: [] },
  }
  await flow.takeSeat(probe as unknown as Identified)
  expect(flow.seatsTaken).toBe(3)
  for (const { seat } of [first, first, write, superuser]) seat.leave()
  expect(flow.seatsTaken).toBe(0)
  await flow.takeSeat(request('get'))
})
