import { EtcdError, grpcCodes } from '@binnacle/etcd'
import { ApiError, failure } from '@binnacle/meta'
import { expect, test } from 'vitest'
import { insist } from './insist.ts'
import { plainReason } from './plain-reason.ts'

/** A step that fails with these first. */
function failing(...errors: Error[]) {
  let calls = 0
  return {
    step: async () => {
      const error = errors[calls++]
      if (error) throw error
    },
    calls: () => calls,
  }
}

const gone = new ApiError(failure(410, 'Expired', 'too old resource version: 1 (2)'))
const away = new EtcdError(grpcCodes.unavailable, 'connection error')

test('a step is tried again while etcd is away or has compacted what it wants', async () => {
  const { step, calls } = failing(away, gone)
  const said: string[] = []
  await insist(step, (text) => said.push(text))
  expect(calls()).toBe(3)
  expect(said[1]).toBe('the start waits for etcd: too old resource version: 1 (2)')
})

test('what no wait mends, and what takes too long, ends the start with its reason', async () => {
  const refused = new ApiError(failure(403, 'Forbidden', 'no'))
  for (const error of [refused, new TypeError('a defect')]) {
    const { step, calls } = failing(error)
    await expect(insist(step, () => undefined)).rejects.toBe(error)
    expect(calls()).toBe(1)
  }
  const { step } = failing(...Array.from({ length: 99 }, () => away))
  await expect(insist(step, () => undefined, 300)).rejects.toBe(away)
  expect(plainReason(away)).toBe(away.message)
  expect(plainReason(gone)).toBe(gone.message)
})
