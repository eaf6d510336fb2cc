// The validators let an honest history pass, and notice every defect that is put into one.
import { describe, expect, it } from 'vitest'
import type { Operation } from '../model/operation.ts'
import { checkEverything } from './everything.ts'
import { honestHistory } from './honest.ts'
import { isLinearizable } from './linearizable.ts'
import { mutants } from './mutants.ts'

const seeds = [1, 2, 3, 4, 5]

function broken(history: ReturnType<typeof honestHistory>): string[] {
  const { violations } = checkEverything(history)
  return Object.entries(violations).flatMap(([rule, found]) => (found.length > 0 ? [rule] : []))
}

describe('validators', () => {
  it.each(seeds)('let an honest history pass, seed %i', (seed) => {
    const history = honestHistory(seed)
    expect(checkEverything(history).violations).toEqual(
      Object.fromEntries(
        Object.keys(checkEverything(history).violations).map((rule) => [rule, []]),
      ),
    )
  })

  it.each(Object.entries(mutants))('notice that %s', (_, { rule, spoil }) => {
    for (const seed of seeds) {
      const history = honestHistory(seed)
      spoil(history)
      expect(broken(history), `seed ${seed}`).toContain(rule)
    }
  })
})

describe('the search for an order', () => {
  const at = (startMs: number, endMs: number, rest: Partial<Operation>): Operation => ({
    client: 'c',
    kind: 'get',
    key: 'ns/n',
    startMs,
    endMs,
    outcome: 'ok',
    status: 200,
    ...rest,
  })
  const create = at(0, 10, { kind: 'create', mark: 'a', revision: 1 })

  it('lets a write without an answer happen late, or never', () => {
    const open = at(20, Infinity, { kind: 'delete', outcome: 'unknown' })
    const gone = { outcome: 'refused', status: 404 } as const
    const there = { seen: 'a', revision: 1 }
    expect(isLinearizable([create, open, at(30, 40, there), at(50, 60, gone)])).toBe('linearizable')
    expect(isLinearizable([create, open, at(30, 40, there), at(50, 60, there)])).toBe(
      'linearizable',
    )
    expect(isLinearizable([create, open, at(30, 40, gone), at(50, 60, there)])).toBe('impossible')
  })

  it('lets a write be seen while it is under way, and not before', () => {
    const seen = { seen: 'b', revision: 2 }
    const update = at(20, 40, { kind: 'update', mark: 'b', revision: 2, expects: 1 })
    expect(isLinearizable([create, update, at(25, 30, seen)])).toBe('linearizable')
    expect(isLinearizable([create, update, at(12, 18, seen)])).toBe('impossible')
    const old = at(32, 38, { seen: 'a', revision: 1 })
    expect(isLinearizable([create, update, at(25, 30, seen), old])).toBe('impossible')
  })
})
