import type { Identified } from '@binnacle/exchange'
import type { KubeObject } from '@binnacle/meta'
import { expect, it } from 'vitest'
import { FlowController } from './flow-controller.ts'
import type { Level } from './level.ts'
import { Ticket } from './ticket.ts'

const level = (
  name: string,
  shares: number,
  lendablePercent: number,
  borrows?: number,
  queuing?: object,
) =>
  ({
    apiVersion: 'flowcontrol.apiserver.k8s.io/v1',
    kind: 'PriorityLevelConfiguration',
    metadata: { name, uid: name },
    spec: {
      type: 'Limited',
      limited: {
        nominalConcurrencyShares: shares,
        lendablePercent,
        ...(borrows !== undefined && { borrowingLimitPercent: borrows }),
        limitResponse: queuing ? { type: 'Queue', queuing } : { type: 'Reject' },
      },
    },
  }) as KubeObject

function ticketOf(controller: FlowController, { queues }: Level): Ticket {
  const [counts] = controller.counts
  const whose = { counts: counts as never, request: {} as Identified, flow: '' }
  return new Ticket(queues, whose, { initialSeats: 1, finalSeats: 0, finalMs: 0 })
}

function fill(controller: FlowController, name: string): { seats: number; leave(): void } {
  const level = controller.levels.get(name) as Level
  const held: Ticket[] = []
  for (;;) {
    const ticket = ticketOf(controller, level)
    if (level.queues.enter(ticket, undefined) !== 'seated') break
    held.push(ticket)
  }
  const leave = () => {
    for (const ticket of held) ticket.leave()
  }
  return { seats: held.length, leave }
}

function controllerOf(...levels: KubeObject[]): FlowController {
  const controller = new FlowController(100)
  controller.reload([], levels)
  const info = { isResourceRequest: false, verb: 'get', path: '/' }
  controller.classify({ info, user: { name: 'u', groups: [] } } as unknown as Identified)
  return controller
}

it('lends idle seats to levels that want more, and gives them back to who waits', () => {
  // The catch-all has 5 shares: 105 of them make 100 seats.
  const queuing = { queues: 1, handSize: 1, queueLengthLimit: 100 }
  const controller = controllerOf(level('busy', 50, 0), level('idle', 50, 80, undefined, queuing))
  const [busy, idle] = ['busy', 'idle'].map((name) => controller.levels.get(name) as Level)
  if (!busy || !idle) throw new Error('no levels')
  expect([busy.nominal, idle.nominal]).toEqual([48, 48])
  const borrowed = fill(controller, 'busy')
  expect(borrowed.seats).toBeGreaterThan(busy.nominal)
  for (let number = 0; number < 60; number++) idle.queues.enter(ticketOf(controller, idle), [0])
  // What it lends to nobody is there at once; the rest when seats are shared out anew.
  expect(idle.queues.executing).toBeGreaterThanOrEqual(idle.least)
  expect(idle.queues.executing).toBeLessThan(idle.nominal)
  borrowed.leave()
  controller.borrow()
  expect(idle.queues.executing).toBeGreaterThanOrEqual(idle.nominal)
  expect(busy.queues.limit).toBeLessThanOrEqual(100 - idle.nominal)
})

it('keeps a level to what it may borrow', () => {
  const controller = controllerOf(level('busy', 50, 0, 10), level('idle', 50, 100))
  fill(controller, 'busy')
  controller.borrow()
  const busy = controller.levels.get('busy') as Level
  expect(busy.most).toBe(53)
  expect(busy.queues.limit).toBe(53)
})

it('gives out a part of the seats under strain, and at least eight; the exempt have no bound', () => {
  const controller = controllerOf(level('busy', 50, 0), level('small', 2, 0))
  const busy = controller.levels.get('busy') as Level
  controller.strain(0.5)
  expect(busy.queues.limit).toBe(Math.floor(busy.current / 2))
  controller.strain(0.02)
  expect(busy.queues.limit).toBe(8)
  const held = fill(controller, 'busy')
  expect(held.seats).toBe(8)
  const small = controller.levels.get('small') as Level
  expect(small.current).toBeLessThan(8)
  expect(small.queues.limit).toBe(small.current)
  const exempt = controller.levels.get('exempt') as Level
  expect(exempt.queues.turnwise).toBe(false)
  controller.strain(1)
  expect(fill(controller, 'busy').seats).toBeGreaterThan(40)
})
