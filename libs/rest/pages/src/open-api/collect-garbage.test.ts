import { setImmediate } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { collectGarbage } from './collect-garbage.ts'

test('it comes to an end, with pauses, and holds nothing', async () => {
  let rests = 0
  const before = process.memoryUsage().external
  await collectGarbage(async () => {
    rests++
    await setImmediate()
  })
  expect(rests).toBeGreaterThan(0)
  expect(rests).toBeLessThanOrEqual(100)
  expect(process.memoryUsage().external - before).toBeLessThan(128 * 1024 * 1024)
})
