import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { watchStrain } from './strain.ts'

/** Of a machine that others use as well. */
const waitMs = 20_000

function work(ms: number): void {
  const began = process.threadCpuUsage()
  const used = () => {
    const { user, system } = process.threadCpuUsage(began)
    return (user + system) / 1000
  }
  while (used() < ms);
}

it('gives out fewer seats while turns are long, and all again when they are short', async () => {
  const strain = watchStrain(() => undefined)
  const until = performance.now() + waitMs
  while (performance.now() < until && strain.part > 0.1) {
    work(30)
    await sleep(0)
  }
  expect(strain.part).toBeLessThan(0.5)
  await expect.poll(() => strain.part, { timeout: waitMs }).toBe(1)
  strain.stop()
}, 60_000)

it('gives out a quarter when two turns were several times too long, not for one', async () => {
  const parts: number[] = []
  const strain = watchStrain((part) => parts.push(part))
  const until = performance.now() + waitMs
  while (performance.now() < until && parts.length === 0) {
    work(100)
    await sleep(0)
  }
  expect(parts).toEqual([1 / 4])
  await expect.poll(() => strain.part, { timeout: waitMs }).toBe(1)
  parts.length = 0
  work(200)
  await sleep(200)
  strain.stop()
  expect(parts).toEqual([])
}, 60_000)

it('does not mind turns that are long for another reason than its own work', async () => {
  const parts: number[] = []
  const strain = watchStrain((part) => parts.push(part))
  const lock = new Int32Array(new SharedArrayBuffer(4))
  for (let turn = 0; turn < 10; turn++) {
    Atomics.wait(lock, 0, 0, 60)
    await sleep(0)
  }
  strain.stop()
  expect(parts).toEqual([])
})
