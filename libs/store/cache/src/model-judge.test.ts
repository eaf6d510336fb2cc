import { findEtcd, type RunningEtcd, startEtcd } from '@binnacle/etcd/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { judgeAll } from './model-judge.ts'
import { mutants, type Seen } from './model-mutants.ts'
import type { Records } from './model-records.ts'
import { recordModel } from './model-run.ts'

const binary = findEtcd()
const seed = Number(process.env.BINNACLE_MODEL_SEED ?? Math.floor(Math.random() * 2 ** 31))

/** As deep as a defect goes. */
function copied({ writes, reads, lists, watches }: Records): Records {
  return {
    writes: writes.map((one) => ({ ...one, span: { ...one.span } })),
    reads: reads.map((one) => ({ ...one, found: one.found && { ...one.found } })),
    lists: lists.map((one) => {
      return { ...one, items: [...one.items], revisions: [...one.revisions] }
    }),
    watches: watches.map((one) => ({ ...one, told: [...one.told] })),
  }
}

/** A run of real replicas is honest; with one defect in it, it is not. */
describe.skipIf(binary === undefined)(`the judge of the model (seed ${seed})`, () => {
  let etcd: RunningEtcd
  let honest: Seen
  beforeAll(async () => {
    etcd = await startEtcd(binary as string)
    honest = await recordModel({ etcd, seed, operations: 4_000 })
  }, 120_000)
  afterAll(() => etcd?.stop())

  test('lets an honest run pass', () => {
    expect(judgeAll(honest.history, honest.records)).toEqual([])
  })

  test.each(Object.entries(mutants))('notices that %s', (_, spoil) => {
    const seen = { history: honest.history, records: copied(honest.records) }
    expect(spoil(seen), 'there is no place for this defect').toBe(true)
    expect(judgeAll(seen.history, seen.records)).not.toEqual([])
  })
})
