import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { pacedCheck } from './paced-check.ts'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] })
})
afterEach(() => {
  vi.useRealTimers()
})

test('checks once within its time and tells the others how that ended', async () => {
  const check = vi.fn(async () => undefined)
  const paced = pacedCheck(check, 1_000)
  await paced()
  vi.advanceTimersByTime(999)
  await paced()
  expect(check).toHaveBeenCalledTimes(1)
  vi.advanceTimersByTime(1)
  await paced()
  expect(check).toHaveBeenCalledTimes(2)
})

test('tells of a failure until the next check is well', async () => {
  const check = vi.fn(async () => undefined)
  check.mockRejectedValueOnce(new Error('gone'))
  const paced = pacedCheck(check, 1_000)
  await expect(paced()).rejects.toThrow('gone')
  await expect(paced()).rejects.toThrow('gone')
  vi.advanceTimersByTime(1_000)
  await paced()
  await paced()
  expect(check).toHaveBeenCalledTimes(2)
})

test('is not well before the first answer', async () => {
  let answer: () => void = () => undefined
  const paced = pacedCheck(() => new Promise((resolve) => (answer = resolve)), 1_000)
  const first = paced()
  await expect(paced()).rejects.toThrow('etcd client connection not yet established')
  answer()
  await first
  await paced()
})

test('keeps what a later check found when an earlier one ends behind it', async () => {
  const ends: { resolve: () => void; reject: (error: Error) => void }[] = []
  const check = () =>
    new Promise<void>((resolve, reject) => {
      ends.push({ resolve, reject })
    })
  const paced = pacedCheck(check, 1_000)
  const first = paced()
  vi.advanceTimersByTime(1_000)
  const second = paced()
  ends[1]?.resolve()
  await second
  ends[0]?.reject(new Error('late'))
  await expect(first).rejects.toThrow('late')
  await paced()
})
