// The recorded conversations go at least as well as they ever went.
import { describe, expect, it } from 'vitest'
import { startCluster } from '../harness/cluster.ts'
import { belowFloor, readFloor } from './floor.ts'
import { type Figures, recordedFlags, recordingsThere, replay } from './replay.ts'

/** Conversations wait more than they work, so two clusters side by side take half the time. */
const sideBySide = 2

describe.skipIf(!recordingsThere)('recorded conversations', () => {
  it('pass no fewer steps than before, in any area', { timeout: 780_000 }, async () => {
    const left = [...new Set(Object.keys(readFloor()).map((area) => area.split('-')[0]))]
    const figures: Figures = {}
    const worker = async () => {
      const cluster = await startCluster({ flags: recordedFlags })
      try {
        for (let area = left.shift(); area !== undefined; area = left.shift()) {
          Object.assign(figures, await replay(cluster, `${area}-*`, () => undefined))
        }
      } finally {
        await cluster.remove()
      }
    }
    await Promise.all(Array.from({ length: sideBySide }, worker))
    expect(belowFloor(figures)).toEqual([])
    expect(Object.keys(readFloor()).filter((area) => figures[area] === undefined)).toEqual([])
  })
})
