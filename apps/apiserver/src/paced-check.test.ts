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

test.each(['well', 'gone'])('before the first answer all wait for it: %s', async (found) => {
  const ends: (() => void)[] = []
  const check = vi.fn(
    () =>
      new Promise<void>((resolve, reject) => {
        ends.push(found === 'well' ? resolve : () => reject(new Error(found)))
      }),
  )
  const paced = pacedCheck(check, 1_000)
  const asked = Promise.allSettled([paced(), paced(), paced()])
  for (const end of ends) end()
  const expected = found === 'well' ? 'fulfilled' : 'rejected'
  expect((await asked).map(({ status }) => status)).toEqual([expected, expected, expected])
  expect(check).toHaveBeenCalledTimes(1)
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
