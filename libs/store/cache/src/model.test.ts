import { findEtcd, type RunningEtcd, startEtcd } from '@binnacle/etcd/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { runModel } from './model-run.ts'

const binary = findEtcd()
const operations = Number(process.env.BINNACLE_MODEL_OPERATIONS ?? 4_000)
const seed = Number(process.env.BINNACLE_MODEL_SEED ?? Math.floor(Math.random() * 2 ** 31))

describe.skipIf(binary === undefined)('two replicas against the model', () => {
  let etcd: RunningEtcd
  beforeAll(async () => {
    etcd = await startEtcd(binary as string)
  }, 20_000)
  afterAll(() => etcd?.stop())

  test(`keep every promise (BINNACLE_MODEL_SEED=${seed})`, async () => {
    const { faults, done, events } = await runModel({ etcd, seed, operations })
    expect(faults, `seed ${seed}`).toEqual([])
    expect(done).toBeGreaterThanOrEqual(operations)
    expect(events).toBeGreaterThan(0)
  }, 600_000)
})
