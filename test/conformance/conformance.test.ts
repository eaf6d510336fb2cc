// The recorded conversations go at least as well as they ever went.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startCluster, type TestCluster } from '../harness/cluster.ts'
import { belowFloor } from './floor.ts'
import { recordedFlags, recordingsThere, replay } from './replay.ts'

describe.skipIf(!recordingsThere)('recorded conversations', () => {
  let cluster: TestCluster

  beforeAll(async () => {
    cluster = await startCluster({ flags: recordedFlags })
  })

  afterAll(() => cluster?.remove())

  it('pass no fewer steps than before, in any area', { timeout: 600_000 }, async () => {
    const figures = await replay(cluster, '*', () => undefined)
    expect(belowFloor(figures)).toEqual([])
  })
})
