import { findEtcd, type RunningEtcd, startEtcd } from '@binnacle/etcd/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { runModel } from './model-run.ts'

const binary = findEtcd()
const operations = Number(process.env.BINNACLE_MODEL_OPERATIONS ?? 100_000)
const seed = Number(process.env.BINNACLE_MODEL_SEED ?? Math.floor(Math.random() * 2 ** 31))
/** A loaded machine does two hundred in a second, a free one two thousand. */
const timeoutMs = 120_000 + operations * 10

describe.skipIf(binary === undefined)('two replicas against the model', () => {
  let etcd: RunningEtcd
  beforeAll(async () => {
    etcd = await startEtcd(binary as string)
  }, 20_000)
  afterAll(() => etcd?.stop())

  test(
    `keep every promise (BINNACLE_MODEL_SEED=${seed})`,
    async () => {
      const { faults, done, events, cuts, compactions } = await runModel({ etcd, seed, operations })
      expect(faults, `seed ${seed}`).toEqual([])
      expect(done).toBeGreaterThanOrEqual(operations)
      expect(Math.min(events, cuts, compactions)).toBeGreaterThan(0)
    },
    timeoutMs,
  )
})
