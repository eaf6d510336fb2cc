import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, expect, it } from 'vitest'
import { RefusalPace } from './refusal-pace.ts'

const pace = new RefusalPace()
afterEach(() => pace.stop())

it('tells some at once, and the others when the loop has time, in order', async () => {
  const told: number[] = []
  let atOnce = 0
  for (let number = 0; number < 1_000; number++) {
    const turn = pace.turn()
    if (turn === undefined) atOnce++
    else void turn.then(() => told.push(number))
  }
  expect(atOnce).toBeGreaterThanOrEqual(25)
  expect(atOnce).toBeLessThan(500)
  expect(pace.held).toBe(1_000 - atOnce)
  while (pace.held > 0) await sleep(5)
  await sleep(0)
  expect(told).toEqual([...told].sort((a, b) => a - b))
  expect(told.length).toBe(1_000 - atOnce)
})

it('holds only so many, and lets all go at its end', async () => {
  const turns = [...Array(6_000)].map(() => pace.turn())
  expect(pace.held).toBe(4_096)
  pace.stop()
  expect(pace.held).toBe(0)
  await Promise.all(turns)
})
