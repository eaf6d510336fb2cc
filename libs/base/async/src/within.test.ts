import { expect, it } from 'vitest'
import { within } from './within.ts'

const late = () => new Error('late')

it('gives what came in time', async () => {
  expect(await within(Promise.resolve(1), 1_000, late)).toBe(1)
  await expect(within(Promise.reject(new Error('own')), 1_000, late)).rejects.toThrow('own')
})

it('refuses what did not', async () => {
  await expect(within(new Promise(() => undefined), 5, late)).rejects.toThrow('late')
  await expect(within(new Promise(() => undefined), 2_000, late)).rejects.toThrow('late')
})
