import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { watchStrain } from './strain.ts'

it('gives out fewer seats while the loop is late, and all again when it keeps up', async () => {
  const parts: number[] = []
  const strain = watchStrain((part) => parts.push(part))
  await sleep(60)
  const until = performance.now() + 400
  while (performance.now() < until);
  await sleep(60)
  expect(parts[0]).toBeCloseTo(2 / 3)
  await expect.poll(() => strain.part, { timeout: 10_000 }).toBe(1)
  strain.stop()
})
