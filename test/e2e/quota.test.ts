// A quota holds at every revision that etcd ever had, though replicas are killed while many write.
// A short run of test/robustness/quota/run.ts.
import { describe, expect, it } from 'vitest'
import { underFire } from '../robustness/quota/under-fire.ts'

describe('quotas under fire', () => {
  it('are never exceeded, never told too low, and give back all that is free', async () => {
    const seen = await underFire({
      replicas: 3,
      clients: 24,
      operations: 1_200,
      hard: [20, 35, 50],
      killEvery: 500,
    })
    expect(seen.faults).toEqual([])
    expect([...seen.report.strange]).toEqual([])
    expect(seen.falseRefusals).toBe(0)
    expect(seen.report.refusals.length, 'the quotas were full at times').toBeGreaterThan(0)
    expect(seen.kills).toBe(2)
    for (const { used, real, hard, made } of seen.settled) {
      expect(used).toBe(real)
      expect(made).toBe(hard - real)
    }
  })
})
